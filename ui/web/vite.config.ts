import react from '@vitejs/plugin-react'
import type {Plugin} from 'vite'
import {defineConfig} from 'vitest/config'
import {tokensCSS} from './tokens.ts'

const tokensModule = 'virtual:tokens.css'

/** Serves ui/tokens.json as a style sheet of custom properties. */
function designTokens(): Plugin {
  return {
    name: 'design-tokens',
    resolveId: (id) => (id === tokensModule ? `\0${tokensModule}` : undefined),
    load: (id) => (id === `\0${tokensModule}` ? tokensCSS() : undefined),
  }
}

export default defineConfig({
  plugins: [react(), designTokens()],
  build: {
    chunkSizeWarningLimit: 400,
    // The API's content security policy allows no data: URLs.
    assetsInlineLimit: 0,
  },
  server: {
    proxy: {'/api': process.env.NINEFOLD_API ?? 'http://127.0.0.1:8080'},
  },
  preview: {
    proxy: {'/api': process.env.NINEFOLD_API ?? 'http://127.0.0.1:8080'},
  },
  test: {
    include: ['src/**/*.test.{ts,tsx}'], // those in browser/ need a real one
    environment: 'jsdom',
    setupFiles: 'src/test/setup.ts',
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
})
