// People without rights: each screen shows what they may see and says what is missing; nothing that would be refused is
// offered, or asked for behind their back. A refused call is an error of the console, and fails these tests.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { company } from '../../src/demo/company.ts'
import { startServer, type TestServer } from '../support/server.ts'
import type { Opened } from './browser.ts'
import { type Account, openAs, withPassword } from './person.ts'

let server: TestServer
const people: Record<string, Account> = {}

/** Gives the user a role with these permissions alone. */
async function withRights(user_id: string, name: string, permissions: readonly string[]) {
  const { json: set } = await server.api('POST', '/permission_sets', { name, permissions })
  const body = { name, permission_set_id: set.id, model_set_id: '1' }
  const { json: role } = await server.api('POST', '/roles', body)
  await server.api('PUT', `/users/${user_id}/roles`, [role.id])
}

beforeAll(async () => {
  server = await startServer({ planting: { seed: company } })
  const rights = {
    nobody: { user_id: '4', email: 'jonas@acme.example', permissions: [] },
    support: { user_id: '5', email: 'chloe@acme.example', permissions: ['see_users'] },
    lead: { user_id: '6', email: 'pavel@acme.example', permissions: ['manage_groups'] },
  }
  for (const [name, { permissions, ...user }] of Object.entries(rights)) {
    if (permissions.length > 0) await withRights(user.user_id, name, permissions)
    people[name] = await withPassword(server, user)
  }
})
afterAll(async () => {
  for (const { close } of windows.values()) await close()
  await server.stop()
})

const windows = new Map<string, Opened>()

/** The one window of somebody, in which each test opens its screen. */
async function signedIn(name: string): Promise<Opened> {
  const window = windows.get(name) ?? (await openAs(server, people[name] as Account))
  windows.set(name, window)
  return window
}

/** Buttons and links that would change something. */
const changing = /^(New|Create|Delete|Disable|Enable|Make|Take|Give|Save|Revoke|Add)/

describe('somebody without any right', () => {
  it.each([
    ['/users', 'You see names only.'],
    ['/users/2/account', 'You see no more than the name.'],
    ['/users/4/account', 'Only administrators see and change how somebody signs in.'],
    ['/new-user', 'Only administrators create users.'],
    ['/groups', 'You see the groups that you are in.'],
    ['/groups/2', 'You may see this group, but not change it.'],
    ['/roles', 'That needs the permission see_users or manage_roles.'],
    ['/about', 'A thorough check'],
  ])('%s says what is missing, and offers no change', async (path, sentence) => {
    const { page, isCalm } = await signedIn('nobody')
    await page.goto(path)
    await page.getByText(sentence).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await page.getByRole('main').getByRole('button', { name: changing }).count()).toBe(0)
    expect(await page.getByRole('main').getByRole('link', { name: /^New/ }).count()).toBe(0)
    isCalm()
  })

  it('sees in their own account why there is no key to make', async () => {
    const { page, isCalm } = await signedIn('nobody')
    await page.goto('/account')
    await page.getByText('Administrators make and revoke API keys.').waitFor()
    await page.getByText('You have no role').waitFor()
    await page.waitForLoadState('networkidle')
    isCalm()
  })
})

describe('somebody who sees users', () => {
  it.each(['/users', '/users/2/account', '/groups/2', '/roles', '/roles/2'])(
    '%s shows details, and offers no change',
    async (path) => {
      const { page, isCalm } = await signedIn('support')
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle')
      expect(await page.getByRole('main').getByRole('button', { name: changing }).count()).toBe(0)
      isCalm()
    },
  )

  it.each(['/attributes/region/groups', '/who', '/new-attribute', '/users/2'])(
    '%s says which permission it needs, and asks the server for nothing that it refuses',
    async (path) => {
      const { page, isCalm } = await signedIn('support')
      await page.goto(path)
      await page.getByText('That needs the permission manage_user_attributes.').waitFor()
      await page.waitForLoadState('networkidle')
      isCalm()
    },
  )

  it('is offered no values of groups, and no value or what-if that they may not have', async () => {
    const { page, isCalm } = await signedIn('support')
    await page.goto('/attributes/region')
    await page.getByText('You may see this attribute, but not change it.').waitFor()
    expect(await page.getByRole('link', { name: 'Values of groups' }).count()).toBe(0)
    await page.goto('/users/5?show=region&group=2')
    await page.getByText('Only people who manage attributes can change it.').waitFor()
    expect(await page.getByRole('button', { name: /^(Set a value|What if)/ }).count()).toBe(0)
    await page.waitForLoadState('networkidle')
    isCalm()
  })

  it('finds others by their address', async () => {
    const { page, isCalm } = await signedIn('support')
    await page.goto('/users?search=maya@')
    await page.getByText('maya@acme.example').waitFor()
    await page.getByRole('link', { name: 'Maya Lindqvist' }).click()
    await page.getByText('Global leads').waitFor()
    isCalm()
  })
})

describe('somebody who manages groups alone', () => {
  it('changes members, though they may not see whom that concerns', async () => {
    const { page, isCalm } = await signedIn('lead')
    await page.goto('/groups/6')
    await page.getByRole('button', { name: 'Take out Pavel Novak' }).click()
    await page.getByText('You may save this, but not see whom it concerns.').waitFor()
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByText(/^Saved/).waitFor()
    await expect
      .poll(async () => (await server.api('GET', '/users/6?fields=group_ids')).json.group_ids)
      .not.toContain('6')
    isCalm()
  })
})
