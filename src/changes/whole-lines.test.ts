// A text is cut into whole lines, wherever its pieces end.
import { expect, it } from 'vitest'
import { type Lines, WholeLines } from './whole-lines.ts'

/** The parts of a text that comes in pieces of this size. */
function partsOf(are: 'csv' | 'ndjson', text: string, size: number): Lines[] {
  const lines = new WholeLines(are, 1000)
  const parts: Lines[] = []
  for (let at = 0; at < text.length; at += size) {
    const part = lines.add(text.slice(at, at + size))
    if (part !== undefined) parts.push(part)
  }
  return [...parts, lines.rest()]
}

/** Where each row begins, as a line, whatever the pieces were. */
const linesOfParts = (parts: readonly Lines[]) => {
  let line = 1
  for (const part of parts) {
    if (part.line !== line) return `${part.line} is not ${line}`
    line += part.text.split(/\r\n|\n|\r/).length - 1
  }
  return 'right'
}

const table = 'email,a\r\n"x\ny",1\r\n\r\n"say ""hi""\r\n",2\rz,3\n"open'

it('parts are whole lines, with the line on which each begins, however the text is cut', () => {
  for (let size = 1; size <= table.length; size++) {
    const parts = partsOf('csv', table, size)
    expect(parts.map(({ text }) => text).join('')).toBe(table)
    expect(linesOfParts(parts)).toBe('right')
    for (const { text } of parts.slice(0, -1)) {
      expect((text.match(/"/g) ?? []).length % 2).toBe(0)
      expect(text).toMatch(/[\r\n]$/)
    }
  }
})

it('a line of JSON ends at each line feed, and quotes do not matter', () => {
  const parts = partsOf('ndjson', '{"a": "\n"}\r\n{}', 3)
  expect(parts.map(({ text }) => text)).toEqual(['{"a": "\n', '"}\r\n', '{}'])
  expect(parts.map(({ line }) => line)).toEqual([1, 2, 3])
})

it('a line that is too long is told with its number', () => {
  const lines = new WholeLines('csv', 10)
  expect(lines.add('a\nb\n"')).toEqual({ text: 'a\nb\n', line: 1 })
  expect(lines.tooLong).toBeUndefined()
  lines.add('0123456789\n')
  expect(lines.tooLong).toBe(3)
})
