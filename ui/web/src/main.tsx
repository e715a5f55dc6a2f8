import {QueryClientProvider} from '@tanstack/react-query'
import {StrictMode} from 'react'
import {createRoot} from 'react-dom/client'
import {createBrowserRouter, RouterProvider} from 'react-router'
import {routes} from './App'
import {newQueryClient} from './api/query'
import {applyTheme, storedTheme} from './shell/theme'
import '@fontsource/source-sans-3/latin-400.css'
import '@fontsource/source-sans-3/latin-600.css'
import '@fontsource/source-sans-3/latin-700.css'
import 'virtual:tokens.css'
import './styles/index.css'

applyTheme(storedTheme())

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
const router = createBrowserRouter(routes)
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={newQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
