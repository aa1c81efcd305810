// A log that cannot be written does not end the program.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attriumMain } from '../support/repository.ts'

const full = '/dev/full'

test.skipIf(!existsSync(full))(
  'a server whose log is on a full disk serves, and ends well (needs /dev/full)',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'attrium-unwritable-log-'))
    const flags = ['--data', data, '--port', '0', '--log-level', 'debug']
    const child = spawn(process.execPath, [attriumMain, 'serve', ...flags], {
      stdio: ['ignore', 'pipe', openSync(full, 'w')],
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    const ready = new Promise<string>((resolve) => {
      child.stdout?.on('data', (text) => {
        const [, url] = /ready (\S+)/.exec(`${text}`) ?? []
        if (url !== undefined) resolve(url)
      })
    })
    const url = await Promise.race([ready, ended])
    for (let at = 0; at < 50; at++) expect((await fetch(`${url}/alive`)).status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    rmSync(data, { recursive: true })
  },
)
