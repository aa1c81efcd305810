// What only a process shows: exit codes, pipes that close, Ctrl-C, colours, and which code a command loads.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attriumMain, repository } from '../support/repository.ts'
import { importsOf } from '../tidy.ts'
import { demoForCommands } from './demo-for-commands.ts'

const { demo, home } = demoForCommands()

const environment = (): Record<string, string> => ({
  ...{ PATH: process.env['PATH'] ?? '', HOME: home() },
  LOOKERSDK_BASE_URL: demo().url,
  LOOKERSDK_CLIENT_ID: demo().key.client_id,
  LOOKERSDK_CLIENT_SECRET: demo().key.client_secret,
})

const run = (command: string, env: Record<string, string> = {}) =>
  bash(command.replaceAll('attrium', `${process.execPath} ${attriumMain}`), env)

/** Without blocking this process, which has the server. */
async function bash(script: string, env: Record<string, string> = {}) {
  const child = spawn('bash', ['-c', script], {
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (text) => {
    stdout += text
  })
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const [code] = await once(child, 'close')
  return { code, stdout, stderr }
}

describe('a process', () => {
  it('ends with the exit code of its command', async () => {
    const line =
      'attrium attribute set user value 4 region AMER --dry-run; echo $?; attrium who nothing; echo $?; attrium who region --limit x; echo $?'
    const { stdout } = await run(line)
    expect(stdout.split('\n').filter((it) => /^\d$/.test(it))).toEqual(['3', '1', '2'])
  })

  it('ends quietly when the reader of its output has enough', async () => {
    const { stdout, stderr } = await run(
      'attrium export | head -n 1; attrium who region | head -n 1',
    )
    expect(stdout).toMatch(/^user_id,email,.*\r?\nid +email/)
    expect(stderr).not.toMatch(/EPIPE|Error|"level"/)
  })

  it('says in a sentence that its output cannot be written, and which key nobody has then', async () => {
    const full = 'attrium: The output cannot be written: it is on a disk without room.\n'
    expect(await run('attrium user ls > /dev/full')).toEqual({ code: 1, stdout: '', stderr: full })
    expect(await run('attrium --help > /dev/full')).toMatchObject({ code: 1, stderr: full })
    const { code, stderr } = await run('attrium key new 3 > /dev/full')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/attrium key revoke 3 \d+\.\n/)])
  })

  it('has no colours in a pipe, colours when they are asked for, and none with NO_COLOR', async () => {
    const sign = '\u001b['
    const explain = 'attrium explain maya@acme.example region'
    expect((await run(explain)).stdout).not.toContain(sign)
    expect((await run(explain, { FORCE_COLOR: '1' })).stdout).toContain(sign)
    expect((await run(explain, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain(sign)
  })
})

describe('Ctrl-C', () => {
  let server: Server
  let asked: Promise<unknown>
  beforeAll(async () => {
    server = createServer()
    asked = once(server, 'request')
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  it('ends with 130 and says what may have happened', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    writeFileSync(join(home(), 'token'), 'a-token\n')
    const words = ['group', 'create', 'P', '--url', url, '--token-file', join(home(), 'token')]
    const child = spawn(process.execPath, [attriumMain, ...words], { env: environment() })
    let stderr = ''
    child.stderr.on('data', (text) => {
      stderr += text
    })
    await asked
    child.kill('SIGINT')
    expect((await once(child, 'close'))[0]).toBe(130)
    expect(stderr).toMatch(/^attrium: Stopped\. What was sent may have been stored/)
  })
})

describe('the code of a command', () => {
  /** Every file that is loaded with this one, without what is loaded only when it is needed. */
  function loadedWith(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen
    seen.add(file)
    const text = readFileSync(join(repository, file), 'utf8')
    const atOnce = text
      .replace(/^import type .*?from '.*?'$/gms, '')
      .replace(/\bimport\(/g, 'later(')
    for (const it of importsOf({ path: file, text: atOnce })) {
      if (it.startsWith('src/')) loadedWith(it, seen)
    }
    return seen
  }
  const ofServers = /^src\/(store|http|catalogue|access|request|start|routes|serve|attrium-routes)/

  it('does not begin with that of a server', () => {
    const atStart = loadedWith('src/main.ts')
    const ofRun = loadedWith('src/cli/run.ts')
    expect(atStart.size).toBeLessThan(5)
    expect([...ofRun].filter((file) => ofServers.test(file))).toEqual([])
    for (const name of [
      'explain',
      'who',
      'summary',
      'attribute-value',
      'history',
      'group',
      'user',
    ]) {
      const loaded = [...loadedWith(`src/cli/${name}.ts`)]
      expect([name, loaded.filter((file) => ofServers.test(file))]).toEqual([name, []])
      expect(loaded.length).toBeLessThan(35)
    }
  })

  it('takes nothing of node:http by an import, which would load fetch', () => {
    const script = `await import(${JSON.stringify(join(repository, 'dist', 'src', 'client', 'over-network.js'))}); console.log(process.moduleLoadList.filter((it) => /undici/.test(it)).length)`
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('0\n')
  })
})
