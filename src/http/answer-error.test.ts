// Errors in a handler, in an answer or while answering an error: the caller gets a fixed sentence, and neither the
// answer nor the log contains the message of the error.
import { beforeEach, describe, expect, test } from 'vitest'
import { appOf } from '../../test/support/app-of.ts'
import { type Log, type LogFields, lineOf } from '../log.ts'
import { LostRace, OutcomeUnknown, Unavailable } from '../store/db.ts'
import type { App } from './app.ts'
import { refusalOf } from './reply.ts'
import { shape, text } from './schema.ts'

const canary = 'canary-51bd'
const Thing = shape('Thing', 'A thing.', { id: text('Its id.') })

let lines: string[]
beforeEach(() => {
  lines = []
})

const keep = (fields: LogFields, message: string) => {
  lines.push(JSON.stringify({ ...lineOf(fields), message }))
}
const keeping: Log = { debug: keep, info: keep, warn: keep, error: keep }

const appDoing = (handle: () => unknown, log: Log = keeping): App =>
  appOf({ replies: { 200: Thing }, handle: handle as () => { id: string } }, log)

const ask = (app: App) =>
  app.inject({ url: '/api/4.0/thing', headers: { 'x-request-id': 'asked-1' } })

const fixedBody = {
  message: 'An error has occurred. Request asked-1.',
  documentation_url: 'http://docs.looker.com/',
}

const fail = (error: unknown) => () => {
  throw error
}
/** Reading its status code throws the same error again. */
const hostile = Object.defineProperty(new Error(canary), 'statusCode', {
  get: () => {
    throw hostile
  },
})

const ways: [string, () => unknown][] = [
  ['throws an error', fail(new Error(canary))],
  ['throws an error with a status', fail(Object.assign(new Error(canary), { statusCode: 503 }))],
  ['throws a text', fail(canary)],
  ['throws nothing', fail(undefined)],
  ['throws an object', fail({ canary, statusCode: 200 })],
  ['throws what fails when it is looked at', fail(hostile)],
  ['rejects with an error', () => Promise.reject(new Error(canary))],
  ['rejects with a text', () => Promise.reject(canary)],
  ['answers what cannot be written', () => ({ id: { toString: fail(new Error(canary)) } })],
  ['answers with a header that cannot be', () => ({ answer: {}, headers: { a: `${canary}\n` } })],
]

describe('a handler that', () => {
  test.each(ways)('%s is answered with 500, the request id and nothing else', async (_, handle) => {
    const { statusCode, headers, body } = await ask(appDoing(handle))
    expect([statusCode, JSON.parse(body)]).toEqual([500, fixedBody])
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-request-id': 'asked-1',
    })
    expect(JSON.stringify(headers)).not.toContain(canary)
    expect(lines.join('\n')).toContain('asked-1')
    expect(lines.join('\n')).not.toContain(canary)
  })

  test.each(ways)('%s is answered so also when the log fails', async (_, handle) => {
    const failing = fail(new Error(canary))
    const log = { debug: () => {}, info: failing, warn: failing, error: failing }
    const { statusCode, headers, body } = await ask(appDoing(handle, log))
    expect([statusCode, JSON.parse(body)]).toEqual([500, fixedBody])
    expect(JSON.stringify(headers)).not.toContain(canary)
  })

  test.each([
    ['GET', () => new Unavailable('away'), 'The store cannot answer now: try again.'],
    ['GET', () => new OutcomeUnknown('cut'), 'The store cannot answer now: try again.'],
    ['GET', () => new LostRace(), 'The store cannot answer now: try again.'],
    ['POST', () => new Unavailable('away'), 'and nothing was stored: try again.'],
    ['POST', () => new LostRace(), 'and nothing was stored: try again.'],
    ['POST', () => new OutcomeUnknown('cut'), 'It is unknown whether a change was stored'],
  ])('of a %s says only what is unknown: %s', (method, error, words) => {
    expect(refusalOf(error(), { method })?.message).toContain(words)
  })

  test('finds the store unavailable logs its code and not its words', async () => {
    const { statusCode, body } = await ask(appDoing(fail(new Unavailable(canary, 'SQLITE_FULL'))))
    expect(statusCode).toBe(503)
    expect(body).not.toContain(canary)
    expect(lines.join('\n')).toContain('"code":"SQLITE_FULL"')
    expect(lines.join('\n')).not.toContain(canary)
  })
})
