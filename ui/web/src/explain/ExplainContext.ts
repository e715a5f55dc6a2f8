import {createContext, useContext} from 'react'
import type {Estimate} from '../api/types'

/** A figure to be explained. */
export interface Explained {
  title: string
  estimate: Estimate
}

export const ExplainContext = createContext<(figure: Explained) => void>(() => undefined)

/** Returns what opens the explanation of a figure. */
export function useExplain(): (figure: Explained) => void {
  return useContext(ExplainContext)
}
