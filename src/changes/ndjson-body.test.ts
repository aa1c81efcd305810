// A change as NDJSON: each line is an operation or a problem with its line.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { readNdjson } from './ndjson-body.ts'

const set = { op: 'set_user_value', email: 'maya@acme.example', attribute: 'region', value: 'EMEA' }
const line = (fields: object) => JSON.stringify(fields)
const placesOf = (text: string) => readNdjson(text).problems.map(({ line, field }) => [line, field])

describe('lines of JSON', () => {
  it('are operations, each with its place, after the reason', () => {
    const text = `\ufeff{"reason":"Q4 cover"}\r\n\r\n${line(set)}\r\n \t\n${line({
      op: 'order_group_values',
      attribute: 'region',
      groups: ['EMEA', 2],
    })}`
    expect(readNdjson(text)).toEqual({
      reason: 'Q4 cover',
      operations: [
        {
          op: 'set_user_value',
          place: 'line 3',
          user: { by: 'email', text: 'maya@acme.example' },
          attribute: { field: 'line 3.attribute', text: 'region', by: 'name' },
          value: 'EMEA',
        },
        {
          op: 'order_group_values',
          place: 'line 5',
          attribute: { field: 'line 5.attribute', text: 'region', by: 'name' },
          groups: ['EMEA', '2'],
        },
      ],
      problems: [],
      problemCount: 0,
      skippedLines: 0,
      isWhole: true,
      isLong: false,
    })
  })

  it('keep numbers as they were written', () => {
    const { operations } = readNdjson(
      '{"op":"set_user_value","user_id":7,"attribute":"x","value":1.10}',
    )
    expect(operations).toMatchObject([{ user: { by: 'id', text: '7' }, value: '1.10' }])
  })

  it('are problems with their line and field, and never with a value', () => {
    const text = [
      '{',
      line({ ...set, op: 'explode SECRET' }),
      line({ ...set, email: 7, oddSECRET: 1 }),
      '[]',
      '7',
      `{"op":"set_user_value","user_id":"1","attribute":"a","value":"SECRET","value":1}`,
      line({ op: 'set_group_values', attribute: 'a', values: [{ group: 'g' }, { value: 1 }] }),
      line({ ...set, value: 'SECRET\0' }),
      line({ ...set, value: '\ud800SECRET' }),
      '{"__proto__":{}}',
      '{"reason":"late"}',
      `${'['.repeat(40)}${']'.repeat(40)}`,
    ].join('\n')
    const { problems, operations } = readNdjson(text)
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [1, null],
      [2, 'op'],
      [3, 'oddSECRET'],
      [3, 'email'],
      [4, null],
      [5, null],
      [6, 'value'],
      [7, 'values[1].group'],
      [8, 'value'],
      [9, 'value'],
      [10, null],
      [11, 'reason'],
      [12, null],
    ])
    expect(
      problems
        .map(({ message }) => message)
        .join()
        .replace('oddSECRET', ''),
    ).not.toContain('SECRET')
    expect(problems[0]?.message).toBe('The line is not valid JSON.')
    expect(operations).toEqual([])
  })

  it('are read to the end, and wrong lines do not take the others with them', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), (right) => {
        const text = right.map((is) => (is ? line(set) : '{"op":1}')).join('\n')
        const { operations, problems } = readNdjson(text)
        const linesWhere = (is: boolean) => right.flatMap((it, at) => (it === is ? [at + 1] : []))
        expect(operations.map(({ place }) => place)).toEqual(
          linesWhere(true).map((at) => `line ${at}`),
        )
        expect(problems.map((problem) => problem.line)).toEqual(linesWhere(false))
      }),
    )
  })
})

describe('the reason', () => {
  it('stands on the first line alone, and is a text', () => {
    expect(placesOf('{"reason":7}')).toEqual([[1, 'reason']])
    expect(placesOf('{"reason":"a\\u0000"}')).toEqual([[1, 'reason']])
    expect(placesOf('{"reason":"a","reason":"b"}')).toEqual([[1, 'reason']])
    expect(placesOf('{"reason":"a","why":"b"}')).toEqual([[1, 'why']])
    expect(placesOf(`${line(set)}\n{"reason":"a"}`)).toEqual([[2, 'reason']])
    expect(readNdjson('\n{"reason":null}')).toMatchObject({ reason: undefined, problems: [] })
  })

  it('may be all that is sent, but not nothing', () => {
    expect(readNdjson('{"reason":"a"}')).toMatchObject({
      reason: 'a',
      operations: [],
      problems: [],
    })
    for (const nothing of ['', '\ufeff', '\n \r\n']) expect(placesOf(nothing)).toEqual([[1, null]])
  })
})

describe('the limits', () => {
  it(`of operations ends the reading`, () => {
    const lines = (count: number) => `{"reason":"x"}\n${`${line(set)}\n`.repeat(count)}`
    const most = limits.changed_operations
    expect(readNdjson(lines(most))).toMatchObject({ problems: [], isWhole: true })
    const { operations, problems, isWhole } = readNdjson(lines(most + 5))
    expect([operations.length, problems.length, isWhole]).toEqual([most, 1, false])
    expect(problems[0]).toMatchObject({ line: most + 2, field: null })
  })

  it('of kept problems leaves the others to be counted', () => {
    const most = limits.changed_problems
    const wrong = (count: number) => readNdjson('{}\n'.repeat(count))
    expect([wrong(most).problems.length, wrong(most).problemCount]).toEqual([most, most])
    expect([wrong(most + 7).problems.length, wrong(most + 7).problemCount]).toEqual([
      most,
      most + 7,
    ])
    const endless = wrong(limits.changed_operations + 1)
    expect(endless.problems).toHaveLength(most)
    expect(endless.problems.at(-1)?.message).toMatch(/^A change may have at most 10000 operations/)
  })
})
