// Reading and refusing query parameters.
import { describe, expect, test } from 'vitest'
import { countParameter, flagParameter, idsParameter, readQuery, textParameter } from './query.ts'

const parameters = {
  name: textParameter('A name.', 'x'),
  limit: countParameter('A number.', 1),
  all: flagParameter('Yes or no.', true),
  ids: idsParameter('Ids.', ['1']),
}

function read(raw: Record<string, string | string[]>) {
  const refused: string[] = []
  const values = readQuery(parameters, raw, (name, expects) => refused.push(`${name} ${expects}`))
  return { values, refused }
}

describe('query parameters', () => {
  test('are read by their kinds; what nobody declared is ignored', () => {
    const { values, refused } = read({ name: 'x', limit: '7', all: 'true', ids: '1,2', other: 'y' })
    expect(values).toEqual({ name: 'x', limit: 7, all: true, ids: ['1', '2'] })
    expect(refused).toEqual([])
  })

  test('that are empty count as absent', () => {
    expect(read({ name: '', limit: '', all: '', ids: '' }).values).toEqual({})
  })

  test.each([
    [{ limit: '-1' }, 'limit be a whole number, 0 or more'],
    [{ limit: '1e3' }, 'limit be a whole number, 0 or more'],
    [{ all: 'yes' }, 'all be true or false'],
    [{ name: 'a\0b' }, 'name be text'],
    [{ name: '\ud800' }, 'name be text'],
    [{ name: ['a', 'b'] }, 'name be given once'],
    [{ limit: ['1', '1'] }, 'limit be given once'],
  ] as [Record<string, string | string[]>, string][])('%j is refused and left out', (raw, why) => {
    expect(read(raw)).toEqual({ values: {}, refused: [why] })
  })

  test('lists of ids are read in time that grows with their length, whatever is around them', () => {
    const long = `${' '.repeat(100_000)}x${' '.repeat(100_000)}1${'"] '.repeat(30_000)}`
    const started = performance.now()
    expect(read({ ids: `["1", '2' , ${long}` }).values.ids?.slice(0, 2)).toEqual(['1', "'2'"])
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('given several times are one list where a list is meant', () => {
    expect(read({ ids: ['1', '2,3'] }).values).toEqual({ ids: ['1', '2', '3'] })
  })
})
