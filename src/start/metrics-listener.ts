// GET /metrics on a port of its own, apart from whoever may call the API.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { problem, type Settings } from '../settings.ts'
import { version } from './package.ts'

export interface MetricsListener {
  readonly url: string
  readonly close: () => void
}

/** Loaded only where something is counted: with what it needs it is a tenth of a start. */
export async function openMetrics(): Promise<Metrics> {
  const { Metrics } = await import('../metrics.ts')
  return new Metrics(version)
}

/** Throws SettingProblem when the port cannot be had. */
export async function listenForMetrics(
  { port, host }: NonNullable<Settings['metrics']>,
  metrics: Metrics,
): Promise<MetricsListener> {
  const server = serverOf(metrics)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw problem('metricsPort', `cannot be listened on (${code}); choose another one`)
  }
  // From here on the most that fails is one connection.
  server.on('error', () => undefined)
  const { port: bound } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}/metrics`, close }
}

function serverOf(metrics: Metrics): Server {
  const options = {
    maxHeaderSize: limits.header_bytes,
    headersTimeout: limits.headers_milliseconds,
    requestTimeout: limits.request_milliseconds,
  }
  const server = createServer(options, async ({ method, url }, answer) => {
    const asked = method === 'GET' && url === '/metrics'
    const body = asked ? await metrics.text().catch(() => undefined) : ''
    const status = body === undefined ? 503 : asked ? 200 : 404
    answer.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' })
    answer.end(body)
  })
  server.maxConnections = limits.metrics_connections
  return server
}
