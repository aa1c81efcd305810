// Every limit of the program: what is just as large is taken, what is one larger is refused.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { repository } from '../repository.ts'
import { type Answer, keyIn, startServer, type TestServer } from '../server.ts'
import { anAttribute } from '../world.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startServer()
  id = (await anAttribute(server)).id
})
afterAll(() => server.stop())

const values = () => `/users/1/attribute_values/${id}`
const groupValues = () => `/user_attributes/${id}/group_values`
const padded = (body: string, bytes: number) => body + ' '.repeat(bytes - body.length)
const listOf = (count: number, item: object) => Array.from({ length: count }, () => item)
const odd = { unchecked: true }

/** Sends something of a size, and says what its answer must be at the limit and one past it. */
interface Case {
  readonly send: (size: number) => Promise<Answer>
  readonly at: number | ((answer: Answer) => void)
  readonly past: number | ((answer: Answer) => void)
}

const sendLabel = (label: string) => server.api('PATCH', `/user_attributes/${id}`, { label })
const problemsTold = (count: number) => (answer: Answer) =>
  expect([answer.status, answer.json.errors.length]).toEqual([422, count])

const cases = {
  body_bytes: {
    send: (size) => server.api('PATCH', values(), padded('{"value":"x"}', size)),
    at: 200,
    past: 413,
  },
  group_values_body_bytes: {
    send: (size) => server.api('POST', groupValues(), padded('[]', size)),
    at: 200,
    past: 413,
  },
  json_depth: {
    send: (size) =>
      server.api(
        'PATCH',
        values(),
        `{"value":"x","x":${'['.repeat(size - 1)}${']'.repeat(size - 1)}}`,
      ),
    at: 200,
    past: 400,
  },
  array_items: {
    send: (size) => server.api('POST', groupValues(), listOf(size, {})),
    at: 422,
    past: 400,
  },
  problems: {
    send: (size) => server.api('POST', groupValues(), listOf(size, { value: {} })),
    at: problemsTold(limits.problems),
    past: problemsTold(limits.problems),
  },
  value_characters: {
    send: (size) => server.api('PATCH', values(), { value: 'x'.repeat(size) }),
    at: 200,
    past: 422,
  },
  name_characters: { send: (size) => sendLabel('x'.repeat(size)), at: 200, past: 422 },
  allowlist_characters: {
    send: (size) =>
      server.api('POST', '/user_attributes', {
        name: `hidden_${size}`,
        type: 'string',
        value_is_hidden: true,
        hidden_value_domain_whitelist: 'a'.repeat(size),
      }),
    at: 200,
    past: 422,
  },
  url_characters: {
    send: (size) => {
      const path = '/api/4.0/user_attributes?x='
      return server.api('GET', path + 'x'.repeat(size - path.length), undefined, { base: '' })
    },
    at: 200,
    past: 414,
  },
  header_count: {
    // Beside Host and Connection.
    send: (size) =>
      server.stranger('GET', '/versions', undefined, { headers: manyHeaders(size - 2) }),
    at: 200,
    past: 413,
  },
  header_bytes: {
    send: (size) =>
      server.stranger('GET', '/versions', undefined, { ...odd, headers: headersOf(size) }),
    at: 200,
    past: 431,
  },
  path_parameter_characters: {
    send: (size) => server.api('GET', `/users/search/names/${'x'.repeat(size)}`),
    at: 200,
    past: 404,
  },
  pattern_characters: {
    send: (size) => server.api('GET', `/users/search?first_name=${'x'.repeat(size)}`),
    at: 200,
    past: 400,
  },
  pattern_wildcards: {
    send: (size) => server.api('GET', `/users/search?first_name=${'%25x'.repeat(size)}`),
    at: 200,
    past: 400,
  },
  ignored_names: {
    send: (size) =>
      server.api('PATCH', values(), {
        value: 'x',
        ...Object.fromEntries(Array.from({ length: size }, (_, at) => [`x${at}`, 0])),
      }),
    at: ({ headers }) => expect(headers['x-attrium-ignored']).toMatch(/, x19$/),
    past: ({ headers }) => expect(headers['x-attrium-ignored']).toMatch(/, x19, \.\.\.$/),
  },
  ignored_name_characters: {
    send: (size) => server.api('PATCH', values(), { value: 'x', ['x'.repeat(size)]: 0 }),
    at: ({ headers }) => expect(headers['x-attrium-ignored']).toHaveLength(64),
    past: ({ headers }) => expect(headers['x-attrium-ignored']).toHaveLength(64),
  },
  request_id_characters: {
    send: (size) =>
      server.stranger('GET', '/versions', undefined, {
        headers: { 'x-request-id': 'x'.repeat(size) },
      }),
    at: ({ headers }) => expect(headers['x-request-id']).toMatch(/^x+$/),
    past: ({ headers }) => expect(headers['x-request-id']).toMatch(/^\w+-\w+$/),
  },
} satisfies Partial<Record<keyof typeof limits, Case>> as Partial<Record<keyof typeof limits, Case>>

