interface ZoomButtonsProps {
  zoom: number
  onZoom: (factor: number) => void
  onFit: () => void
  onFull: () => void
}

/** What wheel and keys do, as buttons. */
export function ZoomButtons({zoom, onZoom, onFit, onFull}: ZoomButtonsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is of a form
    <div className="zoom-buttons" role="group" aria-label="Zoom">
      <button type="button" className="button" aria-label="Zoom in" onClick={() => onZoom(1.25)}>
        +
      </button>
      <button type="button" className="button" aria-label="Zoom out" onClick={() => onZoom(0.8)}>
        −
      </button>
      <button type="button" className="button" onClick={onFit}>
        Fit
      </button>
      <button type="button" className="button" onClick={onFull}>
        100 %
      </button>
      <span className="note">{Math.round(zoom * 100)} %</span>
    </div>
  )
}
