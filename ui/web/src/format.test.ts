import {describe, expect, test} from 'vitest'
import {
  age,
  availability,
  count,
  dateTime,
  minutes,
  number,
  perYear,
  probability,
  share,
} from './format'

// The golden values of the product's number formats.
describe('availability keeps two digits of unavailability, cut to the worse side', () => {
  test.each([
    [0.95, '95.0 %'],
    [0.99, '99.0 %'],
    [0.995, '99.50 %'],
    [0.999, '99.90 %'],
    [0.9995, '99.950 %'],
    [0.99949, '99.949 %'],
    [0.9999, '99.990 %'],
    [0.99995, '99.9950 %'],
    [0.99999, '99.9990 %'],
    [0.999995, '99.99950 %'],
    [0.9999999, '99.999990 %'],
    [0.998732, '99.87 %'],
    [0.5, '50.0 %'],
    [1, '100 %'],
    [undefined, '—'],
    [Number.NaN, '—'],
    [1.2, '—'],
  ])('%s → %s', (a, want) => expect(availability(a)).toBe(want))
})

describe('minutes', () => {
  test.each([
    [0.0043, '< 1 s'],
    [0.432, '26 s'],
    [4.32, '4.3 min'],
    [43.2, '43 min'],
    [216, '3 h 36 min'],
    [2160, '36 h'],
    [239.7, '4 h'],
    [(1 - 0.99) * 525600, '3.7 d'],
    [525.6, '8 h 46 min'],
    [0, '0 s'],
    [-3.9, '−3.9 min'],
    [undefined, '—'],
  ])('%s → %s', (min, want) => expect(minutes(min)).toBe(want))
})

describe('probability', () => {
  test.each([
    [0, '0'],
    [0.5, '0.50'],
    [0.032, '0.032'],
    [0.01, '0.010'],
    [0.0099, '9.9 × 10⁻³'],
    [4.8e-4, '4.8 × 10⁻⁴'],
    [3.42e-7, '3.4 × 10⁻⁷'],
    [1e-12, '1.0 × 10⁻¹²'],
  ])('%s → %s', (p, want) => expect(probability(p)).toBe(want))
})

test('a share is neither rounded to nothing nor to all', () => {
  expect([0, 1e-6, 0.001, 0.57, 0.996, 1].map(share)).toEqual([
    '0 %',
    '< 0.1 %',
    '0.1 %',
    '57 %',
    '> 99 %',
    '100 %',
  ])
})

test('minutes per year in a column', () => {
  expect([0, 0.02, 0.3, 314.2, 2112, -171].map(perYear)).toEqual([
    '0',
    '< 0.1',
    '0.3',
    '314',
    '2,112',
    '−171',
  ])
})

test('other numbers', () => {
  expect(number(1656)).toBe('1,660')
  expect(number(-0.3)).toBe('−0.3')
  expect(number(0.00017)).toBe('1.7 × 10⁻⁴')
  expect(count(12000)).toBe('12,000')
})

test('times are UTC', () => {
  expect(dateTime('2026-11-21T16:40:00Z')).toBe('21 Nov 2026 16:40 UTC')
  expect(dateTime(undefined)).toBe('—')
  expect([30, 180, 7200, 864000].map(age)).toEqual(['1 min', '3 min', '2 h', '10 d'])
})
