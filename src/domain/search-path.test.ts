// The laws of precedence on plain data (looker 1.1 to 1.3).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { userAttribute } from '../../test/support/user-attribute.ts'
import type { GroupId } from '../ids.ts'
import { effectiveValue, type HeldValues, searchPath } from './search-path.ts'

const attribute = (default_value: string | null) => userAttribute({ default_value })

const groups = fc
  .uniqueArray(fc.nat({ max: 50 }), { maxLength: 8 })
  .map((ranks) =>
    ranks.map((rank) => ({ group_id: String(rank) as GroupId, rank, value: `group ${rank}` })),
  )
const held = fc.record({
  system: fc.constant(undefined),
  user: fc.option(fc.string(), { nil: undefined }),
  sign_in: fc.option(
    fc.record({
      ...{ value: fc.string(), provider: fc.string(), set_at: fc.nat(), change: fc.nat() },
    }),
    { nil: undefined },
  ),
  groups,
})
const defaults = fc.option(fc.string(), { nil: null })

describe('the search path', () => {
  it('has the own value, that of a sign-in, the groups by rank and the default, each once', () => {
    fc.assert(
      fc.property(held, defaults, (values, fallback) => {
        const path = searchPath(attribute(fallback), values)
        expect(path.map(({ value }) => value)).toEqual([
          ...(values.user === undefined ? [] : [values.user]),
          ...(values.sign_in === undefined ? [] : [values.sign_in.value]),
          ...[...values.groups].sort((a, b) => a.rank - b.rank).map(({ value }) => value),
          ...(fallback === null ? [] : [fallback]),
        ])
      }),
    )
  })

  it('has the effective value for its head', () => {
    fc.assert(
      fc.property(held, defaults, (values, fallback) => {
        const definition = attribute(fallback)
        expect(effectiveValue(definition, values)).toEqual(searchPath(definition, values)[0])
      }),
    )
  })

  it('does not depend on the order of the group values and leaves them as they are', () => {
    fc.assert(
      fc.property(held, fc.integer(), (values, turn) => {
        const turned: HeldValues = {
          ...values,
          groups: [...values.groups].sort(
            (a, b) => ((a.rank * 31 + turn) % 7) - ((b.rank * 31 + turn) % 7),
          ),
        }
        const before = [...turned.groups]
        expect(searchPath(attribute(null), turned)).toEqual(searchPath(attribute(null), values))
        expect(turned.groups).toEqual(before)
      }),
    )
  })

  it('changes only by its head when an own value is set', () => {
    fc.assert(
      fc.property(held, defaults, fc.string(), (values, fallback, own) => {
        const without = searchPath(attribute(fallback), { ...values, user: undefined })
        const set = searchPath(attribute(fallback), { ...values, user: own })
        expect(set).toEqual([{ source: 'user', value: own }, ...without])
      }),
    )
  })

  it('takes the empty text for a value (looker 4.5)', () => {
    const values = { system: undefined, user: '', sign_in: undefined, groups: [] }
    expect(effectiveValue(attribute('x'), values)).toEqual({ source: 'user', value: '' })
  })

  it('of a system attribute is what the record says and nothing else', () => {
    fc.assert(
      fc.property(held, defaults, fc.string(), (values, fallback, system) => {
        expect(searchPath(attribute(fallback), { ...values, system })).toEqual([
          { source: 'system', value: system },
        ])
      }),
    )
  })
})
