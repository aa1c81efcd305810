// Definitions in bodies: merged with the stored definition, all problems reported at once (looker 3).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UserAttributeId } from '../ids.ts'
import {
  changedDefinition,
  type DefinitionChange,
  defaultIsSet,
  labelFrom,
  newDefinition,
  type Taken,
  type UserAttribute,
} from './user-attribute.ts'
import { valueTypes } from './value-type.ts'

const nothingTaken: Taken = { name: () => false, label: () => false }
const create = (body: DefinitionChange) => newDefinition(body, nothingTaken)
const fieldsOf = ({ problems }: { problems: readonly { field: string }[] }) =>
  problems.map(({ field }) => field)

const stored = (body: DefinitionChange = {}): UserAttribute => ({
  ...create({ name: 'region', type: 'string', ...body }).definition,
  id: '14' as UserAttributeId,
  is_system: false,
  is_permanent: false,
})
const secret = stored({
  value_is_hidden: true,
  hidden_value_domain_whitelist: 'a/*',
  default_value: 'word',
})
const update = (before: UserAttribute, body: DefinitionChange) =>
  changedDefinition(before, body, nothingTaken)

describe('a created definition', () => {
  it('is fine with a name of lowercase letters, digits and underscores and a type', () => {
    const names = fc.stringMatching(/^[a-z0-9_]{1,40}$/)
    fc.assert(
      fc.property(names, fc.constantFrom(...valueTypes), (name, type) => {
        const { definition, problems } = create({ name, type })
        expect(problems).toEqual([])
        expect(definition).toMatchObject({ name, type, default_value: null, user_can_edit: false })
        expect(definition.label.trim()).not.toBe('')
      }),
    )
  })

  it('refuses every other name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        fc.pre(!/^[a-z0-9_]+$/.test(name))
        expect(fieldsOf(create({ name, label: 'x', type: 'string' }))).toEqual(['name'])
      }),
    )
  })

  it('collects every problem', () => {
    const body = {
      name: 'Bad Name',
      label: ' ',
      type: 'nope',
      hidden_value_domain_whitelist: '',
      value_is_hidden: true,
    }
    expect(fieldsOf(create(body))).toEqual([
      'name',
      'label',
      'type',
      'hidden_value_domain_whitelist',
    ])
    expect(fieldsOf(create({}))).toEqual(['name', 'type'])
  })

  it('asks whether name and label are taken, the label without case', () => {
    const asked: string[] = []
    const taken: Taken = {
      name: (name) => asked.push(name) > 0,
      label: (key) => asked.push(key) > 0,
    }
    const made = newDefinition({ name: 'region', label: 'RÉGION', type: 'string' }, taken)
    expect(made.problems.map(({ code }) => code)).toEqual(['already_exists', 'already_exists'])
    expect(asked).toEqual(['region', 'région'])
  })

  it.each([
    ['sales_region', 'Sales Region'],
    ['__sales__region_', 'Sales Region'],
    ['2nd', '2nd'],
    ['_', ''],
  ])('makes of the name %j the label %j (looker 3.1)', (name, label) => {
    expect(labelFrom(name)).toBe(label)
    expect(create({ name, type: 'string' }).definition.label).toBe(label || name)
  })
})

describe('an updated definition', () => {
  it('is what it was, but for the given fields', () => {
    const change = fc.record(
      {
        label: fc.stringMatching(/^[A-Z]{1,9}$/),
        default_value: fc.string({ minLength: 1 }),
        user_can_view: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(change, (body) => {
        const before = stored()
        const { definition, problems } = update(before, body)
        expect(problems).toEqual([])
        const { id, is_system, is_permanent, ...rest } = before
        expect(definition).toEqual({ ...rest, ...body })
      }),
    )
  })

  it('keeps a hidden default when its mask comes back, and takes any other (looker 3.9)', () => {
    expect(update(secret, { default_value: defaultIsSet }).definition.default_value).toBe('word')
    expect(update(secret, { default_value: 'new' }).definition.default_value).toBe('new')
    expect(update(secret, { default_value: null }).definition.default_value).toBeNull()
    expect(update(stored(), { default_value: defaultIsSet }).definition.default_value).toBe(
      defaultIsSet,
    )
  })

  it('stays hidden, with the same allowlist or a narrower one (looker 3.10, 3.11)', () => {
    expect(fieldsOf(update(secret, { value_is_hidden: false }))).toEqual(['value_is_hidden'])
    expect(fieldsOf(update(secret, { hidden_value_domain_whitelist: 'a/b/*' }))).toEqual([])
    expect(fieldsOf(update(secret, { hidden_value_domain_whitelist: 'b/*' }))).toEqual([
      'hidden_value_domain_whitelist',
    ])
    expect(update(secret, { hidden_value_domain_whitelist: null }).definition).toMatchObject({
      hidden_value_domain_whitelist: 'a/*',
    })
  })

  it('checks the default that stays against a new type (looker 3.5)', () => {
    const before = stored({ default_value: 'word' })
    expect(fieldsOf(update(before, { type: 'number' }))).toEqual(['default_value'])
    expect(fieldsOf(update(before, { type: 'number', default_value: '5' }))).toEqual([])
  })

  it('lets whoever may edit view (looker 3.13)', () => {
    expect(update(stored(), { user_can_edit: true }).definition.user_can_view).toBe(true)
    const both = { user_can_edit: true, user_can_view: false }
    expect(update(stored(), both).definition.user_can_view).toBe(true)
  })
})
