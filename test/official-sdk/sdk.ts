// The official SDK for Node with a running server, configured by its looker.ini alone.
import type { Looker40SDK } from '@looker/sdk'
import { LookerNodeSDK, NodeSettingsIniFile } from '@looker/sdk-node'
import { vi } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

export async function startWithSdk(): Promise<{
  server: TestServer
  sdk: Looker40SDK
  stop: () => Promise<void>
}> {
  // With each request the SDK prints that it has no timeout of its own.
  vi.spyOn(console, 'debug').mockImplementation(() => undefined)
  const server = await startServer()
  const sdk = LookerNodeSDK.init40(new NodeSettingsIniFile('', server.lookerIni, 'Looker'))
  const stop = async () => {
    await sdk.authSession.logout()
    await server.stop()
  }
  return { server, sdk, stop }
}

export const idOf = (thing: { id?: string | null }): string => {
  if (typeof thing.id !== 'string') throw new Error('nothing with an id was answered')
  return thing.id
}

/** The error that the SDK throws for a refused call. */
export async function refusal(call: Promise<unknown>) {
  try {
    await call
  } catch (error) {
    return error as Error & {
      errors?: { field?: string; code?: string; message?: string; documentation_url: string }[]
      documentation_url?: string
    }
  }
  throw new Error('the call was not refused')
}
