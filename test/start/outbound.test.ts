// T-36: no operation makes the program call another system.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { routes } from '../../src/routes.ts'
import { repository } from '../support/repository.ts'
import { Client } from '../support/server-process.ts'
import { attrium, endPrograms, freshDirectory } from './program.ts'

afterEach(endPrograms)

const hook = pathToFileURL(join(repository, 'dist', 'test', 'start', 'outbound-hook.js'))
const attempts = (errors: string) =>
  errors.split('\n').filter((line) => line.startsWith('outbound'))

test('no operation, no start and no stop opens a connection or asks for a name', async () => {
  const { directory, remove } = freshDirectory()
  const flags = ['--data', directory, '--port', '0', '--metrics-port', '0', '--rate-limit', '0']
  const publicUrl = ['--public-url', 'http://looker.example:19999']
  const env = {
    NODE_OPTIONS: `--import=${hook}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  }
  const program = attrium([...flags, ...publicUrl], env)
  const client = new Client(await program.ready)
  const headers = await client.signIn(directory)
  const body = JSON.stringify({
    name: 'hidden',
    type: 'string',
    email: 'someone@elsewhere.example',
    value: 'http://elsewhere.example/',
    value_is_hidden: true,
    hidden_value_domain_whitelist: 'https://elsewhere.example/*',
  })
  let answered = 0
  for (const { method, path } of routes) {
    // Signing out would end the token, and user 1 is the caller.
    if (path === '/logout') continue
    const address = `/api/4.0${path.replace(/\{\w+\}/g, method === 'DELETE' ? '999' : '1')}`
    for (const sent of [undefined, body, '[]']) {
      const { status } = await client.ask({ method, path: address, headers, body: sent })
      expect(status).toBeLessThan(500)
      if (status < 300) answered++
    }
  }
  client.close()
  program.signal('SIGTERM')
  const { code, stderr } = await program.ended
  expect(code).toBe(0)
  console.log(
    `figure T-36 operations=${routes.length} answered=${answered} attempts=${attempts(stderr).length}`,
  )
  expect(answered).toBeGreaterThan(routes.length / 2)
  expect(attempts(stderr)).toEqual([])
  remove()
})

test.each([
  ['a request', "fetch('http://127.0.0.1:29999').catch(() => {})", 'connect'],
  [
    'a connection',
    "import('node:net').then((net) => net.connect(9, '127.0.0.1').on('error', () => {}))",
    'connect',
  ],
  ['a name', "import('node:dns').then((dns) => dns.lookup('localhost', () => {}))", 'lookup'],
  [
    'a packet',
    "import('node:dgram').then((it) => it.createSocket('udp4').send('x', 9, '127.0.0.1', function () { this.close() }))",
    'send',
  ],
])('the watch sees %s', (_, code, what) => {
  const { stderr } = spawnSync(process.execPath, ['--import', hook.href, '-e', code], {
    encoding: 'utf8',
  })
  expect(attempts(stderr)).toContain(`outbound ${what}`)
})
