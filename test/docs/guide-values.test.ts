// The guides to value types and filter expressions: each row of their tables is correct.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { valueTypes } from '../../src/domain/value-type.ts'
import {
  type FilterKind,
  parseFilterExpression,
} from '../../src/filter-expressions/filter-expression.ts'
import type { Parsed } from '../../src/filter-expressions/scanner.ts'
import { repository } from '../support/repository.ts'
import { type Answer, startServer, type TestServer } from '../support/server.ts'
import { anAttribute } from '../support/world.ts'
import { codeIn, tablesBelow } from './blocks.ts'
import { dateWords, meaning, numberWords, stringWords } from './filter-words.ts'

const guide = (name: string) => readFileSync(join(repository, 'docs', 'guides', name), 'utf8')
const types = guide('value-types.md')
const filters = guide('filter-expressions.md')

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

/** An answer in the words of the guides' tables. */
function told({ status, json }: Answer, sent: unknown, field: string): string {
  if (status === 422) return json.errors.map((it: { message: string }) => it.message).join(' ')
  if (status !== 200) return `${status} ${json.message}`
  if (json[field] === null) return 'no default'
  return json[field] === sent ? 'stored' : `stored as \`${json[field]}\``
}

async function setValue(type: string, body: unknown): Promise<Answer> {
  const { id } = await anAttribute(server, { type })
  return server.api('PATCH', `/users/1/attribute_values/${id}`, body)
}

/** The rows of the guide to value types, with the first cell as plain text. */
function rowsBelow(heading: string): string[][] {
  const rows = tablesBelow(types, heading).flat()
  expect(rows.length).toBeGreaterThan(2)
  return rows.map(([code = '', ...others]) => [codeIn(code) ?? '', ...others])
}

describe('the guide of value types', () => {
  it.each(valueTypes)('says what fits %s and how the rest is refused', async (type) => {
    for (const [json = '', answer] of rowsBelow(`## \`${type}\``)) {
      // A number that JSON cannot represent exactly is sent as written.
      const given = await setValue(type, `{"value":${json}}`)
      expect([json, told(given, JSON.parse(json), 'value')]).toEqual([json, answer])
    }
  })

  it('says which bodies no type takes', async () => {
    for (const [body = '', answer] of rowsBelow('## Every type')) {
      expect([body, told(await setValue('string', body), undefined, 'value')]).toEqual([
        body,
        answer,
      ])
    }
  })

  it('says what a default may be', async () => {
    const { id } = await anAttribute(server, { type: 'yesno' })
    for (const [body = '', answer] of rowsBelow('## The default')) {
      const given = await server.api('PATCH', `/user_attributes/${id}`, body)
      expect([body, told(given, undefined, 'default_value')]).toEqual([body, answer])
    }
  })
})

const kinds: [string, FilterKind, string][] = [
  ['String', 'string', 'advanced_filter_string'],
  ['Number', 'number', 'advanced_filter_number'],
  ['Datetime', 'date', 'advanced_filter_datetime'],
]

/** How the parser reads an expression, in the words of the guide. */
function readAs(kind: FilterKind, expression: string): string {
  switch (kind) {
    case 'string':
      return worded(parseFilterExpression(kind, expression), stringWords)
    case 'number':
      return worded(parseFilterExpression(kind, expression), numberWords)
    case 'date':
      return worded(parseFilterExpression(kind, expression), dateWords)
  }
}

function worded<Term extends object>(parsed: Parsed<Term>, words: (term: Term) => string): string {
  return parsed.ok
    ? meaning(parsed.terms, words)
    : `at character ${parsed.position + 1}, ${parsed.message}`
}

describe('the guide of filter expressions', () => {
  it.each(kinds)('says of %s what expressions mean and how mistakes are refused', (title, kind) => {
    const [accepted = [], refused = []] = tablesBelow(filters, `## ${title}`)
    expect(accepted.length).toBeGreaterThan(10)
    expect(refused.length).toBeGreaterThan(1)
    for (const [code = '', words] of [...accepted, ...refused]) {
      const expression = codeIn(code) ?? ''
      expect([expression, readAs(kind, expression)]).toEqual([expression, words])
    }
  })

  it.each(kinds)('says of %s what the program stores and refuses', async (title, _, type) => {
    const [accepted = [], refused = []] = tablesBelow(filters, `## ${title}`)
    for (const [code = ''] of accepted) {
      const value = codeIn(code)
      expect((await setValue(type, { value })).json.value).toBe(value)
    }
    for (const [code = '', words] of refused) {
      const given = await setValue(type, { value: codeIn(code) })
      expect(told(given, undefined, 'value')).toBe(`value must be a filter expression: ${words}.`)
    }
  })

  it('says which types take the empty expression', async () => {
    const answers = await Promise.all(kinds.map(([, , type]) => setValue(type, { value: '' })))
    const [text, ...others] = answers.map((answer) => told(answer, '', 'value'))
    expect(text).toBe('stored')
    for (const refusal of others) expect(filters.replaceAll('\n', ' ')).toContain(refusal)
  })
})
