import {fmea, incidents, parameters, policy, scenarios, services, singlePoints, slos} from './lists'
import {firstScreen, records} from './overview'

const list = (data: readonly unknown[]) => ({data})

const summary = {
  id: 'a-18',
  model: firstScreen.model,
  engineVersion: '0.1.0',
  inputsDigest: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  dataCutoff: firstScreen.dataCutoff,
  createdAt: firstScreen.createdAt,
}

/** What the API answers, by path below /api/v1. */
export const answers: Record<string, unknown> = {
  '/overview': firstScreen,
  '/slos': list(slos),
  '/risks': {
    singlePoints,
    causes: firstScreen.overview.causes,
    otherCauses: firstScreen.overview.otherCauses,
  },
  '/scenarios': list(scenarios),
  '/fmea': list(fmea),
  '/incidents': list(incidents),
  '/policy-results': list(policy),
  '/services': list(services),
  '/parameters': list(parameters),
  '/sources': list([
    {
      source: 'file:incidents.csv',
      cursor: '',
      incidents: 14,
      experiments: 0,
      readAt: '2026-11-21T16:40:00Z',
    },
  ]),
  '/models': list([{...firstScreen.model, createdAt: '2026-11-20T10:00:00Z'}]),
  '/assessments': list([summary]),
  '/assessments/a-18': {
    ...summary,
    overview: firstScreen.overview,
    records,
    seed: 1,
    samples: 10000,
    journeys: [],
    slos,
    services,
    singlePoints,
    impacts: [],
    fmea,
    scenarios,
    parameters,
    policy,
    warnings: firstScreen.warnings,
  },
  '/reports': list([
    {kind: 'board', name: 'board', mediaType: 'application/pdf', href: '/api/v1/reports/board.pdf'},
    ...['incidents', 'fmea', 'slos', 'cut-sets'].map((name) => ({
      kind: 'table',
      name,
      mediaType: 'text/csv',
      href: `/api/v1/reports/tables/${name}.csv`,
    })),
  ]),
  '/session': {name: 'demo', scope: 'read', kind: 'session'},
}
