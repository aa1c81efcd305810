// No secret of an application is in a log, whatever level it has.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { aPerson, little } from '../sign-in/browser.ts'
import { recordedLog } from '../support/recorded-log.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { codeFor, lookerCli, question, redeem, refresh, verifier, visit } from './application.ts'

const { log, lines } = recordedLog()

let server: TestServer
beforeAll(async () => {
  server = await startServer({ passwordCost: little, log })
})
afterAll(() => server.stop())

it('no code, verifier, token or state is in the log', async () => {
  const { browser } = await aPerson(server)
  await visit(browser, question(lookerCli))
  const code = await codeFor(browser, lookerCli)
  const { json: first } = await redeem(server, lookerCli, code)
  const { json: second } = await refresh(server, lookerCli, first.refresh_token)
  await refresh(server, lookerCli, first.refresh_token)
  await redeem(server, lookerCli, code)
  await visit(browser, question({ ...lookerCli, client_id: code }))
  const secrets = [code, verifier, 'the state', 'the+state', first.access_token]
  const all = [...secrets, first.refresh_token, second.access_token, second.refresh_token]
  expect(all.filter((secret) => lines.join('\n').includes(secret))).toEqual([])
  expect(lines.join('\n')).toContain('"/api/token"')
  expect(lines.join('\n')).toContain('"/auth"')
})
