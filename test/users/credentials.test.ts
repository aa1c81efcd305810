// E-mail credentials over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
let now = Date.parse('2026-01-01T00:00:00Z')
beforeAll(async () => {
  people = await startPeople({ now: () => now })
})
afterAll(() => people.stop())

describe('the e-mail credential', () => {
  test('is made, read, changed and deleted, and shows in the user', async () => {
    const { admin, aUser, running } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_email`
    expect((await admin('GET', path)).status).toBe(404)
    const { status, json } = await admin('POST', path, { email: 'First.Last@testfoo.com' })
    expect(status).toBe(200)
    expect(json).toEqual({
      created_at: '2026-01-01T00:00:00.000+00:00',
      logged_in_at: '',
      type: 'email',
      email: 'First.Last@testfoo.com',
      forced_password_reset_at_next_login: false,
      is_disabled: true,
      password_reset_url: '',
      account_setup_url: '',
      password_reset_url_expired: true,
      account_setup_url_expired: true,
      url: `${running.url}/api/4.0${path}`,
      user_id: id,
      user_url: `${running.url}/api/4.0/users/${id}`,
      can: { show_password_reset_url: true },
    })
    expect((await admin('GET', path)).json).toEqual(json)
    const user = (await admin('GET', `/users/${id}`)).json
    expect(user).toMatchObject({ email: 'First.Last@testfoo.com', credentials_email: json })
    const changed = await admin('PATCH', path, {
      ...json,
      email: 'other@testfoo.com',
      forced_password_reset_at_next_login: true,
    })
    expect(changed.json).toMatchObject({
      email: 'other@testfoo.com',
      forced_password_reset_at_next_login: true,
    })
    expect((await admin('PATCH', path, {})).json).toEqual(changed.json)
    expect((await admin('DELETE', path)).status).toBe(204)
    expect((await admin('DELETE', path)).status).toBe(404)
    expect((await admin('PATCH', path, { email: 'a@b.c' })).status).toBe(404)
    expect((await admin('GET', `/users/${id}`)).json.credentials_email).toBeNull()
  })

  test('refuses addresses that are none or taken in any case, without repeating them', async () => {
    const { admin, aUser } = people
    const [one, other] = [await aUser(), await aUser()]
    const make = (id: string, email?: unknown) =>
      admin('POST', `/users/${id}/credentials_email`, email === undefined ? {} : { email })
    await make(one, 'Taken@testfoo.com')
    for (const email of [
      'plain',
      '@x.y',
      'a@',
      'a@b@c',
      'a b@c.d',
      'ab\u0085@c.d',
      `${'a'.repeat(251)}@x.yz`,
    ]) {
      const { status, json } = await make(other, email)
      expect([email, status]).toEqual([email, 422])
      expect(json.errors[0]).toMatchObject({ field: 'email', code: 'invalid' })
      expect(JSON.stringify(json)).not.toContain(email.slice(0, 40).padEnd(5, '~'))
    }
    expect((await make(other)).json.errors[0].code).toBe('missing_field')
    const taken = await make(other, 'TAKEN@testfoo.com')
    expect(taken.status).toBe(422)
    expect(taken.json.errors).toMatchObject([{ field: 'email', code: 'already_exists' }])
    expect((await make(one, 'second@testfoo.com')).json.errors[0].code).toBe('already_exists')
    await make(other, 'free@testfoo.com')
    const path = `/users/${other}/credentials_email`
    const patched = await admin('PATCH', path, { email: 'tAken@testfoo.com' })
    expect(patched.status).toBe(422)
    expect((await admin('PATCH', path, { email: 'FREE@testfoo.com' })).status).toBe(200)
    expect((await make('999999', 'a@b.cd')).status).toBe(404)
  })

  test('refuses what looks like locking somebody out and would not be', async () => {
    const { admin, aUser } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_email`
    const email = 'locked@testfoo.com'
    const refused = async (method: string, body: object) => {
      const { status, json } = await admin(method, path, body)
      expect([body, status]).toEqual([body, 422])
      expect(JSON.stringify(json)).not.toContain('hunter2')
      return json.errors
    }
    const password = { field: 'password', code: 'invalid', message: expect.any(String) }
    expect(await refused('POST', { email, password: 'hunter2' })).toMatchObject([password])
    const made = (await admin('POST', path, { email, password: null })).json
    expect(await refused('PATCH', { password: 'hunter2' })).toMatchObject([password])
    expect(await refused('PATCH', { ...made, password: '' })).toMatchObject([password])
    const [flag] = await refused('PATCH', { is_disabled: !made.is_disabled })
    expect(flag).toMatchObject({ field: 'is_disabled', code: 'invalid' })
    expect(flag.message).toMatch(/set is_disabled on the user\.$/)
    expect((await admin('PATCH', path, made)).json).toEqual(made)
    expect((await admin('PATCH', path, { is_disabled: made.is_disabled })).json).toEqual(made)
  })

  test('of two who ask for one address at once, one gets it', async () => {
    const { admin, aUser } = people
    const users = await Promise.all([aUser(), aUser(), aUser(), aUser()])
    const answers = await Promise.all(
      users.map((id) => admin('POST', `/users/${id}/credentials_email`, { email: 'Race@x.yz' })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422, 422])
  })

  test('is read by the user himself without links, and by no one else', async () => {
    const { admin, aUser, signIn, stranger, give } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_email`
    await admin('POST', path, { email: 'self@testfoo.com' })
    await admin('POST', `${path}/password_reset`)
    const self = await signIn(id)
    const { json } = await self('GET', path)
    expect(json).toMatchObject({ password_reset_url: '', account_setup_url: '' })
    expect(json.can).toEqual({ show_password_reset_url: false })
    expect((await self('GET', '/user')).json.credentials_email).toEqual(json)
    const reader = await aUser()
    await give(reader, 'see_users', 'manage_roles')
    const other = await signIn(reader)
    for (const [method, url, body] of [
      ['GET', path],
      ['POST', path, { email: 'a@b.cd' }],
      ['PATCH', path, { email: 'a@b.cd' }],
      ['DELETE', path],
      ['POST', `${path}/password_reset`],
      ['POST', `${path}/send_password_reset`],
    ] as const) {
      expect([method, (await other(method, url, body)).status]).toEqual([method, 403])
      expect([method, (await stranger(method, url, body)).status]).toEqual([method, 401])
    }
  })
})

describe('links for a new password', () => {
  test('are shown again, end after 60 minutes, and are new each time they are made', async () => {
    const { admin, aUser, running, rows } = people
    const id = await aUser()
    const path = `/users/${id}/credentials_email`
    expect((await admin('POST', `${path}/password_reset`)).status).toBe(404)
    await admin('POST', path, { email: 'reset@testfoo.com' })
    const { status, json } = await admin('POST', `${path}/password_reset?expires=true`)
    expect(status).toBe(200)
    expect(json.password_reset_url).toMatch(
      new RegExp(`^${running.url}/setup#token=\\d+\\.[\\w-]{43}$`),
    )
    expect(json.account_setup_url).toMatch(
      new RegExp(`^${running.url}/setup#token=\\d+\\.[\\w-]{43}$`),
    )
    expect(json).toMatchObject({
      password_reset_url_expired: false,
      account_setup_url_expired: false,
    })
    expect((await admin('GET', path)).json).toEqual(json)
    const token = json.password_reset_url.split('=').at(-1)
    const stored = JSON.stringify(
      await rows(`select * from credentials_email where user_id = ${id}`),
    )
    expect(stored).not.toContain(token)
    now += 60 * 60_000
    expect((await admin('GET', `/users/${id}`)).status).toBe(401)
  })

  test('that are sent keep a link that still works', async () => {
    const fresh = await startPeople({ now: () => now })
    const { admin, aUser } = fresh
    const id = await aUser()
    const path = `/users/${id}/credentials_email`
    await admin('POST', path, { email: 'send@testfoo.com' })
    const first = (await admin('POST', `${path}/send_password_reset`)).json
    expect(first.password_reset_url).not.toBe('')
    const second = (await admin('POST', `${path}/send_password_reset`)).json
    expect(second.password_reset_url).toBe(first.password_reset_url)
    const made = (await admin('POST', `${path}/password_reset?expires=false`)).json
    expect(made.password_reset_url).not.toBe(first.password_reset_url)
    const moved = (await admin('PATCH', path, { email: 'moved@testfoo.com' })).json
    expect(moved).toMatchObject({ password_reset_url: '', password_reset_url_expired: true })
    await fresh.stop()
  })
})
