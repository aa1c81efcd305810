// The file of --single-sign-on: what it says, and every mistake with its place.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { limits } from '../limits.ts'
import { ProvidersProblem, readProviders } from './providers-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'attrium-providers-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

const file = join(folder, 'providers.yaml')
const read = (text: string, env: Record<string, string> = {}) => {
  writeFileSync(file, text)
  return readProviders(file, env)
}
const problemOf = async (text: string, env: Record<string, string> = {}) => {
  const problem = await read(text, env).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(problem).toBeInstanceOf(ProvidersProblem)
  return (problem as Error).message
}

const least = `
providers:
  - id: acme
    name: Acme
    issuer: https://login.acme.example
    client_id: attrium
`

describe('the file of providers', () => {
  it('may say little: then only users whose address is verified sign in', async () => {
    expect(await read(least)).toEqual([
      {
        ...{ id: 'acme', name: 'Acme', issuer: 'https://login.acme.example', client_id: 'attrium' },
        ...{ client_secret: undefined, scopes: ['openid', 'profile', 'email'], userinfo: false },
        ...{ email_claim: 'email', require_verified_email: true, create_users: false },
        ...{ attributes: {}, groups_claim: undefined, groups: {}, required_claims: {} },
      },
    ])
  })

  it('names where a secret is: a variable, or a file whose last line end does not count', async () => {
    const [one] = await read(`${least}    client_secret_env: SECRET\n`, { SECRET: 'of the env' })
    expect(one?.client_secret).toBe('of the env')
    writeFileSync(join(folder, 'secret'), 'of the file\n')
    const [two] = await read(`${least}    client_secret_file: ${join(folder, 'secret')}\n`)
    expect(two?.client_secret).toBe('of the file')
  })

  it('never has the secret itself, and no mistake shows it', async () => {
    const message = await problemOf(`${least}    client_secret: canary\n`)
    expect(message).toContain('providers[0].client_secret: is not known here; did you mean')
    expect(message).toContain('client_secret_env? (line 7)')
    expect(message).not.toContain('canary')
    expect(await problemOf(`${least}    client_secret: "canary\n`)).not.toContain('canary')
  })

  it.each([
    [
      'client_secret_env: NOWHERE',
      'client_secret_env: names the environment variable NOWHERE, which is not set. (line 7)',
    ],
    [
      'client_secret_file: /nowhere',
      'client_secret_file: names a file that cannot be read: It cannot be read (ENOENT). (line 7)',
    ],
    ['scopes: [email]', 'scopes: must contain openid. (line 7)'],
    ['scopes: email', 'scopes: must be a list. (line 7)'],
    ['create_users: yes please', 'create_users: must be true or false. (line 7)'],
    ['create_user: true', 'create_user: is not known here; did you mean create_users? (line 7)'],
    ['attributes: { region: 7 }', 'attributes.region: must be a text that is not empty. (line 7)'],
    [
      'attributes: { a: region, b: region }',
      'attributes.a: gives to an attribute that another claim gives to. (line 7)',
    ],
    ['attributes: [region]', 'attributes: must be a map of at most 1000 entries. (line 7)'],
    [
      'groups: { staff: Staff }',
      'groups: needs groups_claim, the claim that has these values. (line 7)',
    ],
    [
      'required_claims: { hd: [a] }',
      'required_claims.hd: must be a text that is not empty. (line 7)',
    ],
  ])('%s is a mistake with its place', async (line, message) => {
    expect(await problemOf(`${least}    ${line}\n`)).toContain(`  providers[0].${message}`)
  })

  it('names several mistakes at once', async () => {
    const message = await problemOf(
      'providers:\n  - { id: A B, issuer: http://login.acme.example }\n',
    )
    expect(message.split('\n')).toEqual([
      'The file of --single-sign-on cannot be used:',
      '  providers[0].id: must be 1 to 40 of a to z, 0 to 9 and -. (line 2)',
      '  providers[0].issuer: must be an https URL without query and fragment. (line 2)',
      '  providers[0].name: is missing. (line 2)',
      '  providers[0].client_id: is missing. (line 2)',
    ])
  })

  it('has at most so many providers, claims and bytes', async () => {
    const many = (count: number) =>
      `providers:\n${Array.from({ length: count }, (_, at) => least.replace('providers:\n', '').replace('acme', `acme-${at}`).replace('Acme', `Acme ${at}`)).join('')}`
    expect(await read(many(limits.providers))).toHaveLength(limits.providers)
    expect(await problemOf(many(limits.providers + 1))).toContain('at most 20 providers')
    const claims = (count: number) =>
      `${least}    attributes:\n${Array.from({ length: count }, (_, at) => `      c${at}: a${at}\n`).join('')}`
    const [one] = await read(claims(limits.mapped_claims))
    expect(Object.keys(one?.attributes ?? {})).toHaveLength(limits.mapped_claims)
    expect(await problemOf(claims(limits.mapped_claims + 1))).toContain('at most 1000 entries')
    const padded = `${least}#`.padEnd(limits.providers_file_bytes, 'x')
    expect(await read(padded)).toHaveLength(1)
    expect(await problemOf(`${padded}x`)).toContain('is longer than 1048576 bytes')
  })

  it('is no YAML, is no map, is not UTF-8, or is not there', async () => {
    writeFileSync(file, least.replace('Acme', 'Acmé'), 'latin1')
    await expect(readProviders(file, {})).rejects.toThrow(
      'The file of --single-sign-on cannot be read as a text in UTF-8.',
    )
    expect(await problemOf('providers: [')).toContain('is not valid YAML')
    expect(await problemOf('- one')).toContain('It must be a map with providers.')
    expect(await problemOf('')).toContain('It must be a map with providers.')
    expect(await problemOf('providers: { }')).toContain('providers: must be a list')
    await expect(readProviders(join(folder, 'nowhere'), {})).rejects.toThrow(
      'The file of --single-sign-on cannot be read (ENOENT).',
    )
  })

  it('has each id and name once, and takes an issuer of this machine without TLS', async () => {
    const twice = least + least.replace('providers:\n', '').trimStart().replace(/^/, '  ')
    expect(await problemOf(twice)).toContain('providers[1].id: is that of another provider, too.')
    const local = least.replace('https://login.acme.example', 'http://127.0.0.1:4444')
    expect((await read(local))[0]?.issuer).toBe('http://127.0.0.1:4444')
    for (const bad of ['http://10.0.0.1', 'https://a.example/?x', 'https://u:p@a.example', 'x']) {
      const text = least.replace('https://login.acme.example', `'${bad}'`)
      expect(await problemOf(text)).toContain('providers[0].issuer: must be an https URL')
    }
  })
})
