import {useEffect, useRef} from 'react'

/**
 * An SVG that the server drew, in the colours of the page. It is parsed and not
 * written into the page as text, so that nothing in it can run.
 */
export function Drawing({svg}: {svg: string}) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const {documentElement} = new DOMParser().parseFromString(svg, 'image/svg+xml')
    if (documentElement.nodeName !== 'svg') return
    place.current?.replaceChildren(document.importNode(documentElement, true))
  }, [svg])
  return <div className="chart" ref={place} />
}
