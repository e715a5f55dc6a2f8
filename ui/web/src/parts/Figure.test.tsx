import {fireEvent, render, screen} from '@testing-library/react'
import {MemoryRouter} from 'react-router'
import {expect, test, vi} from 'vitest'
import type {Estimate} from '../api/types'
import {ExplainContext} from '../explain/ExplainContext'
import {estimate, unknown} from '../test/estimate'
import {Figure} from './Figure'

function show(of: Estimate, verdict?: string) {
  const explain = vi.fn()
  render(
    <MemoryRouter>
      <ExplainContext value={explain}>
        <Figure
          title="Expected downtime"
          estimate={of}
          verdict={verdict}
          notes={['limit 263 min']}
        />
      </ExplainContext>
    </MemoryRouter>,
  )
  return explain
}

const expected = estimate('314 min', 314, {
  interval: '90 % 190–520 min',
  status: 'breached',
  confidence: 'C',
})

test('prints value, interval, notes, verdict and confidence as the server has them', () => {
  show(expected, 'Over limit')
  const figure = document.querySelector('.figure')
  for (const text of [
    '314 min',
    '90 % 190–520 min',
    'limit 263 min',
    'Over limit',
    'confidence C',
  ]) {
    expect(screen.getByText(text)).toBeDefined()
  }
  expect(figure?.getAttribute('data-status')).toBe('breached')
})

test('is explained by the button and by the key e', () => {
  const explain = show(expected)
  const button = screen.getByRole('button', {name: 'Explain Expected downtime'})
  button.click()
  fireEvent.keyDown(button, {key: 'e', ctrlKey: true}) // the browser's own
  expect(explain).toHaveBeenCalledTimes(1)
  fireEvent.keyDown(button, {key: 'e'})
  expect(explain).toHaveBeenCalledTimes(2)
  expect(explain).toHaveBeenCalledWith({title: 'Expected downtime', estimate: expected})
})

test('shows no digit of its own where there is no value, but the reason', () => {
  show(unknown('fewer requests than needed'))
  expect(screen.getByText('—')).toBeDefined()
  expect(screen.getByText('fewer requests than needed')).toBeDefined()
  expect(screen.getByText('Not judged')).toBeDefined()
})

test('hatches a figure of low confidence and puts its interval first', () => {
  show(estimate('3', 3, {interval: '90 % 1–9', confidence: 'D'}))
  expect(document.querySelector('.figure')?.getAttribute('data-confidence')).toBe('D')
  const lines = [...document.querySelectorAll('.notes li')].map((line) => line.textContent)
  expect(lines).toEqual(['low confidence', '90 % 1–9', 'limit 263 min'])
})
