/** Formats of the raw numbers in tables. Figures come formatted from the server. */

const missing = '—'

type Maybe = number | null | undefined

function known(x: Maybe): x is number {
  return typeof x === 'number' && Number.isFinite(x)
}

/**
 * An availability in [0, 1] with two significant digits of unavailability, cut
 * towards the worse side: it never rounds up to a target.
 */
export function availability(a: Maybe): string {
  if (!known(a) || a < 0 || a > 1) return missing
  if (a === 1) return '100 %'
  // The slack undoes the rounding of 1 − a, so that 0.999 is seen as exactly 1e-3.
  const leadingZeros = Math.ceil(-Math.log10(1 - a) - 1e-9)
  const decimals = Math.min(9, Math.max(1, leadingZeros - 1))
  const scale = 10 ** decimals
  return `${(Math.floor(a * 100 * scale + 1e-6) / scale).toFixed(decimals)} %`
}

/** A time span given in minutes, ≥ 0. */
export function minutes(min: Maybe): string {
  if (!known(min)) return missing
  if (min < 0) return `−${minutes(-min)}`
  if (min === 0) return '0 s'
  const seconds = min * 60
  if (seconds < 1) return '< 1 s'
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (min < 10) return `${min.toFixed(1)} min`
  if (min < 120) return `${Math.round(min)} min`
  if (min < 2880) {
    const whole = Math.round(min)
    const hours = Math.floor(whole / 60)
    const rest = whole % 60
    return rest > 0 ? `${hours} h ${rest} min` : `${hours} h`
  }
  return `${(min / 1440).toFixed(1)} d`
}

const superscripts: Record<string, string> = Object.fromEntries(
  [...'-0123456789'].map((c, i) => [c, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i] ?? c]),
)

/** A probability: two significant digits, 0 only where it is exactly 0. */
export function probability(p: Maybe): string {
  if (!known(p)) return missing
  if (p === 0) return '0'
  if (p >= 0.01) return p.toPrecision(2)
  const [mantissa, exponent] = p.toExponential(1).split('e')
  const raised = [...String(Number(exponent))].map((c) => superscripts[c]).join('')
  return `${mantissa} × 10${raised}`
}

/** A share in [0, 1] as percent, never 0 for something and never 100 for less than all. */
export function share(s: Maybe): string {
  if (!known(s)) return missing
  const percent = s * 100
  if (percent > 0 && percent < 0.1) return '< 0.1 %'
  if (percent < 100 && percent > 99) return '> 99 %'
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}

/** Minutes per year in a column: whole, one decimal below ten. */
export function perYear(min: Maybe): string {
  if (!known(min)) return missing
  if (min === 0) return '0'
  const size = Math.abs(min)
  if (size < 0.1) return min > 0 ? '< 0.1' : '> −0.1'
  return (size < 10 ? size.toFixed(1) : count(Math.round(size))).replace(/^/, min < 0 ? '−' : '')
}

/** A number of at most three significant digits, with its sign as U+2212. */
export function number(x: Maybe): string {
  if (!known(x)) return missing
  if (x !== 0 && Math.abs(x) < 0.01) return (x < 0 ? '−' : '') + probability(Math.abs(x))
  return x.toLocaleString('en-GB', {maximumSignificantDigits: 3}).replace('-', '−')
}

/** A whole number, grouped by thousands. */
export function count(n: Maybe): string {
  return known(n) ? n.toLocaleString('en-GB').replace('-', '−') : missing
}

/** 21 Nov 2026 16:40 UTC */
export function dateTime(iso: string | null | undefined): string {
  if (!iso) return missing
  const t = new Date(iso)
  return `${date(iso)} ${t.toISOString().slice(11, 16)} UTC`
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 21 Nov 2026, in UTC */
export function date(iso: string | null | undefined): string {
  if (!iso) return missing
  const t = new Date(iso)
  return `${t.getUTCDate()} ${month(iso)} ${t.getUTCFullYear()}`
}

/** Nov, in UTC */
export function month(iso: string): string {
  return months[new Date(iso).getUTCMonth()] ?? missing
}

/** The age of data: 3 min, 4 h, 12 d. */
export function age(seconds: Maybe): string {
  if (!known(seconds)) return missing
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min`
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`
  return `${Math.round(seconds / 86400)} d`
}
