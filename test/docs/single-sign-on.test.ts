// The file of the guide to single sign-on: a server takes it, somebody signs in, and the table names every setting.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { providerKeys } from '../../src/providers/provider-settings.ts'
import { Browser, little } from '../sign-in/browser.ts'
import { signInThere, startRealProvider } from '../single-sign-on/real-provider.ts'
import { begin, whoIs } from '../single-sign-on/signing-on.ts'
import { freePort } from '../support/free-port.ts'
import { repository } from '../support/repository.ts'
import { startServer } from '../support/server.ts'

const guide = readFileSync(join(repository, 'docs/guides/single-sign-on.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'attrium-guide-'))
afterAll(() => rmSync(folder, { recursive: true }))

it('names every setting in its table and in its file', () => {
  for (const key of providerKeys) {
    expect(guide).toContain(`| \`${key}\` |`)
    if (key !== 'client_secret_file') expect(guide).toMatch(new RegExp(`^ +(- )?${key}:`, 'm'))
  }
})

it('has a file with which somebody signs in, with what their claims give', async () => {
  const port = String(await freePort())
  const acme = await startRealProvider(() => [`http://127.0.0.1:${port}/sso/acme/callback`])
  const claims = { region: 'AMER', groups: ['acme-sales'], hd: 'acme.example' }
  acme.people = { nora: { email: 'nora@acme.example', email_verified: true, ...claims } }
  vi.stubEnv('ACME_CLIENT_SECRET', 'the secret of the client')
  const file = join(folder, 'providers.yaml')
  const written = /^<!-- providers\.yaml -->\s+```yaml\n([^`]*)```/m.exec(guide)?.[1] ?? ''
  writeFileSync(file, written.replace('https://login.acme.example', acme.issuer))
  const flags = { singleSignOn: file, port }
  const server = await startServer({ planting: { seed: company }, passwordCost: little, flags })
  try {
    const { cookie, address } = await begin(server, 'acme')
    const back = await signInThere(address.href, 'nora')
    const answer = await new Browser(server).get(`/acme/callback${back.search}`, {
      ...{ base: '/sso', cookie },
    })
    const id = await whoIs(server, answer)
    const { json } = await server.api('GET', `/users/${id}`)
    expect(json.email).toBe('nora@acme.example')
    const asked = `/users/${id}/attribute_values?user_attribute_ids=14`
    expect((await server.api('GET', asked)).json[0]).toMatchObject({
      name: 'region',
      value: 'AMER',
    })
    const { json: groups } = await server.api('GET', '/groups/search?name=EMEA')
    expect(json.group_ids).toContain(groups[0].id)
    const { json: history } = await server.api('GET', `/history?user=${id}`, undefined, {
      base: '/api/attrium/1.0',
    })
    const operations = history.history.map((it: { operation: string }) => it.operation)
    expect(operations).toContain('set_sign_in_values')
  } finally {
    await server.stop()
    await acme.stop()
  }
})
