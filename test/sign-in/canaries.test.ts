// Nothing that lets somebody in is in the log, in the audit, in a history or in the store.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { codeOf, stepAt } from '../../src/keys/totp.ts'
import { statement, writer } from '../../src/store/statement.ts'
import { recordedLog } from '../support/recorded-log.ts'
import { engine, startServer } from '../support/server.ts'
import { aPerson, Browser, linkFor, little } from './browser.ts'

it('passwords, codes, links and cookies are only where they belong', async () => {
  const { log, lines: said } = recordedLog()
  const server = await startServer({ passwordCost: little, log })
  const secrets: string[] = []
  const secret = (text: string) => {
    secrets.push(text)
    return text
  }
  const person = await aPerson(server)
  const { browser, user_id, email } = person
  const token = secret(await linkFor(server, user_id))
  const password = secret('canary of a password')
  await browser.send('PUT', '/link', { token, password: secret('administrator') })
  await browser.send('PUT', '/link', { token, password })
  const send = (body: object) => new Browser(server).send('POST', '/session', body)
  await send({ email, password: secret('canary of a wrong password') })
  await send({ email: secret('canary-of-an-address@x.example'), password })
  await send({ email, password, strange: secret('canary in a strange field') })
  const { json: begun } = await browser.send('POST', '/totp', { password })
  secret(begun.secret)
  const bytes = totpBytes(begun.secret)
  const code = codeOf(bytes, stepAt(Date.now()))
  const { json: made } = await browser.send('PUT', '/totp', { code })
  for (const recovery of made.recovery_codes) secret(recovery)
  await send({ email, password, code: secret('canary of a code') })
  const entered = new Browser(server)
  await entered.send('POST', '/session', { email, password, code: made.recovery_codes[0] })
  secret((entered.cookie ?? '').replace('attrium=', ''))
  await entered.send('PUT', '/password', {
    current_password: secret('canary of another wrong one'),
    password: secret('canary of a new password'),
  })
  await entered.get('/user', { base: '/api/4.0' })
  await entered.send('DELETE', '/totp', { password })
  await entered.send('DELETE', '/session')

  const { db } = server.running.server
  const [audit, credentials, others, tokens] = await db.read(
    statement(writer.selectFrom('audit').selectAll()),
    statement(writer.selectFrom('credentials_email').selectAll()),
    statement(writer.selectFrom('credentials').selectAll()),
    statement(writer.selectFrom('access_tokens').selectAll()),
  )
  const { text: history } = await server.api('GET', '/history?limit=1000', undefined, {
    base: '/api/attrium/1.0',
  })
  const { text: user } = await server.api('GET', `/users/${user_id}`)
  const places = { said, audit, credentials, others, tokens, history, user }
  const found = Object.entries(places).flatMap(([place, held]) => {
    const text = JSON.stringify(held)
    return secrets.filter((it) => it === '' || text.includes(it)).map((it) => `${it} in ${place}`)
  })
  expect(found).toEqual([])
  expect([secrets.length, audit.length > 8, said.length > 10]).toEqual([21, true, true])
  await server.running.stop()
  if (engine === 'SQLite') {
    const files = readdirSync(server.directory).filter((name) => /^attrium\.db/.test(name))
    expect(files).not.toEqual([])
    for (const name of files) {
      const held = readFileSync(join(server.directory, name))
      expect(secrets.filter((it) => held.includes(it))).toEqual([])
    }
  }
  await server.stop()
})

function totpBytes(secret: string): Uint8Array {
  const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret].map((it) => base32.indexOf(it).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
}
