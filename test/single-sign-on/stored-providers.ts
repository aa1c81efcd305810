// Providers that administrators set over the API, and what they ask of them.
import { auditRow } from '../../src/audit/audit-row.ts'
import type { StoredProvider } from '../../src/providers/stored-provider.ts'
import { addProvider } from '../../src/single-sign-on/definition-sql.ts'
import { little } from '../sign-in/browser.ts'
import type { Answer, Caller } from '../support/server.ts'
import { byTest, startServer, type TestServer, type TestServerOptions } from '../support/server.ts'
import type { Forger } from './forger.ts'

const base = '/api/attrium/1.0'

/** A server where a provider may be on this machine, as in a demo. */
export const startLocal = (options: TestServerOptions = {}): Promise<TestServer> =>
  startServer({ passwordCost: little, isDemo: true, ...options })

/** Calls the operations on providers as somebody. */
export const providersOf = ({ api, token }: Caller) => {
  const with_ = (version?: string) =>
    version === undefined
      ? { base }
      : {
          ...{ base, unchecked: true },
          headers: { authorization: `Bearer ${token}`, 'if-match': version },
        }
  return {
    list: () => api('GET', '/sign_in_providers', undefined, { base }),
    get: (id: string) => api('GET', `/sign_in_providers/${id}`, undefined, { base }),
    create: (body: object) => api('POST', '/sign_in_providers', body, { base }),
    update: (id: string, body: object, version?: string) =>
      api('PATCH', `/sign_in_providers/${id}`, body, with_(version)),
    remove: (id: string, version?: string) =>
      api('DELETE', `/sign_in_providers/${id}`, undefined, with_(version)),
    tryOut: (body: object) => api('POST', '/sources/try', body, { base: '/web' }),
  }
}

/** Settings with a name that no other has. */
let made = 0
export const settings = (issuer: string, more: object = {}) => {
  const id = `p${++made}`
  return { id, name: `Provider ${id}`, issuer, client_id: 'attrium', ...more }
}

/** Sets a provider of this forger, and returns its id. */
export async function aProvider(
  caller: Caller,
  { issuer }: Pick<Forger, 'issuer'>,
  more: object = {},
): Promise<string> {
  const body = settings(issuer, more)
  const answer = await providersOf(caller).create(body)
  if (answer.status !== 200) throw new Error(`it was answered ${answer.status}: ${answer.text}`)
  return body.id
}

export const etagIn = ({ headers }: Answer) => String(headers['etag'])

/** Writes a provider into the store as no operation would. */
export async function plantProvider(
  { running: { server } }: TestServer,
  row: StoredProvider,
): Promise<void> {
  await server.db.commit({
    statements: [addProvider(row)],
    audit: auditRow(byTest(server.now()), {}),
    changesAuthority: true,
  })
}
