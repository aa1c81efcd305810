// Which addresses a server may listen on, and what that takes (T-37).
import { describe, expect, test } from 'vitest'
import { readSettings } from './settings.ts'

const beyond = ['0.0.0.0', '::', '10.0.0.1', 'server.example', '128.0.0.1', '::ffff:127.0.0.1']
const tls = { tlsCert: 'cert.pem', tlsKey: 'key.pem' }

describe('an address to listen on', () => {
  test.each(beyond)('beyond loopback needs TLS, or that plain HTTP is allowed: %s', (host) => {
    const needs = '--host (ATTRIUM_HOST) needs TLS'
    expect(() => readSettings({ host }, {})).toThrow(needs)
    expect(() => readSettings({ host, allowPlainHttp: 'false' }, {})).toThrow(needs)
    expect(readSettings({ host, ...tls }, {}).host).toBe(host)
    expect(readSettings({ host, allowPlainHttp: 'true' }, {}).host).toBe(host)
    expect(readSettings({ host }, { ATTRIUM_ALLOW_PLAIN_HTTP: 'true' }).host).toBe(host)
  })

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])(
    'of loopback needs neither: %s',
    (host) => {
      expect(readSettings({ host }, {}).tls).toBeUndefined()
    },
  )
})
