// The looker.ini of a server: whether its key works, and its public address.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { introduction } from '../../src/cli/introduction.ts'
import { type Running, serve } from '../../src/serve.ts'
import { readSettings } from '../../src/settings.ts'
import { freshDirectory } from './program.ts'

let data: string
let remove: () => void
beforeEach(() => {
  const made = freshDirectory()
  data = made.directory
  remove = made.remove
})
afterEach(() => remove())

const ini = () => join(data, 'looker.ini')

/** Starts a server, asks it and stops it; returns the answer. */
async function served<T>(
  flags: Parameters<typeof readSettings>[0],
  ask: (running: Running) => T | Promise<T>,
): Promise<T> {
  const running = await serve(readSettings({ data, port: '0', logLevel: 'silent', ...flags }, {}))
  const answer = await ask(running)
  await running.stop()
  return answer
}

const made = () => served({}, () => undefined)

function plant(...statements: string[]): void {
  const database = new Database(join(data, 'attrium.db'))
  for (const statement of statements) database.exec(statement)
  database.close()
}

const lines = (): Record<string, string> =>
  Object.fromEntries(
    readFileSync(ini(), 'utf8')
      .split('\n')
      .map((line) => line.split('=', 2)),
  )

describe('a start', () => {
  it.each([
    ['is not there', 'There is no API key in', () => rmSync(ini())],
    ['holds no key', 'There is no API key in', () => writeFileSync(ini(), '[Looker]\n')],
    [
      'holds a key that was deleted',
      'does not work any more',
      () => plant('delete from access_tokens', 'delete from credentials_api3'),
    ],
    [
      'holds a key that is disabled',
      'does not work any more',
      () => plant('update credentials_api3 set is_disabled = 1'),
    ],
    [
      'holds the key of somebody disabled',
      'does not work any more',
      () => plant('update users set is_disabled = 1'),
    ],
  ])('says how to get a key when looker.ini %s', async (_, sentence, damage) => {
    await made()
    expect(await served({}, ({ signInTrouble }) => signInTrouble)).toBeUndefined()
    damage()
    const said = await served({}, ({ signInTrouble }) => signInTrouble)
    expect(said).toContain(sentence)
    expect(said).toContain(`attrium admin new-key --data '${data}'`)
    const shown = (await served({}, (running) => introduction(running, []))).join('\n')
    expect(shown).toContain(`Key file    ${said}`)
    expect(shown).not.toContain('/login')
  })

  it('lets verify_ssl follow the scheme of the public address, and nothing else', async () => {
    const restart = (publicUrl: string) => served({ publicUrl }, lines)
    await made()
    expect(await restart('https://attrium.example')).toMatchObject({ verify_ssl: 'true' })
    const text = readFileSync(ini(), 'utf8')
    writeFileSync(ini(), text.replace('verify_ssl=true', 'verify_ssl=false'))
    expect(await restart('https://other.example')).toMatchObject({
      base_url: 'https://other.example',
      verify_ssl: 'false',
    })
    expect(await restart('http://127.0.0.1:5000')).toMatchObject({ verify_ssl: 'false' })
    expect(await restart('https://other.example')).toMatchObject({ verify_ssl: 'true' })
  })
})
