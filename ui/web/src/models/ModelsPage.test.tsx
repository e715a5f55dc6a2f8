import {screen} from '@testing-library/react'
import {expect, test} from 'vitest'
import {noAssessment, show} from '../test/show'

test('shows no digit where no model is stored', async () => {
  const none = {status: 200, body: {data: []}}
  show('/models', {'*': noAssessment, '/models': none, '/assessments': none})
  expect(await screen.findByText(/No model yet/)).toBeDefined()
  expect(document.querySelector('main')?.textContent).not.toMatch(/\d/)
})
