// The API document explains everything that it declares, in its own words.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { referenceFiles } from '../docs/reference.ts'
import { jsonSchema } from '../support/official-spec.ts'
import { officialFile, repository } from '../support/repository.ts'
import {
  emptiness,
  fieldsOf,
  type Json,
  operationsOf,
  runsIn,
  sayingsOf,
  schemasOf,
  sharedRun,
  textsIn,
} from './descriptions.ts'

const document: Json = JSON.parse(referenceFiles['openapi.json']?.() ?? '')
const attriumDocument: Json = JSON.parse(referenceFiles['attrium-openapi.json']?.() ?? '')
const sayings = sayingsOf(document)
const documents = [
  ['Looker', document],
  ['Attrium', attriumDocument],
] as const
const official = ['25.10', '26.12'].flatMap(
  (version) => officialFile(`openapi-4.0.${version}-people.json`) ?? [],
)

describe.each(documents)('the API document of %s', (_, document) => {
  it('has words for every operation, parameter, body, shape and field', () => {
    const empty = sayingsOf(document).flatMap((it) => {
      const why = emptiness(it)
      return why === undefined ? [] : [`${it.at} ${why}: ${it.text}`]
    })
    expect(empty).toEqual([])
  })

  it('describes every group of operations', () => {
    const tags = document['tags'] as { name: string; description: string }[]
    const used = new Set(operationsOf(document).flatMap(({ tags }) => tags as string[]))
    expect(tags.map(({ name }) => name).sort()).toEqual([...used].sort())
    for (const { description } of tags) expect(description).toMatch(/^[A-Z].+\.$/)
  })
})

it('every operation of Attrium declares 400, which unknown parameters get', () => {
  const operations = operationsOf(attriumDocument)
  const without = operations.filter(({ responses }) => !('400' in (responses as object)))
  expect(without.map(({ operationId }) => operationId)).toEqual([])
  expect(operations.length).toBeGreaterThan(30)
})

describe('the API document', () => {
  it('says much', () => {
    expect(sayings.length).toBeGreaterThan(700)
  })

  it.skipIf(official.length === 0)('shares no sentence with the official one', () => {
    const runs = runsIn(official.flatMap((file) => textsIn(JSON.parse(readFileSync(file, 'utf8')))))
    const texts = [...new Set(textsIn(document))]
    expect(texts.filter((text) => sharedRun(text, runs) !== undefined)).toEqual([])
    expect(runs.size).toBeGreaterThan(1000)
  })

  it('says whose it is and which version of what', () => {
    const { version } = JSON.parse(readFileSync(`${repository}/package.json`, 'utf8'))
    expect(document['info']).toMatchObject({
      title: 'Attrium',
      license: { name: 'MIT' },
      version: '4.0.25.10',
      'x-looker-release-version': '25.10.10',
      'x-attrium-version': version,
    })
    const { description } = document['info'] as { description: string }
    expect(description).toContain(`Attrium ${version} `)
    expect(description).toContain('### Sign in on this page')
  })
})

describe.each(documents)('the examples of the API document of %s', (_, document) => {
  const ajv = new Ajv({ strict: false })
  formats.default(ajv)
  const components = { schemas: schemasOf(document) }
  ajv.addSchema({ $id: 'ours', ...(jsonSchema({ components }, 'ours', true) as Json) })
  const fits = (schema: unknown, value: unknown) =>
    ajv.validate(jsonSchema(schema, 'ours', true) as Json, value)

  /** The schema of a 200 answer, or of its items. */
  function answerOf(operation: Json): Json | undefined {
    const { responses } = operation as { responses: Record<string, { content?: never }> }
    const [content] = Object.values<{ schema: Json }>(responses['200']?.content ?? {})
    const schema = (content?.schema['items'] ?? content?.schema) as Json | undefined
    return schemasOf(document)[String(schema?.['$ref']).split('/').at(-1) ?? '']
  }

  it('fit every parameter', () => {
    const wrong = operationsOf(document).flatMap(({ operationId, parameters }) =>
      parameters
        .filter(({ schema, example }) => example === undefined || !fits(schema, example))
        .map(({ name }) => `${operationId} ?${name}`),
    )
    expect(wrong).toEqual([])
  })

  it('ask with fields for keys that the answer has', () => {
    for (const operation of operationsOf(document)) {
      const fields = operation.parameters.find(({ name }) => name === 'fields')
      if (fields === undefined) continue
      const keys = fieldsOf(answerOf(operation)).map(([name]) => name)
      expect(keys).toEqual(expect.arrayContaining(String(fields['example']).split(',')))
    }
  })

  it('fit every body and name nothing that is ignored', () => {
    const readOnlyIn = (schema: Json) => {
      const named = schemasOf(document)[String(schema['$ref']).split('/').at(-1) ?? '']
      return fieldsOf(named).flatMap(([name, field]) => (field['readOnly'] ? [name] : []))
    }
    // The official document says that the fields of these bodies are read-only (looker 4.3).
    const written = /group_value|^add_group_/
    for (const { operationId, requestBody } of operationsOf(document)) {
      if (requestBody === undefined) continue
      const { content } = requestBody as {
        content: Record<string, { schema: Json; example: Json }>
      }
      for (const [type, { schema, example }] of Object.entries(content)) {
        // Lines are texts without a shape.
        if (/ndjson|csv/.test(type)) continue
        expect({ operationId, example, fits: fits(schema, example) }).toMatchObject({ fits: true })
        if (written.test(operationId)) continue
        expect(readOnlyIn(schema).filter((name) => Object.hasOwn(example, name))).toEqual([])
      }
    }
  })
})

describe('the check of words', () => {
  it.each([
    ['is missing', 'rank', undefined],
    ['is missing', 'rank', ''],
    ['is no sentence', 'rank', 'order among groups'],
    ['is no sentence', 'rank', 'order among groups.'],
    ['is unfinished', 'rank', 'Order among groups, TODO.'],
    ['says the name again', 'user_id', 'Id of the user.'],
    ['says the name again', 'PermissionSet', 'A permission set.'],
    [undefined, 'rank', 'Order among groups; the lowest wins.'],
  ])('finds that a text %s', (why, name, text) => {
    expect(emptiness({ at: '', name, text })).toBe(why)
  })

  it('finds a sentence that is taken over, whatever its punctuation', () => {
    const runs = runsIn(['One two three, four five six seven eight nine.'])
    expect(sharedRun('And: two three four FIVE six seven eight, nine!', runs)).toBe(
      'two three four five six seven eight nine',
    )
    expect(sharedRun('One two three four five six seven.', runs)).toBeUndefined()
  })

  it('looks everywhere', () => {
    const parts = { a: [{ description: 'one' }], b: { c: { summary: 'two', title: 'three' } } }
    expect(textsIn(parts)).toEqual(['one', 'two'])
  })
})
