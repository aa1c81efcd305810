// GET /metrics on a separate port, away from the callers of the API.
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { version } from '../files/package.ts'
import { createServer } from '../http/node-http.ts'
import { limits } from '../limits.ts'
import type { Metrics } from '../metrics.ts'
import { problem, type Settings } from '../settings.ts'
import { isNoAddressHere } from './bind.ts'

export interface MetricsListener {
  readonly url: string
  readonly close: () => void
}

/** The module is loaded only if there are metrics: loading it takes a tenth of a start. */
export async function openMetrics(): Promise<Metrics> {
  const { Metrics } = await import('../metrics.ts')
  return new Metrics(version)
}

/** Throws SettingProblem when the port cannot be used. */
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
    const setting = isNoAddressHere(code) ? 'metricsHost' : 'metricsPort'
    throw problem(setting, `cannot be used (${code}); choose another one`)
  }
  // From here on an error costs one connection at most.
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
    const isMetrics = method === 'GET' && url === '/metrics'
    const body = isMetrics ? await metrics.text().catch(() => undefined) : ''
    const status = body === undefined ? 503 : isMetrics ? 200 : 404
    answer.writeHead(status, { 'content-type': 'text/plain; version=0.0.4' })
    answer.end(body)
  })
  server.maxConnections = limits.metrics_connections
  return server
}
