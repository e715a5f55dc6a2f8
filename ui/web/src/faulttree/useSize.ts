import {useCallback, useState} from 'react'
import type {Size} from './view'

/** The size of an element as it is laid out; the fallback where it cannot be measured. */
export function useSize(
  fallback: Size,
): [(element: Element | null) => (() => void) | undefined, Size | undefined] {
  const [size, setSize] = useState<Size>()
  const measure = useCallback(
    (element: Element | null) => {
      if (element === null) return undefined
      if (typeof ResizeObserver === 'undefined') {
        setSize(fallback)
        return undefined
      }
      const observer = new ResizeObserver(([entry]) => {
        if (!entry) return
        const {width, height} = entry.contentRect
        if (width > 0 && height > 0) setSize({width, height})
      })
      observer.observe(element)
      return () => observer.disconnect()
    },
    [fallback],
  )
  return [measure, size]
}
