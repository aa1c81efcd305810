// Every limit of the program: an input of exactly that size is accepted, and a larger one is refused.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { repository } from '../support/repository.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'

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

/** Sends an input of a given size; says which answer is right at the limit and one past it. */
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
    // In addition to Host and Connection.
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

/** Node counts the names and values of headers and the address, and refuses a request that reaches its limit. */
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
})

/** Limits that are tested elsewhere because they need their own server or data, each with a word of that test. */
const elsewhere: Partial<Record<keyof typeof limits, readonly [file: string, word: string]>> = {
  ...Object.fromEntries(
    ['access_tokens_per_credential', 'acting_tokens_per_credential'].map((name) => [
      name,
      ['test/api-auth/tokens-of-a-key.test.ts', name],
    ]),
  ),
  ...Object.fromEntries(
    ['clock_milliseconds', 'clock_off_milliseconds'].map((name) => [
      name,
      ['test/postgres/clocks.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['body_bytes_per_caller', 'bodies_bytes', 'body_bytes_uncounted'].map((name) => [
      name,
      ['test/http/hostile/long-bodies.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['group_values_escaped_bytes', 'set_names_escaped_bytes'].map((name) => [
      name,
      ['test/user-attributes/fitting.test.ts', `limits.${name}`],
    ]),
  ),
  ...Object.fromEntries(
    ['ways_into_a_group', 'ways_looked_at'].map((name) => [
      name,
      ['src/domain/ways-into-groups.test.ts', 'limits.ways_into_a_group'],
    ]),
  ),
  explained_steps: ['test/explanations/asking.test.ts', 'beyond a hundred'],
  named_attributes: ['src/references/reference.test.ts', 'limits.named_attributes'],
  claimed_users: ['test/claims/claims.test.ts', 'limits.claimed_users'],
  tried_operations: ['test/explanations/what-if.test.ts', 'limits.tried_operations'],
  page_items: ['src/http/cursor.test.ts', 'limits.page_items'],
  page_items_unasked: ['src/http/cursor.test.ts', 'limits.page_items_unasked'],
  ...Object.fromEntries(
    ['history_rows', 'history_rows_at_once', 'history_page_bytes'].map((name) => [
      name,
      ['test/history/bounded.test.ts', `limits.${name}`],
    ]),
  ),
  near_name_characters: ['src/references/reference.test.ts', 'limits.near_name_characters'],
  ...Object.fromEntries(
    [
      ...['searched_first', 'searched_at_once', 'page_characters', 'exported_in_a_part'],
      ...[
        'export_milliseconds',
        'changes_caught_up',
        'changes_noted',
        'evaluated_at_once',
        'searched_then',
      ],
    ].map((name) => [name, ['test/holders/bounds.test.ts', `limits.${name}`]]),
  ),
  ...Object.fromEntries(
    ['summary_values', 'counted_values', 'counted_value_characters'].map((name) => [
      name,
      ['src/holders/summary.test.ts', `limits.${name}`],
    ]),
  ),
  searched_then: ['test/holders/then.test.ts', 'limits.searched_then'],
  then_milliseconds: ['test/holders/then.test.ts', 'limits.then_milliseconds'],
  ...Object.fromEntries(
    [
      ...['claims_characters', 'claims_in_a_part'].map((name) => [name, 'test/claims/claims']),
      ...['choices', 'choices_characters'].map((name) => [name, 'src/domain/choices']),
      ['listed_choices_characters', 'src/domain/choices'],
      ['remembered_combined_characters', 'src/domain/combining'],
    ].map(([name, file]) => [name, [`${file}.test.ts`, `limits.${name}`]]),
  ),
  clock_ahead_milliseconds: ['test/past/ahead.test.ts', 'limits.clock_ahead_milliseconds'],
  remembered_claims_characters: [
    'src/claims-memory/claims-memory.test.ts',
    'limits.remembered_claims_characters',
  ],
  indexed_values: ['src/value-index/value-indexes.test.ts', 'limits.indexed_values'],
  held_log_bytes: ['src/store/sqlite/snapshot.test.ts', 'limits.held_log_bytes'],
  near_names: ['src/references/reference.test.ts', 'limits.near_names'],
  counted_rights_changes: ['test/postgres/nodes.test.ts', 'limits.counted_rights_changes'],
  client_id_characters: ['src/http/throttle.test.ts', 'client ids longer than any'],
  group_depth: ['test/groups/members.test.ts', 'thirty-two levels deep and no deeper'],
  connections_per_address: ['src/http/listeners.test.ts', 'connectionsPerAddress: 2'],
  ...Object.fromEntries(
    [
      ...['turn_milliseconds', 'turn_wait_milliseconds'].map((name) => [name, 'fair-turns']),
      ...['unread_bytes_per_caller', 'unread_bytes', 'unread_bytes_uncounted'].map((name) => [
        name,
        'held-bytes',
      ]),
      ...['list_bytes_per_caller', 'list_bytes'].map((name) => [name, 'held-bytes']),
      ['link_header_characters', 'paging'],
      ['answer_bytes_per_request', 'throttle'],
    ].map(([name, file]) => [name, [`src/http/${file}.test.ts`, `limits.${name}`]]),
  ),
  sealing_milliseconds: ['test/user-attributes/sealing.test.ts', 'limits.sealing_milliseconds'],
  list_spared_bytes: ['src/files/spool.test.ts', 'limits.list_spared_bytes'],
  handshake_milliseconds: ['test/tls/tls.test.ts', 'handshake_milliseconds: 60'],
  remembered_callers: ['src/http/rate-limit.test.ts', 'a million others'],
  ...Object.fromEntries(
    ['listed_at_once', 'listed_in_a_part', 'long_lists', 'waiting_long_lists'].map((name) => [
      name,
      ['test/users/long-lists.test.ts', `limits.${name}`],
    ]),
  ),
  past_catalogues: ['src/past/catalogues-reader.test.ts', 'limits.past_catalogues'],
  compressed_bytes: ['test/http/compression.test.ts', 'limits.compressed_bytes'],
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
  const tested = [...Object.keys(cases), ...Object.keys(elsewhere)]
  expect(tested.sort()).toEqual(Object.keys(limits).sort())
  for (const [file, word] of Object.values(elsewhere)) {
    const text = readFileSync(join(repository, file), 'utf8')
    expect([file, word, text.includes(word)]).toEqual([file, word, true])
  }
})
