import type {ReactNode} from 'react'

const shapes = {
  check: {path: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13M5 8.2 7.2 10.4 11 6', filled: false},
  triangle: {path: 'M8 1.5 15 14.5H1Z', filled: true},
  triangleOutline: {path: 'M8 2.5 14 13.5H2Z', filled: false},
  octagon: {path: 'M5 1h6l4 4v6l-4 4H5l-4-4V5Z', filled: true},
  diamond: {path: 'M8 1.5 14.5 8 8 14.5 1.5 8Z', filled: false},
  disc: {path: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z', filled: true},
  dash: {path: 'M3 8h10', filled: false},
} as const

export type Shape = keyof typeof shapes

interface MarkProps {
  shape: Shape
  /** Whose colours to take: of a status, or none. */
  tone: 'met' | 'at-risk' | 'breached' | 'not-judged' | 'none'
  children: ReactNode
}

/** A verdict as shape, word and colour, so that none of them is needed alone. */
export function Mark({shape, tone, children}: MarkProps) {
  const {path, filled} = shapes[shape]
  return (
    <span className="status" data-status={tone}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path
          d={path}
          fill={filled ? 'currentColor' : 'none'}
          stroke={filled ? 'none' : 'currentColor'}
          strokeWidth="2"
        />
      </svg>
      <span>{children}</span>
    </span>
  )
}
