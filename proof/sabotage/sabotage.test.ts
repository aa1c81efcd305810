// Every sabotage fits the current program, and its result is recorded.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { repository } from '../../test/support/repository.ts'
import { figures } from '../figures.ts'
import { mutantsOf } from './guard.ts'
import { guards } from './guards.ts'
import { marksIn, sabotaged } from './marks.ts'
import { recordedResults } from './report.ts'
import { runnable, Scratch } from './scratch.ts'

const proofs: string[] = figures.map(({ id }) => id)
const mutants = mutantsOf(guards, repository)

describe('the list of guards', () => {
  it.each(guards.map((guard) => [guard.id, guard] as const))('%s fits the program', (id, guard) => {
    for (const mutant of mutants.get(id) ?? []) {
      const whole = { ...mutant, text: readFileSync(join(repository, mutant.file), 'utf8') }
      expect(runnable(mutant)).not.toBe(runnable(whole))
    }
    for (const test of guard.caughtBy) {
      expect([test, proofs.includes(test) || existsSync(join(repository, test))]).toEqual([
        test,
        true,
      ])
    }
  })

  it('is refused while an entry has no mark, a mark no entry, or there are two', () => {
    const [first, ...others] = guards
    if (first === undefined) throw new Error('there are no guards')
    const unmarked = { ...first, id: 'no-such-1' }
    expect(() => mutantsOf([...guards, unmarked], repository)).toThrow(
      'no-such-1 is marked nowhere in the program',
    )
    expect(() => mutantsOf(others, repository)).toThrow(`${first.id}, marked in `)
    expect(() => mutantsOf([...guards, first], repository)).toThrow('has two entries')
  })

  it('has a result for each, written by npm run sabotage', () => {
    const results = recordedResults()
    expect([...results.keys()]).toEqual(guards.map(({ id }) => id))
    expect([...results.values()]).not.toContain('nothing')
  })
})

it('a guard that is taken away turns its test red, and stands again afterwards', async () => {
  const guard = guards.find(({ id }) => id === 'precedence-1')
  const scratch = new Scratch()
  try {
    const tests = guard?.caughtBy ?? []
    const verdict = await scratch.with(mutants.get('precedence-1') ?? [], tests)
    expect(verdict).toEqual({ failed: expect.stringContaining(tests[0] ?? ''), trouble: undefined })
    expect(await scratch.run(tests)).toEqual({ failed: undefined, trouble: undefined })
  } finally {
    scratch.remove()
  }
})

const without = (text: string) => sabotaged('a.ts', text, marksIn('a.ts', text))

describe('a mark', () => {
  it.each([
    ['gone', 'check(a)\nstore(a)', '\nstore(a)'],
    ['gone', 'if (bad(a)) {\n  refuse(a)\n}\nstore(a)', '\nstore(a)'],
    ['becomes false', 'if (bad(a) && (a > 1 || b)) refuse(a)', 'if (false) refuse(a)'],
    ['becomes true', 'const fits = a === b', 'const fits = true'],
    ['becomes 9', 'export const most = { items: 5 }.items', 'export const most = 9'],
    ['becomes a', 'held.value = seal(a)', 'held.value = a'],
    ['becomes show(a)', 'log(hidden(a))', 'show(a)'],
    ['a → b', 'f(a, c)', 'f(b, c)'],
    ['without && a', 'while (c && a) d()', 'while (c ) d()'],
  ])('%s changes %j', (how, code, sabotagedCode) => {
    const head = `before()\n// guard a-1: ${how}\n`
    expect(without(head + code)).toBe(head + sabotagedCode)
  })

  it.each([
    ['a link of a chain', 'rows\n// guard a-1: gone\n.where(a)\n.limit(1)', '\n.limit(1)'],
    ['a part of a list', 'f([\n// guard a-1: gone\n...(a ? [b] : []),\nc])', '\nc])'],
    ['a property', 'f({\n// guard a-1: becomes 2\nsafe: 1,\nc})', 'safe: 2,\nc})'],
    ['a result', '() => {\n// guard a-1: becomes b\nreturn a(1)\n}', 'return b\n}'],
    ['code below a comment', '// guard a-1: becomes b\n/* so */\n// guard\na()', '// guard\nb'],
  ])('stands above %s', (_, text, end) => {
    expect(without(text).endsWith(end)).toBe(true)
  })

  it.each([
    ['says something else', 'dance', 'f(a)'],
    ['names what is not there', 'b → c', 'f(a)'],
    ['names what is there twice', 'a → c', 'f(a, a)'],
    ['names what stands further on', 'b → c', 'f(a)\nb()'],
    ['changes nothing', 'becomes a', 'const b = a'],
  ])('that %s is refused', (_, how, code) => {
    expect(() => without(`// guard a-1: ${how}\n${code}`)).toThrow('does not fit')
  })

  it('that cannot be read, or has no code below it, is refused', () => {
    expect(() => without('// guard a-1\nf(a)')).toThrow('cannot read')
    expect(() => without('f(a)\n// guard a-1: gone\n')).toThrow('no code begins')
  })
})
