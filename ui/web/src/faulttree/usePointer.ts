import {type PointerEvent, useCallback, useEffect, useRef} from 'react'
import {type Size, type View, zoomAt} from './view'

interface PointerProps {
  view: View | undefined
  size: Size | undefined
  look: (view: View) => void
  /** A click at a point of the drawing, once or twice. */
  onClick: (x: number, y: number, twice: boolean) => void
}

interface Drag {
  x: number
  y: number
  from: View
  moved: boolean
}

/** Drag moves the drawing, the wheel zooms at the pointer, a press without a move is a click. */
export function usePointer({view, size, look, onClick}: PointerProps) {
  const drag = useRef<Drag>(undefined)
  const last = useRef({time: 0, x: 0, y: 0})
  const now = useRef({view, look})
  useEffect(() => {
    now.current = {view, look}
  })

  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || !view) return
    event.currentTarget.setPointerCapture?.(event.pointerId)
    drag.current = {x: event.clientX, y: event.clientY, from: view, moved: false}
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const start = drag.current
    if (!start) return
    const dx = event.clientX - start.x
    const dy = event.clientY - start.y
    if (!start.moved && Math.hypot(dx, dy) < 4) return
    start.moved = true
    const {zoom} = start.from
    look({zoom, x: start.from.x - dx / zoom, y: start.from.y - dy / zoom})
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const start = drag.current
    drag.current = undefined
    if (!start || start.moved || !view || !size) return
    const {clientX, clientY, timeStamp} = event
    const frame = event.currentTarget.getBoundingClientRect()
    const {time, x, y} = last.current
    const twice = timeStamp - time < 400 && Math.hypot(clientX - x, clientY - y) < 8
    last.current = {time: twice ? 0 : timeStamp, x: clientX, y: clientY}
    onClick(
      view.x + (clientX - frame.left - size.width / 2) / view.zoom,
      view.y + (clientY - frame.top - size.height / 2) / view.zoom,
      twice,
    )
  }
  const onPointerCancel = () => {
    drag.current = undefined
  }

  // React's own wheel listener is passive: it could not keep the page from scrolling.
  const wheel = useCallback((element: HTMLElement | null) => {
    if (element === null) return undefined
    const onWheel = (event: WheelEvent) => {
      const {view, look} = now.current
      if (!view) return
      event.preventDefault()
      const frame = element.getBoundingClientRect()
      const dx = event.clientX - frame.left - frame.width / 2
      const dy = event.clientY - frame.top - frame.height / 2
      look(zoomAt(view, Math.exp(-event.deltaY / 400), dx, dy))
    }
    element.addEventListener('wheel', onWheel, {passive: false})
    return () => element.removeEventListener('wheel', onWheel)
  }, [])

  return {wheel, handlers: {onPointerDown, onPointerMove, onPointerUp, onPointerCancel}}
}
