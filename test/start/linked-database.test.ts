// A second server on the same database file refuses to start, under any name of the file (F-08).
import { linkSync, mkdirSync, symlinkSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { attrium, endPrograms, freshDirectory, refusalIn } from './program.ts'

const directories: (() => void)[] = []
afterEach(() => {
  endPrograms()
  for (const remove of directories.splice(0)) remove()
})

function dataDirectory(): string {
  const { directory, remove } = freshDirectory()
  directories.push(remove)
  return directory
}

const start = (data: string) => attrium(['--data', data, '--port', '0'])

async function refusal(data: string): Promise<string> {
  const program = start(data)
  const started = program.ready.then(
    () => ({ code: 0, stdout: 'ready', stderr: '' }),
    () => program.ended,
  )
  const { code, stdout, stderr } = await Promise.race([program.ended, started])
  expect([code, stdout]).toEqual([2, ''])
  return refusalIn(stderr)
}

/** A server, and another directory in which `link` gives its database another name. */
async function linked(link: (from: string, to: string) => void) {
  const [data, other] = [dataDirectory(), dataDirectory()]
  const program = start(data)
  await program.ready
  mkdirSync(other, { mode: 0o700 })
  for (const name of ['attrium.db', 'master.key']) link(join(data, name), join(other, name))
  return { program, data, other }
}

describe('a database that has a second name', () => {
  it('is refused while a server uses it under the first: a symbolic link', async () => {
    const { program, other } = await linked(symlinkSync)
    expect(await refusal(other)).toMatch(/^Another Attrium server \(process \d+\) uses /)
    program.signal('SIGTERM')
    expect((await program.ended).code).toBe(0)
    const second = start(other)
    await second.ready
  })

  it('is refused while a server uses it under the second: a symbolic link', async () => {
    const { program, data, other } = await linked(symlinkSync)
    program.signal('SIGTERM')
    await program.ended
    await start(other).ready
    expect(await refusal(data)).toMatch(/^Another Attrium server/)
  })

  it('is refused as long as it has it: a hard link', async () => {
    const { program, data, other } = await linked(linkSync)
    expect(await refusal(other)).toMatch(/attrium\.db has another name \(a hard link\)/)
    program.signal('SIGTERM')
    await program.ended
    expect(await refusal(data)).toMatch(/copy the file or remove the other name\.$/)
    unlinkSync(join(other, 'attrium.db'))
    await start(data).ready
  })
})
