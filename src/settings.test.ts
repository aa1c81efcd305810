// The addresses on which a server may listen, with their conditions (T-37), and those that it says it has.
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

describe('the first month of the fiscal year', () => {
  const read = (fiscalYearStartsIn: string) =>
    readSettings({ fiscalYearStartsIn }, {}).firstMonthOfFiscalYear

  test('is January unless a month is named, by its name or number', () => {
    expect(readSettings({}, {}).firstMonthOfFiscalYear).toBe(1)
    expect(['January', 'april', 'DECEMBER', '1', '4', '12'].map(read)).toEqual([1, 4, 12, 1, 4, 12])
  })

  test.each(['Apr', '0', '13', '1.5', '-1', 'NaN', 'length'])('is no other word: %s', (month) => {
    expect(() => read(month)).toThrow(
      '--fiscal-year-starts-in (ATTRIUM_FISCAL_YEAR_STARTS_IN) must be a month',
    )
  })
})

describe.each(['publicUrl', 'documentationUrl'] as const)('a base URL: %s', (name) => {
  const read = (text: string) => readSettings({ [name]: text }, {})[name]

  test.each([
    'https://looker.example/?a=b',
    'https://looker.example/#part',
    'https://user@looker.example',
    'https://user:word@looker.example',
    'ftp://looker.example',
    'looker.example',
  ])('ends with its path, and names nobody: %s', (text) => {
    expect(() => read(text)).toThrow('must be an http or https URL')
  })

  test.each([
    ['HTTPS://Looker.Example:443/', 'https://looker.example'],
    ['http://looker.example:19999/path/', 'http://looker.example:19999/path'],
    [' https://[::1]/a b//', 'https://[::1]/a%20b'],
  ])('is written as clients write it: %s', (text, written) => {
    expect(read(text)).toBe(written)
  })
})
