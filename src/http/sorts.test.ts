// The `sorts` parameter (looker 8.2).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSorts } from './sorts.ts'

const parse = (text: string | undefined) => parseSorts(text, ['name', 'label'])
const up = (field: string) => ({ field, descending: false })
const down = (field: string) => ({ field, descending: true })

describe('sorts', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' , ', []],
    ['name', [up('name')]],
    ['label desc, name asc', [down('label'), up('name')]],
    ['name DESC', [down('name')]],
  ])('%j is read', (text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it('is any known fields or a 400 that names them and repeats nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          for (const { field } of parse(text)) expect(['name', 'label']).toContain(field)
        } catch (error) {
          expect(error).toMatchObject({
            reason: 'bad_request',
            message: 'sorts accepts name, label.',
          })
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('keeps the first of a field that is named again, so that terms stay few', () => {
    expect(parse(Array(2700).fill('label desc, name, label').join(','))).toEqual([
      { field: 'label', descending: true },
      { field: 'name', descending: false },
    ])
  })

  it.each(['id', 'Name', 'name up', 'name asc desc', 'toString'])('%j is refused', (text) => {
    expect(() => parse(text)).toThrow('sorts accepts name, label.')
  })
})
