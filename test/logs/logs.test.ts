// The log of a whole server: every line is JSON with known fields, and contains nothing that was sent or stored.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { type LogFields, lineOf } from '../../src/log.ts'
import { routes } from '../../src/routes.ts'
import { readSettings } from '../../src/settings.ts'
import type { OpenLog } from '../../src/start/log.ts'
import { shownSettings } from '../../src/start/shown-settings.ts'
import type { Db } from '../../src/store/db.ts'
import { attrium, endPrograms, freshDirectory, type Program } from '../start/program.ts'
import { altered } from '../support/altered-db.ts'
import { repository } from '../support/repository.ts'
import { keyIn, startServer } from '../support/server.ts'
import { Client } from '../support/server-process.ts'

const canary = 'canary-93c1'
const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const endings: (() => void)[] = [endPrograms]
afterEach(() => {
  for (const end of endings.splice(1)) end()
  endPrograms()
})

const known = ['level', 'time', 'msg', 'request_id', 'method', 'route', 'status', 'milliseconds']
const more = ['address', 'url', 'why', 'seconds', 'audit_heads', 'version', 'settings', 'error']

/** Each line that a program has written; every one must be JSON. */
const linesOf = (errors: string): Record<string, unknown>[] =>
  errors
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

async function started(
  flags: string[] = [],
  env: Record<string, string> = {},
): Promise<{ program: Program; url: string; data: string }> {
  const { directory, remove } = freshDirectory()
  endings.push(remove)
  const program = attrium(['--data', directory, '--port', '0', ...flags], env)
  return { program, url: await program.ready, data: directory }
}

describe('the log at its most talkative', () => {
  it('names requests by id, method, template and status, whatever is sent', async () => {
    const { program, url, data } = await started(['--log-level', 'debug'])
    const client = new Client(url)
    const { authorization } = await client.signIn(data)
    const token = authorization.split(' ')[1] ?? ''
    const { client_secret } = keyIn(join(data, 'looker.ini'))
    const odd = `${canary}\r\n\u001b[31m\u2028 ${canary}@example.com`
    const headers = { authorization, 'x-request-id': 'from-outside.1', 'user-agent': canary }
    const ask = (method: string, path: string, body?: unknown) =>
      client.ask({
        method,
        path,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
      })
    const made = await ask('POST', '/api/4.0/user_attributes', {
      name: 'region',
      label: `label ${canary}`,
      type: 'string',
    })
    const { id } = JSON.parse(made.text)
    await ask('PATCH', `/api/4.0/users/1/attribute_values/${id}`, { value: odd })
    await ask('POST', '/api/4.0/users', { first_name: odd, last_name: odd })
    await ask('GET', `/api/4.0/users/search?email=${canary}%40example.com&first_name=${canary}`)
    await ask('GET', `/${canary}?token=${token}`)
    await ask('GET', `/api/4.0/users/${canary}/attribute_values`)
    await ask('GET', `/api/4.0/users/%E0%A4%A/${canary}`)
    const secret = { client_id: canary, client_secret }
    await client.ask({
      method: 'POST',
      path: '/api/4.0/login',
      body: `${new URLSearchParams(secret)}`,
    })
    await client.ask({ method: 'POST', path: `/api/4.0/login?${new URLSearchParams(secret)}` })
    client.close()
    program.signal('SIGTERM')
    const { stderr, code } = await program.ended
    expect(code).toBe(0)
    const lines = linesOf(stderr)
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines)
      expect([...known, ...more]).toEqual(expect.arrayContaining(Object.keys(line)))
    expect(lines).toContainEqual(
      expect.objectContaining({
        request_id: 'from-outside.1',
        method: 'PATCH',
        route: '/api/4.0/users/:user_id/attribute_values/:user_attribute_id',
        status: 200,
      }),
    )
    expect(lines.filter(({ msg }) => msg === 'sign-in failed')).toHaveLength(2)
    for (const leaked of [canary, 'example.com', token, client_secret, '/users/1/', '\u2028']) {
      expect(stderr).not.toContain(leaked)
    }
  })
})