const manyHeaders = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`x-${at}`, 'x']))

/** Node counts names and values of headers and the address, and refuses what reaches its limit. */
function headersOf(size: number): Record<string, string> {
  const others = `/api/4.0/versionsHost${new URL(server.url).host}Connectionkeep-alivex`
  return { x: 'x'.repeat(size - 1 - others.length) }
}

describe('at its limit and one past it', () => {
  it.each(Object.entries(cases))('%s', async (name, { send, at, past }) => {
    const size = limits[name as keyof typeof limits]
    for (const [answer, expected] of [
      [await send(size), at],
      [await send(size + 1), past],
    ] as const) {
      if (typeof expected === 'function') expected(answer)
      else expect(answer.status).toBe(expected)
    }
  })

  it('access_tokens_per_credential', async () => {
    const callers = [await server.signIn('1')]
    const key = keyIn(server.lookerIni)
    const most = limits.access_tokens_per_credential
    const own = await server.logIn(key)
    // The administrator of this server and `own` have a token of the key each.
    for (let held = 2; held < most; held++) callers.push(await server.logIn(key))
    expect((await server.api('GET', '/session')).status).toBe(200)
    await server.logIn(key)
    expect((await server.api('GET', '/session')).status).toBe(401)
    expect((await own.api('GET', '/session')).status).toBe(200)
  })
})

/** Limits whose tests need a server or a world of their own, and a word of that test. */
const elsewhere: Partial<Record<keyof typeof limits, readonly [file: string, word: string]>> = {
  client_id_characters: ['src/http/throttle.test.ts', 'client ids longer than any'],
  group_depth: ['test/groups/members.test.ts', 'thirty-two levels deep and no deeper'],
  connections_per_address: ['src/http/listeners.test.ts', 'connectionsPerAddress: 2'],
  ...Object.fromEntries(
    [
      ...['turn_milliseconds', 'turn_wait_milliseconds'].map((name) => [name, 'fair-turns']),
      ...['unread_bytes_per_caller', 'unread_bytes', 'unread_bytes_uncounted'].map((name) => [
        name,
        'unread-answers',
      ]),
      ...['list_bytes_per_caller', 'list_bytes'].map((name) => [name, 'unread-answers']),
      ['link_header_characters', 'paging'],
      ['answer_bytes_per_request', 'throttle'],
    ].map(([name, file]) => [name, [`src/http/${file}.test.ts`, `limits.${name}`]]),
  ),
  list_spared_bytes: ['src/start/spool.test.ts', 'limits.list_spared_bytes'],
  handshake_milliseconds: ['test/tls/tls.test.ts', 'handshake_milliseconds: 60'],
  remembered_callers: ['src/http/rate-limit.test.ts', 'a million others'],
  ...Object.fromEntries(
    ['listed_at_once', 'listed_in_a_part', 'long_lists', 'waiting_long_lists'].map((name) => [
      name,
      ['test/users/long-lists.test.ts', `limits.${name}`],
    ]),
  ),
  compressed_bytes: ['test/api/compression.test.ts', 'limits.compressed_bytes'],
  metrics_connections: ['test/metrics/metrics.test.ts', 'metrics_connections'],
  ...Object.fromEntries(
    [
      ...['connections', 'requests_per_connection', 'headers_milliseconds', 'check_milliseconds'],
      ...[
        'request_milliseconds',
        'idle_milliseconds',
        'stalled_milliseconds',
        'drain_milliseconds',
      ],
    ].map((name) => [name, ['src/http/listeners.test.ts', `${name}: `]]),
  ),
}

it('no limit is without a test', () => {
  const tested = [...Object.keys(cases), 'access_tokens_per_credential', ...Object.keys(elsewhere)]
  expect(tested.sort()).toEqual(Object.keys(limits).sort())
  for (const [file, word] of Object.values(elsewhere)) {
    const text = readFileSync(join(repository, file), 'utf8')
    expect([file, word, text.includes(word)]).toEqual([file, word, true])
  }
})
