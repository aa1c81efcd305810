// A data directory that others can open: a server leaves its mode, warns of it, and keeps its own files private.
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { attrium, endPrograms, freshDirectory, refusalIn } from './program.ts'

const { directory: data, remove } = freshDirectory()
afterEach(() => {
  endPrograms()
  remove()
})

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)
const start = (...flags: string[]) => attrium(['--data', data, '--port', '0', ...flags])

it('keeps its mode, also if the start fails, and is warned of', async () => {
  mkdirSync(data, { recursive: true })
  chmodSync(data, 0o755)
  const { stderr } = await start('--seed', join(data, 'nowhere')).ended
  expect(refusalIn(stderr)).toContain('--seed')
  expect([mode(data), readdirSync(data)]).toEqual(['755', []])
  const program = start()
  await program.ready
  expect(program.errors()).toContain(`${data} is open to other users; run: chmod 700 ${data}`)
  for (const file of readdirSync(data)) {
    expect([file, mode(join(data, file))]).toEqual([file, expect.stringMatching(/^[67]00$/)])
  }
  program.signal('SIGTERM')
  expect((await program.ended).code).toBe(0)
  expect(mode(data)).toBe('755')
})
