import type {Estimate} from '../api/types'

/** An estimate for a test; every part can be replaced. */
export function estimate(
  display: string,
  value: number | undefined,
  rest: Partial<Estimate> = {},
): Estimate {
  return {
    ...(value !== undefined && {value}),
    unit: 'min/yr',
    display,
    assessmentId: 'a-18',
    ...rest,
  }
}

/** An estimate without a value. */
export function unknown(reason: string, rest: Partial<Estimate> = {}): Estimate {
  return estimate('—', undefined, {status: 'not-judged', reason, ...rest})
}
