// Two equal servers get the same requests; a difference between their answers reveals something.
import { type Answer, type Caller, startServer, type TestServer } from '../support/server.ts'

export interface Question {
  readonly method: string
  /** Below /api/4.0. */
  readonly path: string
  readonly body?: unknown
}

export type Worlds = readonly [TestServer, TestServer]

/** Servers with the same clock, address and key, so that their answers can be compared directly. */
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

/** The parts of an answer that must be equal: everything but the date and the random ids of each world. */
export function told({ status, headers, text }: Answer) {
  const { date: _, ...others } = headers
  const sameIds = text
    // The first administrator has a link, which every store draws by lot.
    .replaceAll(/#token=[\w.-]+/g, '#token=…')
    .replaceAll(/"client_id":"\w+"/g, '"client_id":"random"')
    // Only ids of sessions are this long.
    .replaceAll(/\b\d{16,19}\b/g, 'random')
  return { status, headers: others, text: sameIds }
}

export const asked = ({ api }: Caller, { method, path, body }: Question) => api(method, path, body)
