import {screen, waitFor, within} from '@testing-library/react'
import {describe, expect, test} from 'vitest'
import {services} from '../test/lists'
import {show} from '../test/show'

const service = {
  ...services[0],
  recurrence: {
    verdict: 'trend',
    title: 'Outages become rarer',
    words: ['Events: 7. Systems: 1.', 'There is a trend: events become rarer.'],
    mtbfNow: {unit: 'h', value: 4000, display: '167 d', interval: '90 % interval 80–400 d'},
  },
}

const impact = {
  subject: 'fraud-score',
  kind: 'service',
  title: 'Fraud score',
  journeys: [{id: 'pay', title: 'Card payments', effect: 'down', usersDown: 1}],
  usersDown: 1,
  services: [],
  minutesPerYear: 180,
  display: '180 min/yr',
}

const detail = {
  service,
  definition: {id: 'fraud-score'},
  placements: [],
  callees: [],
  callers: [{from: 'payments-api', to: 'fraud-score', kind: 'hard'}],
  impact,
  policy: [],
}

const chart = {
  subject: 'service:fraud-score',
  name: 'outages',
  title: 'Outages become rarer',
  description: 'Fraud score: 7 outages.',
  href: '/api/v1/charts/service:fraud-score/outages',
}

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t"><title id="t">Outages become rarer</title></svg>'

describe('the page of a service', () => {
  test('says how outages came, shows the chart, and who calls it', async () => {
    show('/services/fraud-score?model=bank', {
      '/services/fraud-score': {status: 200, body: detail},
      '/charts': {status: 200, body: {data: [chart]}},
      '/charts/service%3Afraud-score/outages': {status: 200, body: svg},
      '/charts/service:fraud-score/outages': {status: 200, body: svg},
    })
    expect(await screen.findByRole('heading', {level: 1, name: 'Fraud score'})).toBeTruthy()
    expect(screen.getByText(/Time between outages now: 167 d/)).toBeTruthy()
    expect(screen.getByText('There is a trend: events become rarer.')).toBeTruthy()
    const calls = screen.getByRole('table', {name: /Calls/})
    expect(within(calls).getByRole('link', {name: 'payments-api'})).toBeTruthy()
    expect(screen.getByText('Card payments')).toBeTruthy()
    expect(await screen.findByRole('img', {name: 'Outages become rarer'})).toBeTruthy()
    const link = screen.getByRole('link', {name: 'SVG of the chart of outages'})
    expect(link.getAttribute('href')).toBe(`${chart.href}?model=bank`)
  })

  test('says so where there should be charts', async () => {
    show('/services/fraud-score', {
      '/services/fraud-score': {status: 200, body: detail},
      '/charts': {status: 200, body: {data: [chart]}},
      '/charts/service%3Afraud-score/outages': {status: 200, body: '<html>no drawing'},
      '/charts/service:fraud-score/outages': {status: 200, body: '<html>no drawing'},
    })
    expect(await screen.findByText(/not a drawing/)).toBeTruthy()
  })

  test('says so where charts cannot be listed', async () => {
    show('/services/fraud-score', {
      '/services/fraud-score': {status: 200, body: detail},
      '/charts': {status: 403, body: {title: 'Forbidden', status: 403, detail: 'not for you'}},
    })
    expect(await screen.findByText(/not for you/)).toBeTruthy()
  })

  test('says why there is nothing', async () => {
    show('/services/nobody', {
      '/services/nobody': {
        status: 404,
        body: {title: 'Not Found', status: 404, code: 'not_found', detail: 'no service "nobody"'},
      },
    })
    await waitFor(() =>
      expect(screen.getAllByText(/no service "nobody"/).length).toBeGreaterThan(0),
    )
  })
})
