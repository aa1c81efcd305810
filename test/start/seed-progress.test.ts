// What a start prints while it plants a long seed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { attrium, endPrograms, freshDirectory } from './program.ts'

const { directory: data, remove } = freshDirectory()
afterEach(() => {
  endPrograms()
  remove()
})

/** A clock on which a second passes whenever somebody looks. */
const hasty =
  'let more = 0; const now = performance.now.bind(performance);' +
  'performance.now = () => now() + (more += 1000)'

it('is a line each time that a second has passed, with how much of it is done', async () => {
  mkdirSync(data)
  const seed = join(data, 'seed.json')
  const users = 2500
  writeFileSync(seed, JSON.stringify({ users: Array.from({ length: users }, () => ({})) }))
  const program = attrium(['--data', data, '--port', '0', '--seed', seed], {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hasty)}`,
  })
  await program.ready
  program.signal('SIGTERM')
  const { code, stdout, stderr } = await program.ended
  const told = [...stderr.matchAll(/^Planting the seed: ([\d,]+) of ([\d,]+)$/gm)].map(
    ([, ...numbers]) => numbers.map((text) => Number(text.replaceAll(',', ''))),
  )
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ready \S+\n$/)])
  // It is stored in parts; that all of it is done is not told.
  expect(told.length).toBeGreaterThan(1)
  let before = 0
  for (const [done = 0, all] of told) {
    // The administrator is stored together with the seed.
    expect(all).toBe(users + 1)
    expect(done).toBeGreaterThan(before)
    expect(done).toBeLessThan(users + 1)
    before = done
  }
})
