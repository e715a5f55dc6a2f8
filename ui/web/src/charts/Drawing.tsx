import {useEffect, useRef} from 'react'

/**
 * An SVG that the server drew, in the colours of the page. It is parsed on its own and
 * not written into the page as text: no script in it runs.
 */
export function Drawing({svg}: {svg: SVGSVGElement}) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    place.current?.replaceChildren(document.importNode(svg, true))
  }, [svg])
  return <div className="chart" ref={place} />
}
