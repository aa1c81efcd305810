// Every limit of the program: an input of exactly that size is accepted, and a larger one is refused.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { repository } from '../support/repository.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { elsewhere } from './elsewhere.ts'

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

const base = '/api/attrium/1.0'
const sendChange = (change: object, headers: Record<string, string> = {}) =>
  server.api('POST', '/changes', change, {
    base,
    headers: { authorization: `Bearer ${server.token}`, ...headers },
  })
const firstProblem = (field: string) => (answer: Answer) =>
  expect([answer.status, answer.json.errors[0].field]).toEqual([422, field])

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
  change_body_bytes: {
    send: (size) => server.api('POST', '/changes', padded('{"changes":[]}', size), { base }),
    at: 200,
    past: 413,
  },
  changed_operations: {
    send: (size) => sendChange({ changes: listOf(size, { op: 'nothing' }) }),
    at: firstProblem('changes[0].op'),
    past: firstProblem('changes'),
  },
  reason_characters: {
    send: (size) => sendChange({ changes: [], reason: 'x'.repeat(size) }),
    at: 200,
    past: 422,
  },
  idempotency_key_characters: {
    send: (size) => sendChange({ changes: [] }, { 'idempotency-key': 'x'.repeat(size) }),
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

it('no limit is without a test', () => {
  const tested = [...Object.keys(cases), ...Object.keys(elsewhere)]
  expect(tested.sort()).toEqual(Object.keys(limits).sort())
  for (const [file, word] of Object.values(elsewhere)) {
    const text = readFileSync(join(repository, file), 'utf8')
    expect([file, word, text.includes(word)]).toEqual([file, word, true])
  }
})
