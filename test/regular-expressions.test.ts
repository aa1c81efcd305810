// Every regular expression of the program takes time that is linear in the text, not quadratic (T-19).
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from './support/repository.ts'

/** Files whose expressions only read texts that no outsider chooses. */
const ours = [
  'src/settings.ts',
  'src/store/differences.ts',
  'src/store/migrations/',
  'src/cli/',
  'src/store/conformance',
]

const literal =
  /(?<=[(,=:?&|![]\s*|return\s+)\/(?![/*])((?:[^\n/\\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g

function expressions(): { where: string; expression: RegExp }[] {
  const files = readdirSync(join(repository, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => `src/${file}`)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => !ours.some((start) => file.startsWith(start)))
  return files.flatMap((file) =>
    [...readFileSync(join(repository, file), 'utf8').matchAll(literal)].map(
      ([, source = '', flags]) => ({
        where: `${file}: /${source}/`,
        expression: new RegExp(source, flags?.includes('g') ? flags : `${flags}g`),
      }),
    ),
  )
}

const fillings = [
  ' ',
  'a',
  'A',
  '0',
  '"',
  '/',
  '.',
  ',',
  '_',
  '-',
  '\n',
  '(',
  '%',
  '[',
  ':',
  "'",
  'a ',
  '0.',
  'a.',
  'e0',
  '\0',
]
const beginnings = ['', 'a', '0', '/', ' ', '"', '-1', 'http://', '    at ']

function milliseconds(expression: RegExp, text: string): number {
  const started = performance.now()
  text.replace(expression, '')
  return performance.now() - started
}

test('all regular expressions are linear in texts made of what they look for', () => {
  const found = expressions()
  expect(found.length).toBeGreaterThan(50)
  const slow = found.flatMap(({ where, expression }) =>
    beginnings.flatMap((beginning) =>
      fillings.flatMap((filling) => {
        const text = `${beginning}${filling.repeat(20_000 / filling.length)}\u0001`
        // A quadratic expression takes ten times as long.
        if (milliseconds(expression, text) < 20) return []
        const least = Math.min(...[1, 2, 3].map(() => milliseconds(expression, text)))
        return least < 20 ? [] : [`${where} on ${JSON.stringify(filling)}`]
      }),
    ),
  )
  expect([...new Set(slow)]).toEqual([])
})
