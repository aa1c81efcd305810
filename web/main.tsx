// Starts the web application.
import './theme/components.ts'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { CallFailed, CallRefused } from '../src/client/answers.ts'
import { queries } from './api/queries.ts'
import { hasten, router } from './routes.ts'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { schemes } from './theme/color-scheme.ts'
import { theme } from './theme/theme.ts'

// Before anything is drawn, so that no page flashes in the other theme.
document.documentElement.setAttribute('data-mantine-color-scheme', schemes.first())

// Apart from this file: tools of the browser note where a request comes from, and would parse all of it again.
queueMicrotask(hasten)
const root = document.getElementById('root')
if (root !== null) {
  createRoot(root, { onCaughtError: report }).render(
    <StrictMode>
      <MantineProvider
        theme={theme}
        defaultColorScheme="auto"
        colorSchemeManager={schemes.manager}
        // The build writes them as a file: the policy of the page allows no style that a script writes.
        withCssVariables={false}
        withGlobalClasses={false}
      >
        <QueryClientProvider client={queries}>
          <ErrorBoundary>
            <RouterProvider router={router} />
          </ErrorBoundary>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

/** A refusal is an answer, which the screen tells; everything else is a fault of ours. */
function report(error: unknown): void {
  if (!(error instanceof CallRefused || error instanceof CallFailed)) console.error(error)
}
