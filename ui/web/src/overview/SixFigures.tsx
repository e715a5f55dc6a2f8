import type {OverviewFigure} from '../api/types'
import {Figure} from '../parts/Figure'
import {FigureList} from '../parts/FigureList'

/** The six numbers of the first screen, as the server has them. */
export function SixFigures({figures}: {figures: readonly OverviewFigure[]}) {
  return (
    <FigureList label="Six figures">
      {figures.map((figure) => (
        <Figure
          key={figure.id}
          title={figure.title}
          estimate={figure.estimate}
          of={figure.of}
          notes={figure.notes}
          verdict={figure.verdict}
          change={figure.change}
          link={figure.link}
        />
      ))}
    </FigureList>
  )
}
