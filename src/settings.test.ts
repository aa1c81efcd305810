// The addresses on which a server may listen, with their conditions (T-37), and those that it says it has.
import { describe, expect, test } from 'vitest'
import { type SettingName, settingList } from './setting-list.ts'
import { readSettings, SettingProblem } from './settings.ts'

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

describe('a setting that is empty', () => {
  test.each(Object.keys(settingList) as SettingName[])('is refused: %s', (name) => {
    const { flag, env } = settingList[name]
    const sentence = `${flag} (${env}) must not be empty; leave it out if you do not want it.`
    expect(() => readSettings({ [name]: '' }, {})).toThrow(sentence)
    expect(() => readSettings({}, { [env]: '' })).toThrow(sentence)
    expect(() => readSettings({}, { [env]: '' })).toThrow(SettingProblem)
  })

  test('is refused also where it is the master key itself', () => {
    const sentence = 'ATTRIUM_MASTER_KEY must not be empty; leave it out'
    expect(() => readSettings({}, { ATTRIUM_MASTER_KEY: '' })).toThrow(sentence)
  })
})

describe('what is set without effect', () => {
  const doubts = (env: Record<string, string>, flags = {}) =>
    readSettings(flags, env).doubts.map(({ sentence }) => sentence)

  test.each([
    ['ATTRIUM_METRICS_PROT', 'ATTRIUM_METRICS_PORT'],
    ['ATTRIUM_GUARD_GROUP_VALUE', 'ATTRIUM_GUARD_GROUP_VALUES'],
    ['ATTRIUM_MASTERKEY', 'ATTRIUM_MASTER_KEY'],
  ])('is named, with what may have been meant, and never with its value: %s', (name, meant) => {
    expect(doubts({ [name]: 'canary' })).toEqual([
      `Attrium has no variable ${name}; did you mean ${meant}?`,
    ])
  })

  test('is named also where nothing is near', () => {
    expect(doubts({ ATTRIUM_COLOUR_OF_PAGES: 'x' })).toEqual([
      'Attrium has no variable ATTRIUM_COLOUR_OF_PAGES.',
    ])
  })

  test('is a setting that needs another one', () => {
    const sentence = '--metrics-host (ATTRIUM_METRICS_HOST) has no effect without --metrics-port.'
    expect(doubts({ ATTRIUM_METRICS_HOST: '::1' })).toEqual([sentence])
    expect(doubts({}, { metricsHost: '::1' })).toEqual([sentence])
    expect(doubts({ ATTRIUM_METRICS_PORT: '0' }, { metricsHost: '::1' })).toEqual([])
  })

  test('is no setting, no secret of a provider and nothing that callers and tests need', () => {
    const known = ['ATTRIUM_MASTER_KEY', 'ATTRIUM_SSO_ACME_SECRET', 'ATTRIUM_TEST_ENGINE', 'PATH']
    const callers = ['ATTRIUM_URL', 'ATTRIUM_CLIENT_ID', 'ATTRIUM_CLIENT_SECRET']
    const all = [...known, ...callers].map((name) => [name, 'x'])
    expect(doubts({ ...Object.fromEntries(all), ATTRIUM_PORT: '1' })).toEqual([])
  })
})

describe('trusted proxies', () => {
  const read = (trustedProxies: string) => readSettings({ trustedProxies }, {}).trustedProxies

  test.each([
    ...['10.0.0.1', '10.0.0.1, 10.1.0.0/16', '::1,2001:db8::/32', '10.0.0.1/32', '::/1'],
    ...['loopback', 'loopback, linklocal,uniquelocal', '::ffff:10.0.0.1', '2001:db8::1/128'],
  ])('are addresses and subnets that the program can read: %s', async (list) => {
    expect(read(list)).toBe(list)
    const { default: fastify } = await import('fastify')
    expect(() => fastify({ trustProxy: list })).not.toThrow()
  })

  test.each([
    ...['foo', '10.0.0.1, proxy.internal', '10.0.0.0/33', '10.0.0.1,', ',', ' ', '10.0.0.1 ::1'],
    ...['10.0.0.0/0', '10.0.0.0/', '10.0.0.0/8/8', '2001:db8::/129', 'fe80::1%eth0', '010.0.0.1'],
    ...['10.0.0.0/-1', '10.0.0', 'true', '1', '/8', 'loopback/8'],
  ])('are nothing else: %s', (list) => {
    expect(() => read(list)).toThrow(
      '--trusted-proxies (ATTRIUM_TRUSTED_PROXIES) must be addresses',
    )
  })
})

describe.each(['host', 'metricsHost'] as const)('an address to listen on: %s', (name) => {
  const read = (host: string) => readSettings({ [name]: host, allowPlainHttp: 'true' }, {})

  test.each(['a b', 'http://a', 'a:80', '[::1]', '999.1.1.1', '10.0', '-a', 'a/b'])(
    'is refused when it cannot be one: %s',
    (host) => {
      expect(() => read(host)).toThrow('must be an IP address or the name of a host')
    },
  )

  test.each(['::', '0.0.0.0', 'localhost', 'a.example', 'my_host', 'fe80::1%eth0'])(
    'may be one of any network: %s',
    (host) => {
      expect(() => read(host)).not.toThrow()
    },
  )
})
