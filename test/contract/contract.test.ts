// Our API document equals the official one, except for differences with a reason, and the check can fail.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { repository } from '../support/repository.ts'
import { Contract, type Document, differencesOf } from './compare.ts'
import { judge, ourDocument, verdictOf } from './judge.ts'
import { reasons } from './reasons.ts'

const verdict = judge()

describe.skipIf(verdict === undefined)('our API document', () => {
  test('agrees with the official ones in 98 and 4 operations or says why not', () => {
    expect(verdict?.problems).toEqual([])
    expect(verdict?.counts).toEqual([
      [98, 98],
      [4, 4],
    ])
  })
})

describe('the comparison', () => {
  const ours = ourDocument()
  const places = (change: (document: Document) => void, id: string) => {
    const changed = JSON.parse(JSON.stringify(ours))
    change(changed)
    return differencesOf(new Contract(ours), new Contract(changed), id).map(({ at }) => at)
  }
  // biome-ignore lint/suspicious/noExplicitAny: documents are changed at will
  const part = (document: Document, ...keys: string[]): any =>
    keys.reduce((it, key) => (it as never)[key], document as unknown)
  const group = (document: Document) =>
    part(document, 'components', 'schemas', 'Group', 'properties')
  const allGroups = (document: Document) => part(document, 'paths', '/groups', 'get')
  const create = (document: Document) => part(document, 'paths', '/groups', 'post')

  it('finds nothing between a document and itself', () => {
    const contract = new Contract(ours)
    const ids = [...contract.operations.keys()]
    expect(ids.flatMap((id) => differencesOf(contract, contract, id))).toEqual([])
  })

  it.each<[string, string, (document: Document) => unknown, string]>([
    ['a missing property', 'Group.name', (it) => delete group(it).name, 'group'],
    ['another type', 'Group.name type', (it) => (group(it).name.type = 'integer'), 'group'],
    ['another format', 'Group.name format', (it) => (group(it).name.format = 'uri'), 'group'],
    ['null', 'Group.name nullable', (it) => (group(it).name.nullable = false), 'group'],
    ['read-only', 'Group.name readOnly', (it) => (group(it).name.readOnly = true), 'group'],
    ['a parameter', 'all_groups ?fields', (it) => allGroups(it).parameters.shift(), 'all_groups'],
    [
      'the way of lists',
      'all_groups ?ids explode',
      (it) =>
        (allGroups(it).parameters.find((p: { name: string }) => p.name === 'ids').explode = 1),
      'all_groups',
    ],
    ['a status', 'all_groups 404', (it) => delete allGroups(it).responses[404], 'all_groups'],
    [
      'a required body',
      'create_group body required',
      (it) => (create(it).requestBody.required = false),
      'create_group',
    ],
    [
      'required properties',
      'UserAttribute required',
      (it) => delete part(it, 'components', 'schemas', 'UserAttribute').required,
      'user_attribute',
    ],
  ])('finds %s', (_, place, change, id) => {
    expect(places((document) => void change(document), id)).toEqual([place])
  })

  it('finds an operation that is missing', () => {
    expect(places((it) => delete part(it, 'paths', '/groups').get, 'all_groups')).toEqual([
      'all_groups',
    ])
  })
})

describe('the verdict', () => {
  const difference = { at: 'Thing.name type', official: 'string', ours: 'integer' }
  const verdictWith = (given: Record<string, string>) =>
    verdictOf([{ version: '1', operations: [[difference], []] }], given)

  it('complains about a difference without a reason', () => {
    const { counts, problems } = verdictWith({})
    expect(counts).toEqual([[1, 2]])
    expect(problems).toEqual(['no reason for Thing.name type: official "string", ours "integer"'])
  })

  it('is content with a reason and complains about one too many', () => {
    expect(verdictWith({ 'Thing.name type': 'because' }).problems).toEqual([])
    const { problems } = verdictWith({ 'Thing.name type': 'because', 'Thing.age': 'once' })
    expect(problems).toEqual(['no such difference: Thing.age'])
  })

  test.each(Object.entries(reasons))('points from %s to a decision', (_, reason) => {
    const file = /docs\/decisions\/[\w-]+\.md/.exec(reason)?.[0] ?? ''
    expect(
      existsSync(join(repository, file)) && readFileSync(join(repository, file), 'utf8'),
    ).toMatch(/\*\*Decision/)
  })
})
