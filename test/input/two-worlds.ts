// Two servers that are alike, asked the same things: where their answers differ, something told them apart.
import { type Answer, type Caller, startServer, type TestServer } from '../server.ts'

export interface Question {
  readonly method: string
  /** Below /api/4.0. */
  readonly path: string
  readonly body?: unknown
}

export type Worlds = readonly [TestServer, TestServer]

/** Of one moment and one name, so that their answers may be compared as they are. */
export async function twoWorlds(): Promise<Worlds> {
  const alike = {
    now: () => Date.UTC(2030, 0, 1),
    flags: { rateLimit: '0', publicUrl: 'http://attrium.example' },
    firstKey: {
      client_id: 'FirstClientIdOfTests',
      client_secret: 'the first client secret of tests',
    },
  }
  return [await startServer(alike), await startServer(alike)]
}

export const endWorlds = async (worlds: Worlds) => {
  for (const world of worlds) await world.stop()
}

/** What of an answer may not differ: everything but when it was sent, and what is random in each world. */
export function told({ status, headers, text }: Answer) {
  const { date: _, ...others } = headers
  const sameIds = text
    .replaceAll(/"client_id":"\w+"/g, '"client_id":"random"')
    // Ids of sessions are the only ones as long.
    .replaceAll(/\b\d{16,19}\b/g, 'random')
  return { status, headers: others, text: sameIds }
}

export const asked = ({ api }: Caller, { method, path, body }: Question) => api(method, path, body)
