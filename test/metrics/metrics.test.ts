// The metrics for Prometheus: counts and times by route, on a separate port, without data about any person.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { routes } from '../../src/routes.ts'
import { attrium, endPrograms, freshDirectory, refusalIn } from '../start/program.ts'
import { repository } from '../support/repository.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { anAttribute, aUser } from '../support/world.ts'

const endings: (() => unknown)[] = []
afterEach(async () => {
  for (const end of endings.splice(0)) await end()
  endPrograms()
})

async function measured(): Promise<{ server: TestServer; metrics: () => Promise<string> }> {
  const server = await startServer({ flags: { metricsPort: '0' } })
  endings.push(server.stop)
  const url = server.running.metricsUrl ?? ''
  return { server, metrics: async () => (await fetch(url)).text() }
}

/** The number on the line with this beginning; undefined if there is none. */
function numberAt(text: string, start: string): number | undefined {
  const line = text.split('\n').find((it) => it.startsWith(`${start} `))
  return line === undefined ? undefined : Number(line.slice(start.length))
}

describe('the metrics', () => {
  it('count changes of values, audit rows and failed sign-ins', async () => {
    const { server, metrics } = await measured()
    const { id } = await anAttribute(server)
    const before = await metrics()
    const counted = async (name: string) =>
      (numberAt(await metrics(), name) ?? Number.NaN) - (numberAt(before, name) ?? Number.NaN)
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'EMEA' })
    await server.api('PATCH', `/groups/1/attribute_values/${id}`, { value: 'EMEA' })
    await server.api('PATCH', `/users/1/attribute_values/999999`, { value: 'EMEA' })
    await server.api('POST', '/users', { first_name: 'Ann' })
    await server.stranger('POST', '/login', 'client_id=nobody&client_secret=nothing')
    expect(await counted('attrium_effective_value_changes_total')).toBe(2)
    expect(await counted('attrium_audit_events_total')).toBe(3)
    expect(await counted('attrium_login_failures_total')).toBe(1)
  })

  it('time requests by method, template and status', async () => {
    const { server, metrics } = await measured()
    const { id } = await anAttribute(server)
    await server.api('PATCH', `/users/1/attribute_values/${id}`, { value: 'EMEA' })
    await server.api('PATCH', `/users/999999/attribute_values/${id}`, { value: 'EMEA' })
    await server.api('GET', '/nonsense', undefined, { unchecked: true })
    const text = await metrics()
    const count = (method: string, route: string, status: number) =>
      numberAt(
        text,
        `http_request_duration_seconds_count{method="${method}",route="${route}",status="${status}"}`,
      )
    const values = '/api/4.0/users/:user_id/attribute_values/:user_attribute_id'
    expect(count('PATCH', values, 200)).toBe(1)
    expect(count('PATCH', values, 404)).toBe(1)
    expect(count('GET', 'none', 404)).toBe(1)
  })

  it('name the version', async () => {
    const { metrics } = await measured()
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
    expect(numberAt(await metrics(), `attrium_build_info{version="${version}"}`)).toBe(1)
  })

  it('tell of the process and of the delay of its event loop', async () => {
    const { metrics } = await measured()
    const text = await metrics()
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'process_open_fds',
      'nodejs_eventloop_lag_p99_seconds',
    ]) {
      expect(numberAt(text, name), name).toBeGreaterThanOrEqual(0)
    }
  })

  it('have no value, e-mail address, id, token or address in a label', async () => {
    const { server, metrics } = await measured()
    const canary = 'canary-2e77'
    const user = await aUser(server)
    const { id } = await anAttribute(server)
    await server.api('PATCH', `/users/${user}/attribute_values/${id}`, { value: canary })
    await server.api('POST', `/users/${user}/credentials_email`, { email: `${canary}@x.example` })
    const odd = { unchecked: true }
    await server.api('GET', `/users/search?email=${canary}%40x.example`, undefined, odd)
    await server.api('GET', `/${canary}/${server.token}?q=${canary}`, undefined, odd)
    await server.api('GET', `/users/%zz${canary}`, undefined, odd)
    await server.stranger('POST', '/login', `client_id=${canary}&client_secret=${canary}`)
    const lines = (await metrics()).split('\n').filter((line) => !line.startsWith('#'))
    const labels = new Set<string>()
    const templates = [
      'none',
      ...routes.map(({ path }) => `/api/4.0${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ]
    for (const line of lines) {
      for (const [, name = '', value = ''] of line.matchAll(/(\w+)="([^"]*)"/g)) {
        labels.add(name)
        if (name === 'route') expect(templates).toContain(value)
      }
    }
    // A label of garbage collections, if there were any.
    labels.add('kind')
    expect([...labels].sort()).toEqual(
      [
        'kind',
        'le',
        'major',
        'method',
        'minor',
        'patch',
        'route',
        'space',
        'status',
        'type',
        'version',
      ].sort(),
    )
    expect(lines.join('\n')).not.toMatch(new RegExp(`${canary}|@|${server.token}`))
  })

  it('are the only thing at their port, and are not at the port of the API', async () => {
    const { server } = await measured()
    const url = new URL(server.running.metricsUrl ?? '')
    expect(url.hostname).toBe('127.0.0.1')
    expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect((await fetch(url, { method: 'POST' })).status).toBe(404)
    expect((await fetch(`${url.origin}/api/4.0/versions`)).status).toBe(404)
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
  })

  it('are given to few at a time', async () => {
    const { server } = await measured()
    const { port } = new URL(server.running.metricsUrl ?? '')
    const opened = async () => {
      const socket = connect(Number(port), '127.0.0.1')
      endings.push(() => socket.destroy())
      socket.write('GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n')
      return Promise.race([once(socket, 'data').then(() => 'served'), closed(socket)])
    }
    const closed = (socket: Socket) =>
      new Promise<string>((resolve) => {
        socket.on('error', () => undefined).on('close', () => resolve('closed'))
      })
    for (let at = 0; at < limits.metrics_connections; at++) expect(await opened()).toBe('served')
    expect(await opened()).toBe('closed')
  })

  it('are not kept unless a port is given', async () => {
    const server = await startServer()
    endings.push(server.stop)
    expect(server.running.metricsUrl).toBeUndefined()
  })

  it('stop a start whose port is taken, in one sentence', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    endings.push(() => other.close())
    const { port } = other.address() as AddressInfo
    const { directory, remove } = freshDirectory()
    endings.push(remove)
    const program = attrium(['--data', directory, '--port', '0', '--metrics-port', String(port)])
    const { code, stderr } = await program.ended
    expect([code, refusalIn(stderr)]).toEqual([
      2,
      '--metrics-port (ATTRIUM_METRICS_PORT) cannot be used (EADDRINUSE); choose another one.',
    ])
  })
})
