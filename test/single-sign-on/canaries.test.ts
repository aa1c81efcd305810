// Nothing with which somebody signs in, and no claim, is in the log, in the audit or in the store.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { statement, writer } from '../../src/store/statement.ts'
import { recordedLog } from '../support/recorded-log.ts'
import { engine } from '../support/server.ts'
import { anAttribute, hidden } from '../support/world.ts'
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

it('codes, states, tokens, cookies, claims and hidden values are only where they belong', async () => {
  const { log, lines: said } = recordedLog()
  const forger = await new Forger().start()
  const attributes = { h: 'sso_canary', n: 'sso_canary_number' }
  const provider = { id: 'forger', name: 'Forger', issuer: forger.issuer, attributes }
  const server = await startWith([provider], { log })
  await anAttribute(server, { name: 'sso_canary', ...hidden })
  await anAttribute(server, { name: 'sso_canary_number', type: 'number' })
  const { email, id } = await aUserWithAddress(server)
  const secrets = ['the secret of the client', 'an access token']
  const secret = (text: string) => {
    secrets.push(text)
    return text
  }
  const canary = (what: string) => secret(`canary of ${what}`)
  const right = { h: canary('a hidden value'), other: canary('another claim') }
  const { cookie, state } = await begin(server, 'forger', { forger })
  secrets.push(state, forger.nonce, forger.challenge, cookie.split('=')[1] ?? '')
  let token = ''
  forger.forging = {
    claims: verified(email, right),
    token: async (claims) => {
      token = await forger.signed(claims)
      return token
    },
  }
  const answer = await comeBack(server, 'forger', { cookie, code: canary('a code'), state })
  expect(await whoIs(server, answer)).toBe(id)
  secrets.push(token, forger.redeemed.at(-1)?.get('code_verifier') ?? '')
  await signOn(server, forger, {
    claims: verified(email, { n: canary('a value that does not fit') }),
  })
  await signOn(server, forger, { claims: verified(canary('an address')) })
  await signOn(server, forger, { claims: { nonce: canary('a nonce') } })
  const error = canary('an error')
  await comeBack(server, 'forger', { cookie, state, error, code: canary('a second code') })
  await comeBack(server, 'forger', { state: canary('a state'), iss: canary('an issuer') })
  forger.answers.set('/token', (_, reply) => {
    reply.writeHead(400, { 'content-type': 'application/json' })
    reply.end(JSON.stringify({ error: 'invalid_grant', error_description: canary('a reason') }))
  })
  await signOn(server, forger, { claims: verified(email) })

  const { db } = server.running.server
  const stored = await db.read(
    statement(writer.selectFrom('audit').selectAll()),
    statement(writer.selectFrom('audit_texts').selectAll()),
    statement(writer.selectFrom('credentials').selectAll()),
    statement(writer.selectFrom('access_tokens').selectAll()),
    statement(writer.selectFrom('used_sign_ins').selectAll()),
    statement(writer.selectFrom('user_attribute_sign_in_values').selectAll()),
  )
  const { text: history } = await server.api('GET', '/history?limit=1000', undefined, {
    base: '/api/attrium/1.0',
  })
  const files =
    engine === 'SQLite'
      ? readdirSync(server.directory, { recursive: true, withFileTypes: true })
          .filter((it) => it.isFile())
          .map((it) => readFileSync(join(it.parentPath, it.name), 'latin1'))
      : []
  const everything = [said.join('\n'), JSON.stringify(stored), history, ...files].join('\n')
  await server.stop()
  await forger.stop()
  expect(said.some((line) => line.includes('sign-in failed'))).toBe(true)
  expect(secrets.length).toBeGreaterThan(15)
  for (const text of secrets) expect([text, everything.includes(text)]).toEqual([text, false])
})
