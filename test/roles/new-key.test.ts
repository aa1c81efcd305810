// A key that is made without the API: who owns it, and that it administers the server (T-45).
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotRun } from '../../src/errors.ts'
import { makeKey } from '../../src/start/new-key.ts'
import { prepare } from '../../src/store/statement.ts'
import { keyIn, startServer, type TestServer } from '../support/server.ts'
import { aGroup, anAdmin, aUser, change } from '../support/world.ts'

let server: TestServer
beforeEach(async () => {
  server = await startServer()
})
afterEach(() => server.stop())

const file = () => join(server.directory, 'made.ini')

/** The owner of the new key, in the words of the command, and their id in the API. */
async function made(user?: string): Promise<[owner: string, id: string]> {
  const { db, keys, random, now } = server.running.server
  const making = { db, keys, random, now: now(), lookerIni: file(), publicUrl: server.url }
  const { owner } = await makeKey(making, user)
  const caller = await server.logIn(keyIn(file()))
  const { json } = await caller.api('GET', '/user')
  expect((await caller.api('GET', '/users/1/credentials_api3')).status).toBe(200)
  return [owner, json.id]
}

const refusal = async (user?: string): Promise<string> => {
  rmSync(file(), { force: true })
  const error = await made(user).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(CannotRun)
  return error.message
}

const disableFirst = prepare((writer) =>
  writer.updateTable('users').set({ is_disabled: true }).where('id', '=', '1'),
)({})

describe('a key made beside the API', () => {
  it('is for the one enabled administrator, else for the one with the lowest id', async () => {
    expect(await made()).toEqual([
      'user 1 (admin@attrium.example), the only enabled administrator',
      '1',
    ])
    const group = await aGroup(server)
    await server.api('PUT', '/roles/2/groups', [group])
    const member = await aUser(server, { groups: [group] })
    const [owner, id] = await made()
    expect([owner, id]).toEqual([expect.stringContaining(`lowest id; others are ${member}`), '1'])
    await change(server, [disableFirst])
    expect(await made()).toEqual([`user ${member}, the only enabled administrator`, member])
  })

  it('is for the administrator who is named, by id or by address in any case', async () => {
    const named = await anAdmin(server, { email: 'Ana@acme.example' })
    expect(await made(named)).toEqual([`user ${named} (Ana@acme.example), as requested`, named])
    expect((await made('aNA@acme.example'))[1]).toBe(named)
    const [user, disabled] = [await aUser(server), await anAdmin(server, { is_disabled: true })]
    for (const id of [user, disabled]) {
      expect(await refusal(id)).toBe(
        `User ${id} is not an enabled administrator; name one of these: 1, ${named}.`,
      )
    }
    for (const unknown of ['999999', 'nobody@acme.example']) {
      expect(await refusal(unknown)).toContain('No user')
    }
    for (const odd of ['Ana', '', '-1', '0']) {
      expect(await refusal(odd)).toContain('id or the e-mail address')
    }
  })

  it('makes the user who is named an administrator where there is none', async () => {
    const user = await aUser(server, { is_disabled: true })
    await change(server, [disableFirst])
    expect(await refusal()).toContain('name a user to make one')
    expect(await made(user)).toEqual([
      `user ${user}, who is now enabled and an administrator`,
      user,
    ])
  })
})
