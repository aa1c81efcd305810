// Long bodies count against their sender from the head of the request on, before their bytes arrive (T-42).
import { type ClientRequest, type OutgoingHttpHeaders, request } from 'node:http'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { limits } from '../../../src/limits.ts'
import { type Caller, startServer, type TestServer } from '../../support/server.ts'
import { anAdmin, anAttribute } from '../../support/world.ts'

let server: TestServer
let other: Caller
let path: string
let sent: ClientRequest[] = []
beforeEach(async () => {
  server = await startServer()
  other = await server.signIn(await anAdmin(server))
  path = `/user_attributes/${(await anAttribute(server)).id}`
})
afterEach(() => {
  for (const each of sent) each.destroy()
  sent = []
  return server.stop()
})

/** Sends the head of a request without its body. */
function begin(method: string, url: string, headers: OutgoingHttpHeaders): void {
  const begun = request(`${server.url}${url}`, { method, headers, agent: false })
  begun.on('error', () => undefined)
  begun.flushHeaders()
  sent.push(begun)
}
const bearer = ({ token }: Caller) => ({ authorization: `Bearer ${token}` })
const groupValues = () => `/api/4.0${path}/group_values`

const sentBy = ({ api }: Pick<Caller, 'api'>, bytes: number) =>
  api('PATCH', path, { label: 'Known', filler: 'x'.repeat(bytes) }, { unchecked: true })
/** Waits until the server has received the requests that were begun. */
const refused = (caller: Pick<Caller, 'api'>) =>
  expect
    .poll(async () => (await sentBy(caller, limits.body_bytes_uncounted)).json.message)
    .toMatch(/Earlier requests with long bodies are under way/)

const long = limits.group_values_body_bytes
const untilFull = limits.body_bytes_per_caller / long

it.each([
  ['by their length', { 'content-length': String(long) }],
  ['by what may come, where no length is told', { 'transfer-encoding': 'chunked' }],
])(
  'are counted %s: their caller can send no more of them, and everybody else can',
  async (_, length) => {
    for (let count = 0; count < untilFull; count++) {
      begin('POST', groupValues(), { ...bearer(server), ...length })
    }
    await refused(server)
    expect((await sentBy(server, 100)).status).toBe(200)
    expect((await sentBy(other, limits.body_bytes_uncounted)).status).toBe(200)
    for (const each of sent) each.destroy()
    await expect
      .poll(async () => (await sentBy(server, limits.body_bytes_uncounted)).status)
      .toBe(200)
  },
)

it.each([
  ['to a path that does not exist', 'POST', '/nowhere'],
  ['to a method that does not exist', 'PUT', '/api/4.0/versions'],
  ['without a token', 'POST', '/api/4.0/login'],
])('of strangers are counted by their network: %s', async (_, method, url) => {
  const headers = { 'content-length': String(limits.body_bytes) }
  const most = limits.body_bytes_per_caller / limits.body_bytes
  for (let count = 0; count < most; count++) begin(method, url, headers)
  await refused({
    api: (_method, _path, body) => server.stranger('POST', '/login', body, { unchecked: true }),
  })
  expect((await sentBy(server, limits.body_bytes_uncounted)).status).toBe(200)
})

it('of all are bounded: who has most of them under way loses the oldest', async () => {
  const each = limits.body_bytes_per_caller
  const callers = await Promise.all(
    Array.from({ length: limits.bodies_bytes / each }, async () =>
      server.signIn(await anAdmin(server)),
    ),
  )
  for (const caller of callers) {
    for (let count = 0; count < untilFull; count++) {
      begin('POST', groupValues(), { ...bearer(caller), 'content-length': String(long) })
    }
    await refused(caller)
  }
  expect((await sentBy(other, limits.body_bytes_uncounted)).status).toBe(200)
  await expect.poll(() => sent.filter(({ destroyed }) => destroyed).length).toBe(1)
})
