import {useCallback, useState} from 'react'

/** The width of an element as it is laid out, in CSS pixels; the fallback until then. */
export function useWidth(
  fallback: number,
): [(element: Element | null) => (() => void) | undefined, number] {
  const [width, setWidth] = useState(fallback)
  const measure = useCallback((element: Element | null) => {
    if (element === null || typeof ResizeObserver === 'undefined') return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.round(entry.contentRect.width))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [measure, width]
}
