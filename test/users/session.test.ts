// The session of the caller's own token over the API.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type People, startPeople } from './people.ts'

let people: People
beforeAll(async () => {
  people = await startPeople()
})
afterAll(() => people.stop())

describe("the session of one's own token", () => {
  test('starts in production and keeps the workspace with the token', async () => {
    const { admin, aUser, logIn, as } = people
    const id = await aUser()
    const key = (await admin('POST', `/users/${id}/credentials_api3`)).json
    const one = as((await logIn(key)).json.access_token)
    const other = as((await logIn(key)).json.access_token)
    const start = {
      workspace_id: 'production',
      sudo_user_id: null,
      can: { view: true, update: true },
    }
    expect((await one('GET', '/session')).json).toEqual(start)
    const dev = await one('PATCH', '/session', { workspace_id: 'dev', sudo_user_id: '1' })
    expect(dev.json).toEqual({ ...start, workspace_id: 'dev' })
    expect((await one('GET', '/session')).json.workspace_id).toBe('dev')
    expect((await other('GET', '/session')).json.workspace_id).toBe('production')
    expect((await one('PATCH', '/session', {})).json.workspace_id).toBe('dev')
    expect((await one('PATCH', '/session', { workspace_id: 'test' })).status).toBe(422)
    expect((await one('PATCH', '/session', { workspace_id: null })).status).toBe(422)
    expect((await one('PATCH', '/session')).status).toBe(400)
    expect((await people.stranger('GET', '/session')).status).toBe(401)
    expect((await people.stranger('PATCH', '/session', {})).status).toBe(401)
  })

  test('names who is behind a sudo', async () => {
    const id = await people.aUser()
    const { access_token } = (await people.admin('POST', `/login/${id}`)).json
    expect((await people.as(access_token)('GET', '/session')).json.sudo_user_id).toBe('1')
  })
})

describe('sessions of a user', () => {
  test('are browsers, of which there is none, by every door (decision 40)', async () => {
    const { admin, aUser, signIn, as } = people
    const id = await aUser()
    const self = await signIn(id)
    const sudo = as((await admin('POST', `/login/${id}`)).json.access_token)
    const path = `/users/${id}/sessions`
    for (const caller of [self, admin, sudo]) {
      expect((await caller('GET', path)).json).toEqual([])
      expect((await caller('GET', `/users/${id}`)).json.sessions).toEqual([])
      expect((await caller('GET', `${path}/1`)).status).toBe(404)
      expect((await caller('DELETE', `${path}/1`)).status).toBe(404)
    }
    const listed = (await admin('GET', '/users?fields=id,sessions')).json
    for (const user of listed) {
      expect(user.sessions).toEqual((await admin('GET', `/users/${user.id}/sessions`)).json)
    }
    const other = await signIn(await aUser())
    expect((await other('GET', path)).status).toBe(403)
    expect((await other('DELETE', `${path}/1`)).status).toBe(403)
    expect((await people.stranger('GET', path)).status).toBe(401)
    expect((await admin('GET', '/users/999999/sessions')).status).toBe(404)
  })

  test('are ended by a script without ending a token, and leave `me` as it was', async () => {
    const { admin, aUser, signIn, as } = people
    const id = await aUser()
    const job = await signIn(id)
    const before = (await admin('GET', '/user')).text
    for (const user of (await admin('GET', '/users')).json) {
      const own = (await admin('GET', `/users/${user.id}/sessions`)).json
      for (const session of [...user.sessions, ...own]) {
        await admin('DELETE', `/users/${user.id}/sessions/${session.id}`)
      }
    }
    const sudo = as((await admin('POST', `/login/${id}`)).json.access_token)
    expect((await sudo('DELETE', '/logout')).status).toBe(204)
    expect((await admin('GET', '/user')).text).toBe(before)
    expect((await job('GET', '/user')).status).toBe(200)
  })
})
