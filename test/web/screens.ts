// Every screen by name, with the address that shows it best in the demo company: axe and the screenshots go through it.
import type { Page } from 'playwright-core'
import { company } from '../../src/demo/company.ts'
import { startWith } from '../single-sign-on/signing-on.ts'
import type { TestServer } from '../support/server.ts'

export interface Screen {
  readonly path: string
  /** What is done before the picture is taken. */
  readonly prepare?: (page: Page) => Promise<void>
  /** For somebody who has not signed in. */
  readonly isOpen?: true
}

const unsaved = (page: Page) =>
  page.getByRole('button', { name: /^Save/, disabled: false }).waitFor()

/** A server with the company, and a provider that is not there: its trouble is on the screen, too. */
export async function serverOfScreens(): Promise<TestServer> {
  const provider = { id: 'acme', name: 'Acme', issuer: 'http://127.0.0.1:9' }
  const attributes = { region: 'region', zip: 'no_such_attribute' }
  const server = await startWith([{ ...provider, attributes }], { planting: { seed: company } })
  const set = {
    ...{ id: 'keycloak', name: 'Keycloak', issuer: 'https://127.0.0.1:9/realms/acme' },
    ...{ client_id: 'attrium', client_secret_env: 'ATTRIUM_SSO_KEYCLOAK_SECRET' },
    ...{ attributes: { region: 'region', office: 'office_zip' }, groups_claim: 'groups' },
    ...{ groups: { leads: 'Global leads' }, required_claims: { hd: 'acme.example' } },
  }
  const answer = await server.api('POST', '/sign_in_providers', set, { base: '/api/attrium/1.0' })
  if (answer.status !== 200) throw new Error(`the provider was answered ${answer.status}`)
  return server
}

export const screens: Readonly<Record<string, Screen>> = {
  'sign-in': { path: '/sign-in', isOpen: true },
  setup: { path: '/setup#token=wrong', isOpen: true },
  attributes: { path: '/attributes' },
  attribute: { path: '/attributes/region' },
  'hidden-attribute': { path: '/attributes/warehouse_password' },
  'new-attribute': {
    path: '/new-attribute',
    async prepare(page) {
      await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cost centre')
      await page.getByRole('switch').click({ force: true })
      await page.getByRole('alert').first().waitFor()
    },
  },
  'group-values': {
    path: '/attributes/region/groups',
    async prepare(page) {
      const down = page.getByRole('button', { name: 'Move Global leads down' })
      for (let rank = 1; rank < 4; rank++) await down.click()
      await unsaved(page)
    },
  },
  users: { path: '/users?search=a' },
  user: {
    path: '/users/2?show=region',
    async prepare(page) {
      await page.getByRole('button', { name: 'Change it…' }).click()
      await page.getByLabel('Own value of region').fill('AMER')
      await page.getByRole('button', { name: 'Friday 18:00' }).click()
      await unsaved(page)
    },
  },
  'what-if': { path: '/users/4?group=5' },
  'as-a-call': {
    path: '/attributes/region',
    async prepare(page) {
      await page.getByRole('button', { name: 'As a call' }).click()
      await page.getByRole('region', { name: 'Command' }).waitFor()
    },
  },
  'no-such-page': { path: '/no/such/page' },
  'users-all': { path: '/users' },
  'new-user': {
    path: '/new-user',
    prepare: (page) => page.getByLabel('First name').fill('Nora'),
  },
  'user-account': { path: '/users/2/account' },
  'deleting-a-user': {
    path: '/users/2/account',
    async prepare(page) {
      await page.getByRole('button', { name: 'Delete…' }).click()
      await page.getByText(/^This concerns 2 values/).waitFor()
    },
  },
  groups: { path: '/groups' },
  group: {
    path: '/groups/2',
    async prepare(page) {
      await page.getByRole('button', { name: 'Take out Maya Lindqvist' }).click()
      await unsaved(page)
    },
  },
  roles: { path: '/roles' },
  role: { path: '/roles/2' },
  'my-account': { path: '/account' },
  about: { path: '/about' },
  sources: { path: '/sources' },
  'new-provider': {
    path: '/sources/new',
    async prepare(page) {
      await page.getByLabel('Required claims').fill('hd')
      await page.getByText('Line 1 needs a name of its own').waitFor()
    },
  },
  provider: {
    path: '/sources/keycloak',
    async prepare(page) {
      await page
        .getByLabel('A token or claims')
        .fill('{"sub":"maya","region":"EMEA","groups":["leads"]}')
      await page.getByRole('button', { name: 'Try the settings' }).click()
      await page.getByRole('region', { name: 'Result' }).waitFor()
    },
  },
  'deleting-a-provider': {
    path: '/sources/keycloak',
    async prepare(page) {
      await page.getByRole('button', { name: 'Delete…' }).click()
      await page.getByText('Nobody has signed in with an identity of its issuer.').waitFor()
    },
  },
  history: { path: '/history' },
  import: {
    path: '/import',
    async prepare(page) {
      const table =
        'email,region,office_zip,warehouse_password,regoin\njonas@acme.example,AMER,94110,new-secret,x\n' +
        'maya@acme.example,\\N,941,other-secret,y\nnobody@acme.example,EMEA,10115,,z'
      await page.getByLabel('Or paste or type it').fill(table)
      await page.getByText('did you mean region?').first().waitFor()
    },
  },
  who: { path: '/who?attribute=region&of=own' },
}
