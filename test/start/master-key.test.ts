// The master key of the real program: the places where it may be, and no start without it (D-05).
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
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

interface Start {
  readonly flags?: readonly string[]
  readonly env?: Record<string, string>
}

const program = (data: string, { flags = [], env = {} }: Start) =>
  attrium(['--data', data, '--port', '0', ...flags], env)

/** Starts, waits until it is ready, and stops as an operator does. */
async function startAndStop(data: string, how: Start = {}): Promise<void> {
  const started = program(data, how)
  await started.ready
  started.signal('SIGTERM')
  expect((await started.ended).code).toBe(0)
}

/** The one sentence of a start that fails. */
async function refusal(data: string, how: Start = {}): Promise<string> {
  const { code, stdout, stderr } = await program(data, how).ended
  expect([code, stdout]).toEqual([2, ''])
  return refusalIn(stderr)
}

const someKey = Buffer.alloc(32, 5).toString('base64')

describe('a start', () => {
  it('refuses a master key that others can read', async () => {
    const data = dataDirectory()
    await startAndStop(data)
    const file = join(data, 'master.key')
    chmodSync(file, 0o644)
    expect(await refusal(data)).toContain(`chmod 600 ${file}`)
    chmodSync(file, 0o600)
    await startAndStop(data)
  })

  it('refuses a file of the master key whose directory is missing', async () => {
    const file = join(dataDirectory(), 'keys', 'master.key')
    const flags = ['--master-key-file', file]
    expect(await refusal(dataDirectory(), { flags })).toContain(
      `${file} cannot be written (ENOENT)`,
    )
  })

  it('refuses a master key that is missing or cut short', async () => {
    const data = dataDirectory()
    await startAndStop(data)
    const file = join(data, 'master.key')
    writeFileSync(file, 'dG9vIHNob3J0\n', { mode: 0o600 })
    expect(await refusal(data)).toContain('32 bytes')
    rmSync(file)
    expect(await refusal(data)).toContain('is missing')
    expect(existsSync(file)).toBe(false)
  })

  it('refuses another master key in one sentence that says what to do', async () => {
    const data = dataDirectory()
    await startAndStop(data)
    const [database, file] = [join(data, 'attrium.db'), join(data, 'master.key')]
    const [before, key] = [readFileSync(database), readFileSync(file)]
    writeFileSync(file, `${someKey}\n`)
    expect(await refusal(data)).toContain('put back the master key that they were made with')
    expect(readFileSync(database).equals(before)).toBe(true)
    writeFileSync(file, key)
    await startAndStop(data)
  })
})

describe('the master key', () => {
  it('may come from the environment, and then lies nowhere', async () => {
    const data = dataDirectory()
    const env = { ATTRIUM_MASTER_KEY: someKey }
    await startAndStop(data, { env })
    await startAndStop(data, { env })
    expect(existsSync(join(data, 'master.key'))).toBe(false)
    expect(await refusal(data)).toContain('is missing')
    const short = { ATTRIUM_MASTER_KEY: 'c2hvcnQ=' }
    expect(await refusal(data, { env: short })).toContain(
      'ATTRIUM_MASTER_KEY does not contain 32 bytes',
    )
  })

  it('may be in a file elsewhere, made by the first start', async () => {
    const data = dataDirectory()
    const file = `${data}.key`
    const elsewhere = { flags: ['--master-key-file', file] }
    await startAndStop(data, elsewhere)
    await startAndStop(data, { env: { ATTRIUM_MASTER_KEY_FILE: file } })
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    expect(existsSync(join(data, 'master.key'))).toBe(false)
    rmSync(file)
    expect(await refusal(data, elsewhere)).toContain(`${file} is missing`)
  })

  it('comes from one place', async () => {
    const data = dataDirectory()
    const both = {
      flags: ['--master-key-file', `${data}.key`],
      env: { ATTRIUM_MASTER_KEY: someKey },
    }
    expect(await refusal(data, both)).toBe(
      '--master-key-file (ATTRIUM_MASTER_KEY_FILE) cannot be used together with ATTRIUM_MASTER_KEY.',
    )
    expect(existsSync(data)).toBe(false)
  })
})
