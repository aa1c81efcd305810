// A server with one user, a folder for files of definitions, and commands that are run there.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { keyIn, startServer } from '../support/server.ts'
import { attriumHere, type Given, type Ran } from '../support/test-io.ts'

export const text = `groups:
  - name: EMEA
user_attributes:
  - name: region
    type: string
    default_value: none
    group_values:
      EMEA: E
  - name: secret
    type: string
    value_is_hidden: true
    hidden_value_domain_whitelist: https://x.example/*
    group_values:
      EMEA: { value_from: { env: EMEA_SECRET } }
users:
  - email: maya@acme.example
    groups: [EMEA]
`
export const secret = { env: { EMEA_SECRET: 'S3cret' } }

export type Desk = Awaited<ReturnType<typeof deskOf>>

export async function deskOf() {
  const server = await startServer({ flags: { rateLimit: '0' } })
  const directory = mkdtempSync(join(tmpdir(), 'attrium-test-definitions-'))
  const maya = await server.api('POST', '/users', { first_name: 'Maya', last_name: 'Li' })
  const email = 'maya@acme.example'
  await server.api('POST', `/users/${maya.json.id}/credentials_email`, { email })
  const { client_id, client_secret } = keyIn(server.lookerIni)
  const environment = {
    LOOKERSDK_BASE_URL: server.url,
    LOOKERSDK_CLIENT_ID: client_id,
    LOOKERSDK_CLIENT_SECRET: client_secret,
  }
  const run = (words: readonly string[], { env, ...given }: Given = {}): Promise<Ran> =>
    attriumHere(words, {
      ...{ home: directory, directory, temporary: directory, ...given },
      env: { ...environment, ...env },
    })
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text)
  /** Makes the server empty again. */
  const clear = async () => {
    write('empty.yaml', 'groups: []\nuser_attributes: []\n')
    const { code, stderr } = await run(['apply', 'empty.yaml', '--prune', '--yes'])
    expect([code, stderr]).toEqual([0, expect.stringMatching(/Applied|Nothing to change/)])
  }
  const stop = async () => {
    await server.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return { server, directory, environment, run, write, clear, stop }
}
