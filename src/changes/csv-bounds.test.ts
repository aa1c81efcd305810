// A change as CSV: reading ends at each limit, and takes time in proportion to the text.
import { describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { readCsv } from './csv-body.ts'

const placesOf = (text: string) => readCsv(text).problems.map(({ line, field }) => [line, field])

describe('the limit', () => {
  const row = 'maya@acme.example,region,EMEA\n'

  it('of operations ends the reading, whether they are right or wrong', () => {
    const most = limits.changed_operations
    for (const [line, right] of [
      [row, most],
      ['x\n', 0],
      ['SECRET,region,EMEA\n', 0],
    ] as const) {
      const head = 'email,attribute,value\n'.replace('email', right === 0 ? 'user_id' : 'email')
      const whole = readCsv(head + line.repeat(most))
      expect([whole.isWhole, whole.operations.length]).toEqual([true, right])
      expect(whole.problemCount).toBe(most - right)
      const { operations, problems, isWhole } = readCsv(head + line.repeat(most + 100_000))
      expect([operations.length, isWhole]).toEqual([right, false])
      expect(problems).toHaveLength(Math.min(limits.changed_problems, most - right + 1))
      expect(problems.at(-1)).toMatchObject({ line: most + 2, field: null })
    }
  })

  it('of rows ends the reading, even if they set nothing', () => {
    const rows = (count: number) =>
      readCsv(`user_id,a\n\n${'7,\n'.repeat(count)}`, { empty: 'keep' })
    expect(rows(limits.changed_rows)).toMatchObject({ problems: [], isWhole: true })
    const { problems, isWhole } = rows(limits.changed_rows + 1)
    expect(problems).toMatchObject([{ line: limits.changed_rows + 3, field: null }])
    expect(isWhole).toBe(false)
  })

  it('of columns ends the reading', () => {
    const wide = (count: number) =>
      ['user_id', ...Array.from({ length: count - 1 }, (_, at) => `a${at}`)].join()
    expect(placesOf(wide(limits.changed_columns))).toEqual([])
    expect(placesOf(wide(limits.changed_columns + 1))).toEqual([[1, null]])
    expect(placesOf(wide(1_000_000))).toEqual([[1, null]])
  })

  it('of characters of a cell is that of a value', () => {
    const longest = 'x'.repeat(limits.value_characters)
    expect(readCsv(`user_id,a\n7,${longest}`).operations).toHaveLength(1)
    expect(placesOf(`user_id,a\n7,"${longest}\n"`)).toEqual([[2, 'a']])
    expect(placesOf(`user_id,a\n7,"${longest.repeat(20)}"\n0,1`)).toEqual([
      [2, 'a'],
      [3, 'user_id'],
    ])
  })

  it.each<[string, (size: number) => string]>([
    ['one endless cell', (size) => `user_id,a\n7,"${'x'.repeat(size)}`],
    ['a million cells', (size) => `user_id,a\n${','.repeat(size)}`],
    ['a million empty rows', (size) => `user_id,a\n${',\n'.repeat(size / 2)}`],
    ['a million line ends', (size) => `user_id,a\n${'\r\n'.repeat(size / 2)}`],
    ['quotes alone', (size) => `user_id,a\n${'"'.repeat(size)}`],
    ['quotes in a row', (size) => `user_id,a\n7,"${'""'.repeat(size / 2)}"`],
    ['a header that is not closed', (size) => `"${'user_id,\n'.repeat(size / 9)}`],
    ['short rows', (size) => `user_id,a\n${'x\n'.repeat(size / 2)}`],
  ])('reading %s ends quickly', (_, make) => {
    const from = performance.now()
    const { operations } = readCsv(make(2_000_000), { empty: 'keep' })
    expect(operations).toEqual([])
    // A busy machine takes a few times as long as a quiet one.
    expect(performance.now() - from).toBeLessThan(20_000)
  })
})
