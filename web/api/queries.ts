// What is remembered of the server: how long, and what is asked again.
import { QueryClient } from '@tanstack/react-query'
import { CallFailed, CallRefused } from '../../src/client/answers.ts'

/** The server was not reached, was busy, or asks for patience. */
const mayPass = (error: Error): boolean =>
  error instanceof CallFailed || (error instanceof CallRefused && [429, 503].includes(error.status))

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // The browser's word on the network counts for nothing: the server may be on the same machine.
      networkMode: 'always',
      staleTime: 10_000,
      gcTime: 5 * 60_000,
      // A refusal stays one; what did not arrive, or came at a bad time, is asked again.
      retry: (failures, error) => failures < 3 && mayPass(error),
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 4000),
    },
    mutations: { networkMode: 'always', retry: false },
  },
})
