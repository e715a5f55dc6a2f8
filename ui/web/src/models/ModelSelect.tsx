import {useId} from 'react'
import {useParam} from '../selection/useParam'
import {useModels} from './useAssessments'

/** Chooses the model whose latest assessment the pages show. */
export function ModelSelect({shown}: {shown: {name: string; title: string}}) {
  const id = useId()
  const [, setModel] = useParam('model')
  const {data} = useModels()
  const titles = new Map([shown, ...(data ?? [])].map((model) => [model.name, model.title]))
  titles.set(shown.name, shown.title)
  return (
    <span className="field">
      <label htmlFor={id}>Model</label>
      <select id={id} value={shown.name} onChange={(event) => setModel(event.target.value)}>
        {[...titles].map(([name, title]) => (
          <option key={name} value={name}>
            {title || name}
          </option>
        ))}
      </select>
    </span>
  )
}
