// Secrets in an address are accepted, because clients send them there, and never logged (T-07).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { Client, startServer } from '../support/server-process.ts'

it('a key in the query signs in, and no log has it, nor anything else of an address', async () => {
  const data = mkdtempSync(join(tmpdir(), 'attrium-query-'))
  const server = await startServer(data, { environment: { ATTRIUM_LOG_LEVEL: 'debug' } })
  const client = new Client(server.url)
  const { authorization } = await client.signIn(data)
  const ini = readFileSync(join(data, 'looker.ini'), 'utf8')
  const [client_id = '', client_secret = ''] = ['client_id', 'client_secret'].map(
    (name) => new RegExp(`^${name}=(.*)$`, 'm').exec(ini)?.[1],
  )
  const wrong = 'lks_WrongWrongWrong'
  const ask = (method: string, path: string, headers = {}) =>
    client.ask({ method, path: `/api/4.0${path}`, headers })

  const right = await ask('POST', `/login?client_id=${client_id}&client_secret=${client_secret}`)
  expect(right.status).toBe(200)
  const { access_token } = JSON.parse(right.text)
  const refused = [
    await ask('POST', `/login?client_id=${client_id}&client_secret=${wrong}`),
    await ask('GET', `/login?client_id=${client_id}&client_secret=${wrong}`),
    await ask('GET', `/users?access_token=${access_token}`),
    await ask('GET', `/nowhere/${client_secret}?client_secret=${client_secret}`, { authorization }),
    await ask('GET', `/users/${client_secret}?sorts=${client_secret}`, { authorization }),
    await ask('GET', `/users?limit=${client_secret}`, { authorization }),
    await ask('GET', `/users?q=${'x'.repeat(8200)}${client_secret}`, { authorization }),
  ]
  expect(refused.map(({ status }) => status)).toEqual([404, 405, 401, 404, 404, 400, 414])
  for (const { text } of refused) expect(text).not.toMatch(/lk[st]_/)

  client.close()
  server.kill('SIGTERM')
  await server.ended
  rmSync(data, { recursive: true })
  const log = server.log()
  expect(log.match(/login/g)?.length).toBeGreaterThan(3)
  for (const secret of [client_secret, client_id, wrong, access_token, authorization]) {
    expect(log).not.toContain(secret)
  }
})
