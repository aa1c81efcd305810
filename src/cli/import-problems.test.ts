// Problems of a file in sentences, and the values of an export as operations.
import { describe, expect, it } from 'vitest'
import type { Cell } from './import-cells.ts'
import { withoutExport } from './import-json.ts'
import { problemSentences } from './import-problems.ts'

const unknown = 'there is no such user.'
const cell = (line: number, user: string, attribute: string): Cell => ({
  ...{ line, user, attribute, value: 'x' },
})
const problem = (line: number | null, field: string, message: string) => ({ line, field, message })

describe('a problem', () => {
  it('of one user is one sentence, and so is one of a column, in the order of lines', () => {
    const lines = Array.from({ length: 25 }, (_, at) => at + 2)
    const cells = lines.flatMap((line) => [cell(line, 'a@x', 'regoin'), cell(line, 'a@x', 'tier')])
    const ofColumn = lines.map((line) => problem(line, 'regoin', 'no attribute.'))
    const ofUser = [problem(3, 'email', unknown), problem(3, 'email', unknown)]
    expect(problemSentences([...ofUser, ...ofColumn], cells)).toEqual([
      'lines 2, 3, 4, 5, 6 and 20 more, regoin (25 cells): no attribute.',
      'line 3, a@x (2 cells): there is no such user.',
    ])
  })

  it('of a cell, a line or the whole file has its place', () => {
    const cells = [cell(2, '7', 'tier'), cell(3, 'a@x', 'tier'), cell(3, 'a@x', 'region')]
    const problems = [
      problem(null, 'reason', 'reason is too long.'),
      problem(1, 'email', 'email is a column twice.'),
      problem(2, 'value', 'value must be a number.'),
      problem(3, '', 'The line has 3 cells.'),
      problem(3, 'region', 'value must be a number.'),
      problem(9, 'email', "'email' is required."),
    ]
    expect(problemSentences(problems, cells)).toEqual([
      'reason is too long.',
      'line 1, email: email is a column twice.',
      'line 2, tier of user 7: value must be a number.',
      'line 3: The line has 3 cells.',
      'line 3, region of a@x: value must be a number.',
      "line 9, email: 'email' is required.",
    ])
  })

  it('of two columns or two users stays two', () => {
    const cells = [cell(2, 'a@x', 'tier'), cell(2, 'a@x', 'zone'), cell(3, 'b@x', 'tier')]
    const problems = [
      ...[problem(2, 'tier', 'wrong.'), problem(2, 'zone', 'wrong.')],
      ...[problem(2, 'email', unknown), problem(3, 'email', unknown)],
    ]
    expect(problemSentences(problems, cells)).toEqual([
      ...['line 2, tier of a@x: wrong.', 'line 2, zone of a@x: wrong.'],
      ...[`line 2, a@x: ${unknown}`, `line 3, b@x: ${unknown}`],
    ])
  })
})

describe('lines of an export', () => {
  const row = {
    ...{ user_id: '4', email: 'a@x', attribute: 'tier', value: '1.10', hidden: false },
    ...{ source: 'User Setting', group: null, rank: null, set_at: null, set_by: null },
    expires_at: null,
  }
  const read = (...items: readonly object[]) =>
    withoutExport(items.map((item) => JSON.stringify(item)).join('\n')).split('\n')

  it('are operations where the value is the own one of the user, and can be read', () => {
    const end = '2099-12-04T18:00:00Z'
    const set = { op: 'set_user_value', user_id: '4', attribute: 'tier', value: '1.10' }
    expect(
      read(
        row,
        { ...row, source: 'Group: EMEA' },
        { ...row, hidden: true, value: null },
        { ...row, value: '', expires_at: end },
      ),
    ).toEqual([
      ...[JSON.stringify(set), '', ''],
      JSON.stringify({ ...set, value: '', expires_at: end }),
    ])
  })

  it('that somebody has changed keep each number as it is written', () => {
    const text = JSON.stringify(row).replace('"1.10"', '12345678901234567890.10')
    expect(JSON.parse(withoutExport(text)).value).toBe('12345678901234567890.10')
  })

  it('are told from all other lines, which stay as they are', () => {
    const text = `{"reason":"the \\"source\\""}\r\n{"op":"set_user_value","value":1.10,"source":1}\n{"source":\nnull "source"\n`
    expect(withoutExport(text)).toBe(text)
  })
})
