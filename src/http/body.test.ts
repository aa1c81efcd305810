// Reading bodies: writable fields of the right kind and nothing else (looker 4.2).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Refusal, statusOf } from '../errors.ts'
import { idsBody, listBody, objectBody } from './body.ts'
import { flag, integer, nullableText, nullableTexts, scalarText, shape, text } from './schema.ts'

const Thing = shape('Thing', 'A thing.', {
  id: text('Its id.', { readOnly: true }),
  name: nullableText('Its name.'),
  owner_id: nullableText('Id of its owner.'),
  count: integer('How many there are.'),
  active: flag('True where it is in use.'),
  tags: nullableTexts('Its tags.'),
  value: scalarText('Its value.'),
})
const thing = objectBody(Thing)
const read = (body: unknown) => thing.read(JSON.stringify(body))

function refusal(action: () => unknown): Refusal {
  try {
    action()
  } catch (error) {
    return error as Refusal
  }
  throw new Error('nothing was refused')
}

describe('an object', () => {
  it('brings its writable fields and nothing else', () => {
    const body = { id: '9', name: 'n', count: 3, active: true, can: {}, other: { deep: [] } }
    expect(read(body)).toEqual({ name: 'n', count: 3, active: true })
  })

  it('brings read-only fields that are said to be written (looker 4.3)', () => {
    expect(objectBody(Thing, { also: ['id'] }).read('{"id":7}')).toEqual({ id: '7' })
  })

  it('brings null where that is a value and passes it over elsewhere (clients 12)', () => {
    expect(read({ name: null, count: null, active: null, tags: null, value: null })).toEqual({
      name: null,
      tags: null,
      value: null,
    })
  })

  it('brings ids as texts, whether sent so or as numbers (clients 13)', () => {
    expect(read({ owner_id: 12 })).toEqual({ owner_id: '12' })
    expect(read({ owner_id: '12' })).toEqual({ owner_id: '12' })
    expect(read({ tags: [1, 'a'] })).toEqual({ tags: ['1', 'a'] })
  })

  it.each([
    [{ name: 5 }, 'name'],
    [{ name: {} }, 'name'],
    [{ name: 'a\0' }, 'name'],
    [{ name: '\ud800' }, 'name'],
    [{ owner_id: 1.5 }, 'owner_id'],
    [{ count: '3' }, 'count'],
    [{ count: 1.5 }, 'count'],
    [{ active: 'yes' }, 'active'],
    [{ active: 1 }, 'active'],
    [{ tags: 'a' }, 'tags'],
    [{ tags: [{}] }, 'tags'],
    [{ value: {} }, 'value'],
    [{ value: [] }, 'value'],
  ])('with %j is a problem of %s', (body, field) => {
    const { problems } = refusal(() => read(body))
    expect(problems).toMatchObject([{ field, code: 'invalid' }])
  })

  it('tells all problems at once', () => {
    const { problems } = refusal(() => read({ name: 1, count: 'x', active: 'x', tags: {} }))
    expect(problems?.map(({ field }) => field)).toEqual(['name', 'count', 'active', 'tags'])
  })

  it('is a 400 when it is none', () => {
    for (const body of ['[]', '"x"', 'null', '1', '{', undefined]) {
      expect(refusal(() => thing.read(body)).status).toBe(statusOf.bad_request)
    }
  })

  it('may be missing where it is optional', () => {
    expect(objectBody(Thing, { optional: true }).read(undefined)).toEqual({})
  })

  it('is read or refused with 400 or 422, whatever it holds, and never quoted', () => {
    const canary = fc.string().map((it) => `canary${it}`)
    const anything = fc.dictionary(
      fc.constantFrom('id', 'name', 'owner_id', 'count', 'active', 'tags', 'value', 'x'),
      fc.oneof(fc.jsonValue(), canary, fc.array(canary)),
    )
    fc.assert(
      fc.property(anything, (body) => {
        let known: object
        try {
          known = read(body)
        } catch (error) {
          expect([400, 422]).toContain((error as Refusal).status)
          expect(JSON.stringify([error, (error as Refusal).problems])).not.toContain('canary')
          return
        }
        for (const key of Object.keys(known)) expect(key).not.toMatch(/^(id|x)$/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a list', () => {
  const things = listBody(Thing)

  it('brings its items in order; null is the empty list (clients 11)', () => {
    expect(things.read('[{"name":"a"},{"name":"b"}]')).toEqual([{ name: 'a' }, { name: 'b' }])
    expect(things.read('[]')).toEqual([])
    expect(things.read('null')).toEqual([])
  })

  it('is a 400 when nobody has sent one', () => {
    for (const list of [things, idsBody('Ids.')]) {
      const { status, message } = refusal(() => list.read(undefined))
      expect([status, message]).toEqual([400, expect.stringContaining('send []')])
    }
  })

  it('is a 400 when it or an item is of another kind, or it is too long', () => {
    for (const body of ['{}', '1', '[1]', '[[]]', `[${'{},'.repeat(10_000)}{}]`]) {
      expect(refusal(() => things.read(body)).status).toBe(statusOf.bad_request)
    }
  })
})

describe('a list of ids', () => {
  const ids = idsBody('Ids of things.')

  it('takes texts and numbers (clients 13)', () => {
    expect(ids.read('["1",2]')).toEqual(['1', '2'])
    expect(ids.read('null')).toEqual([])
  })

  it('refuses everything else', () => {
    for (const body of ['[1.5]', '[{}]', '[null]', '[true]']) {
      expect(refusal(() => ids.read(body)).status).toBe(422)
    }
    expect(refusal(() => ids.read('{}')).status).toBe(400)
  })
})
