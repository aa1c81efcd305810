// A provider that does not answer as it has to is a sentence at its own door, and nobody else waits for it.
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { limits } from '../../src/limits.ts'
import { aPerson, Browser, signedIn } from '../sign-in/browser.ts'
import { freePort } from '../support/free-port.ts'
import type { TestServer } from '../support/server.ts'
import { Forger } from './forger.ts'
import {
  aUserWithAddress,
  begin,
  comeBack,
  signOn,
  startWith,
  verified,
  whoIs,
} from './signing-on.ts'

type Break = (reply: ServerResponse, forger: Forger) => void
const discovery = '/.well-known/openid-configuration'
const json =
  (text: string, status = 200): Break =>
  (reply) =>
    void reply.writeHead(status, { 'content-type': 'application/json' }).end(text)

/** The reply goes on until nobody reads it any more. */
const endless: Break = (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' })
  const more = () => {
    if (reply.destroyed) return
    if (reply.write(' '.repeat(65_536))) setImmediate(more)
    else reply.once('drain', more)
  }
  more()
}

const breaks: Readonly<Record<string, Break>> = {
  garbage: json('{ "issuer": '),
  'text that is no JSON': json('<html>', 200),
  'an error': json('{}', 500),
  'the issuer of somebody else': json(JSON.stringify({ issuer: 'https://other.example' })),
  'an end in between': (reply) => void reply.writeHead(200).write('{', () => reply.destroy()),
  'an answer without an end': endless,
  'a redirect': (reply) =>
    void reply.writeHead(302, { location: 'http://127.0.0.1:1/elsewhere' }).end(),
  nothing: (reply) => reply.destroy(),
}

let server: TestServer
const forgers = new Map<string, Forger>()
const name = (what: string) => what.replaceAll(' ', '-').toLowerCase()
beforeAll(async () => {
  const all = [...Object.keys(breaks), 'slow', 'drip', 'plain', 'well', 'long', 'longer']
  for (const what of all) {
    const forger = await new Forger().start()
    forgers.set(what, forger)
    const answer = breaks[what]
    if (answer !== undefined) forger.answers.set(discovery, (_, reply) => answer(reply, forger))
  }
  forgerOf('slow').answers.set(discovery, () => undefined)
  forgerOf('drip').answers.set(discovery, (_, reply) => {
    const timer = setInterval(() => reply.write(' '), 100)
    reply.once('close', () => clearInterval(timer))
  })
  for (const [what, more] of [
    ['long', 0],
    ['longer', 1],
  ] as const) {
    const text = JSON.stringify(forgerOf(what).discovery())
    const padded = text.padEnd(limits.provider_answer_bytes + more)
    forgerOf(what).answers.set(discovery, (_, reply) => json(padded)(reply, forgerOf(what)))
  }
  forgerOf('plain').metadata = { token_endpoint: 'http://plain.example/token' }
  const gone = { id: 'gone', name: 'Gone', issuer: `http://127.0.0.1:${await freePort()}` }
  const started = Date.now()
  server = await startWith([
    gone,
    ...all.map((what) => ({ id: name(what), name: what, issuer: forgerOf(what).issuer })),
  ])
  // None of them is asked before somebody wants to sign in with it.
  expect(Date.now() - started).toBeLessThan(limits.provider_milliseconds)
})
afterAll(async () => {
  await server.stop()
  await Promise.all([...forgers.values()].map((it) => it.stop()))
})
const forgerOf = (what: string) => forgers.get(what) as Forger

const at = (id: string) => new Browser(server).get(`/${id}`, { base: '/sso' })

describe('a provider that answers its addresses with', () => {
  it.each(Object.keys(breaks))('%s is a sentence, soon', async (what) => {
    const began = Date.now()
    const answer = await at(name(what))
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '10'])
    expect(answer.text).toContain('does not answer as it has to')
    expect(answer.text).toContain('sign in with a password')
    expect(Date.now() - began).toBeLessThan(limits.provider_milliseconds)
  })
})

it('one that is gone, or that names an address without TLS, is refused', async () => {
  expect((await at('gone')).text).toContain('it cannot be reached')
  expect((await at('plain')).text).toContain('it names an address that is not https')
})

it('one that answers with as many bytes as it may is used, and with one more it is not', async () => {
  expect((await at('long')).status).toBe(302)
  expect((await at('longer')).text).toContain('its answer is too long')
})

it('one that is slow, or never ends, is given up in time; passwords are taken meanwhile', async () => {
  const person = await aPerson(server)
  const waiting = Promise.all([at('slow'), at('slow'), at('drip')])
  const began = Date.now()
  await signedIn(server, person)
  expect(Date.now() - began).toBeLessThan(2000)
  const answers = await waiting
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503])
  expect(answers.map(({ text }) => /it took too long/.test(text))).toEqual([true, true, true])
  expect(Date.now() - began).toBeLessThan(limits.provider_milliseconds + 3000)
})

describe('one whose addresses are known', () => {
  const breakingAt = async (path: string, answer: Break) => {
    const forger = forgerOf('well')
    const { email } = await aUserWithAddress(server)
    const { cookie, state } = await begin(server, 'well', { forger })
    forger.forging = { claims: verified(email) }
    forger.answers.set(path, (_, reply) => answer(reply, forger))
    const back = await comeBack(server, 'well', { cookie, code: 'x', state })
    forger.answers.delete(path)
    return back
  }

  it.each([
    ['an error', json('{}', 500)],
    ['garbage', json('{ "id_token')],
    ['an answer without an end', endless],
    ['nothing', breaks['nothing'] as Break],
    ['that it does not know this server', json('{"error":"invalid_client"}', 401)],
  ])('and that answers a code with %s signs nobody in', async (_, answer) => {
    const back = await breakingAt('/token', answer)
    expect([back.status, await whoIs(server, back)]).toEqual([503, undefined])
  })

  it('and that says a code is not valid does so about this sign-in alone', async () => {
    const back = await breakingAt('/token', json('{"error":"invalid_grant"}', 400))
    expect([back.status, await whoIs(server, back)]).toEqual([401, undefined])
  })

  it('and that is well again signs people in', async () => {
    const { id, email } = await aUserWithAddress(server)
    const answer = await signOn(server, forgerOf('well'), {
      ...{ provider: 'well', claims: verified(email) },
    })
    expect(await whoIs(server, answer)).toBe(id)
  })
})
