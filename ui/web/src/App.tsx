import type {ComponentType} from 'react'
import {Navigate, type RouteObject} from 'react-router'
import {Layout} from './shell/Layout'
import {RouteFailure} from './shell/RouteFailure'
import {Start} from './welcome/Start'

/** A page loaded when it is first opened. Its module exports it as the default. */
function page(
  path: string,
  title: string,
  load: () => Promise<{default: ComponentType}>,
): RouteObject {
  return {path, handle: {title}, lazy: async () => ({Component: (await load()).default})}
}

export const routes: RouteObject[] = [
  {
    Component: Layout,
    ErrorBoundary: RouteFailure,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteFailure,
        children: [
          {index: true, Component: Start},
          page('/welcome', 'Welcome', () => import('./welcome/WelcomePage')),
          page('/sign-in', 'Sign in', () => import('./session/SignInPage')),
          page('/overview', 'Overview', () => import('./overview/OverviewPage')),
          page('/slos', 'SLOs', () => import('./slos/SLOsPage')),
          page('/risks', 'Risks', () => import('./risks/RisksPage')),
          page('/topology', 'Topology', () => import('./topology/TopologyPage')),
          page('/models', 'Models', () => import('./models/ModelsPage')),
          page('/models/:id/tree', 'Fault tree', () => import('./faulttree/FaultTreePage')),
          page('/models/:id/fmea', 'FMEA', () => import('./fmea/FMEAPage')),
          page('/services', 'Services', () => import('./services/ServicesPage')),
          page('/services/:service', 'Service', () => import('./services/ServicePage')),
          page('/incidents', 'Incidents', () => import('./incidents/IncidentsPage')),
          page('/what-if', 'What-if', () => import('./whatif/WhatIfPage')),
          page('/policy', 'Policy', () => import('./policy/PolicyPage')),
          page('/reports', 'Reports', () => import('./reports/ReportsPage')),
          page('/data', 'Data', () => import('./data/DataPage')),
          {path: '/fmea', element: <Navigate to="/models/latest/fmea" replace />},
          page('*', 'Page not found', () => import('./shell/NotFoundPage')),
        ],
      },
    ],
  },
]
