// The `fields` parameter: any text can be read, and the selection is a part of the answer (looker 8.1).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFields, selectFields } from './fields.ts'

const select = (answer: unknown, fields: string) => {
  const selection = parseFields(fields)
  return selection === undefined ? answer : selectFields(answer, selection)
}
const user = { id: '1', name: 'A', email: { address: 'a@b', at: 1 }, groups: [{ id: '2', x: 0 }] }

describe('fields', () => {
  it.each([
    ['id', { id: '1' }],
    [' name , id ', { id: '1', name: 'A' }],
    ['email', { email: user.email }],
    ['email(address)', { email: { address: 'a@b' } }],
    ['groups(id),id', { id: '1', groups: [{ id: '2' }] }],
    ['email(address,at),name', { name: 'A', email: user.email }],
    ['nothing', {}],
    ['id(x)', { id: '1' }],
    ['email(', { email: {} }],
    ['))id', { id: '1' }],
    ['__proto__,constructor', {}],
  ])('%j selects as the caller means', (fields, expected) => {
    expect(select(user, fields)).toEqual(expected)
  })

  it.each(['', ' ', ',', ' , '])('%j asks for everything', (fields) => {
    expect(select(user, fields)).toBe(user)
  })

  it('keep the order of the answer, not the one asked for (looker 1.15)', () => {
    expect(Object.keys(select(user, 'email,name,id') as object)).toEqual(['id', 'name', 'email'])
  })

  it('may be any text and select a part of the answer, unchanged', () => {
    const text = fc.oneof(
      fc.string(),
      fc
        .array(fc.constantFrom('id', 'name', 'email', 'address', ',', '(', ')', ' '), {
          maxLength: 12,
        })
        .map((it) => it.join('')),
    )
    fc.assert(
      fc.property(text, (fields) => {
        expect(user).toMatchObject(select(user, fields) as object)
      }),
      { numRuns: 2000 },
    )
  })
})