describe('a start and a stop', () => {
  it('are the first and the last line, with version, address and settings', async () => {
    const { program, url, data } = await started(['--rate-limit', '7'])
    program.signal('SIGTERM')
    const lines = linesOf((await program.ended).stderr)
    expect(lines[0]).toMatchObject({
      level: 30,
      msg: 'started',
      version,
      url,
      settings: { data, host: '127.0.0.1', port: 0, rateLimit: 7, logLevel: 'info' },
    })
    expect(lines.find(({ msg }) => msg === 'stopping')).toMatchObject({ version, url })
    expect(lines.at(-1)).toMatchObject({ level: 30, msg: 'stopped', version, url })
  })

  it('name what is set without effect, never its value, and no variable that a provider names', async () => {
    const { directory, remove } = freshDirectory()
    endings.push(remove)
    const file = `${directory}.yaml`
    const provider = ['id: a', 'name: A', 'issuer: https://id.example', 'client_id: b']
    const lines = [...provider, 'client_secret_env: ATTRIUM_OF_ACME'].join(', ')
    writeFileSync(file, `providers: [{${lines}}]`)
    const env = { ATTRIUM_OF_ACME: canary, ATTRIUM_METRICS_PROT: canary }
    const { program } = await started(['--single-sign-on', file], env)
    program.signal('SIGTERM')
    const { stderr } = await program.ended
    const why = 'Attrium has no variable ATTRIUM_METRICS_PROT; did you mean ATTRIUM_METRICS_PORT?'
    const msg = 'something is set and has no effect'
    expect(linesOf(stderr).filter(({ level }) => level === 40)).toEqual([
      expect.objectContaining({ why, msg }),
    ])
    expect(stderr).not.toContain(canary)
  })

  it('show no secret among the settings', () => {
    const given = {
      ATTRIUM_DATABASE: `postgres://${canary}:${canary}@h1:5432,h2/d?sslpassword=${canary}`,
      ATTRIUM_MASTER_KEY: canary,
    }
    const shown = shownSettings(readSettings({}, given))
    expect(shown).toMatchObject({
      database: 'h1:5432,h2/d',
      masterKey: 'in ATTRIUM_MASTER_KEY',
    })
    expect(JSON.stringify(shown)).not.toContain(canary)
  })
})

/** A program in whose threads a script was loaded first. */
async function startedWith(script: string, env: Record<string, string> = {}) {
  const { directory, remove } = freshDirectory()
  endings.push(remove)
  const file = `${directory}.mjs`
  writeFileSync(file, `import { isMainThread } from 'node:worker_threads'\n${script}`)
  return started([], { NODE_OPTIONS: `--import=${pathToFileURL(file)}`, ...env })
}

describe('warning from Node', () => {
  const script = `process.emitWarning('${canary}', { type: 'DeprecationWarning', code: 'DEP0999' })`

  it('is a line without its text, from whatever thread it comes', async () => {
    const { program } = await startedWith(script)
    program.signal('SIGTERM')
    const { stderr } = await program.ended
    expect(linesOf(stderr).filter(({ msg }) => msg === 'warning from Node')).toEqual([
      expect.objectContaining({
        level: 40,
        error: expect.objectContaining({ name: 'DeprecationWarning', code: 'DEP0999' }),
      }),
    ])
    expect(stderr).not.toContain(canary)
  })

  it('is not told where Node was asked to keep them', async () => {
    const { program } = await startedWith(script, { NODE_NO_WARNINGS: '1' })
    program.signal('SIGTERM')
    expect((await program.ended).stderr).not.toContain('warning from Node')
  })
})

describe('an error that nobody catches', () => {
  const raised = {
    thrown: `throw new Error('${canary}')`,
    rejected: `Promise.reject(new Error('${canary}'))`,
    'rejected without an error': `Promise.reject('${canary}')`,
  }

  it.each(Object.entries(raised))(
    '%s ends the process with one line without its message',
    async (_, code) => {
      const { program } = await startedWith(
        `if (isMainThread) process.on('SIGUSR2', () => { ${code} })`,
      )
      program.signal('SIGUSR2')
      const { code: exit, stderr } = await program.ended
      expect(exit).toBe(1)
      const last = { level: 60, msg: 'stopped by an error' }
      expect(linesOf(stderr)).toContainEqual(expect.objectContaining(last))
      expect(stderr).not.toContain(canary)
    },
  )
})

describe('a store that fails with words of its own', () => {
  it('is not quoted by any handler, in its answer or in the log', async () => {
    const lines: string[] = []
    const keep = (fields: LogFields, message: string) => {
      lines.push(JSON.stringify({ ...lineOf(fields), message }))
    }
    const log: OpenLog = {
      debug: keep,
      info: keep,
      warn: keep,
      error: keep,
      isLevelEnabled: () => true,
    }
    let failing = false
    const failingDb = (db: Db): Db =>
      altered(db, {
        read: (statements, plain) => {
          if (failing) return Promise.reject(new Error(`near "${canary}": ${statements[0]?.text}`))
          return plain(...statements)
        },
      })
    const server = await startServer({ log, wrapDb: failingDb })
    endings.push(() => void server.stop())
    await server.api('GET', '/user_attributes')
    failing = true
    const failed = new Set<string>()
    for (const { operation, method, path } of routes) {
      for (const body of [undefined, {}, []]) {
        const { status, text } = await server.api(method, path.replace(/\{\w+\}/g, '1'), body, {
          unchecked: true,
        })
        if (status === 500) failed.add(operation)
        expect(text).not.toContain(canary)
      }
    }
    failing = false
    expect(failed.size).toBeGreaterThan(routes.length * 0.8)
    console.log(`figure T-08 operations=${routes.length} made_to_fail=${failed.size}`)
    expect(lines.filter((line) => line.includes('request failed')).length).toBeGreaterThan(
      failed.size,
    )
    expect(lines.join('\n')).not.toContain(canary)
  })
})
