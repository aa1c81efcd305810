// Rights that come with a membership for a time: they begin and end with it, whatever is remembered of the caller.
import { describe, expect, it } from 'vitest'
import { at, clock, iso, minute, server, startsServer, sweep } from '../support/moved-clock.ts'
import { keyIn } from '../support/server.ts'
import { aGroup, aRole, aUser, giveRole } from '../support/world.ts'
import { add, base, change, scene } from './timed.ts'

startsServer()

describe('rights through a group', () => {
  it('end with the membership, of tokens that are out, before any sweep', async () => {
    const it = await scene()
    await aRole(server(), ['manage_user_attributes'], [it.outer])
    const end = clock.now + 5 * minute
    await change(add(it, { expires_at: iso(end) }))
    const { api } = await server().signIn(it.user)
    const define = (more = {}) =>
      api('PATCH', `/user_attributes/${it.id}`, { label: `Label ${clock.now}`, ...more })
    expect((await define()).status).toBe(200)
    clock.now = end - 1
    expect((await define()).status).toBe(200)
    clock.now = end
    expect((await define()).status).toBe(404)
    expect((await api('GET', `/groups/${it.group}`)).status).toBe(404)
    await sweep()
    expect((await define()).status).toBe(404)
  })

  it('begin with the membership', async () => {
    const it = await scene()
    await aRole(server(), ['see_users'], [it.group])
    const starts = clock.now + 5 * minute
    await change(add(it, { starts_at: iso(starts) }))
    const { api } = await server().signIn(it.user)
    const { user_id } = { user_id: '1' }
    const email = async () => 'email' in (await api('GET', `/users/${user_id}`)).json
    expect(await email()).toBe(false)
    clock.now = starts
    expect(await email()).toBe(true)
  })

  it('are used by no commit that comes later, however long it was decided', async () => {
    const it = await scene()
    await aRole(server(), ['manage_user_attributes'], [it.group])
    let [stored, refused] = [0, 0]
    for (let before = 1; before <= 24; before++) {
      const end = clock.now + minute
      await change(add(it, { expires_at: iso(end) }))
      const { api } = await server().signIn(it.user)
      clock.now = end - before
      clock.pace = 1
      const label = `Label ${end} ${before}`
      const { status } = await api('PATCH', `/user_attributes/${it.id}`, { label })
      clock.pace = 0
      if (status === 200) stored++
      else refused++
      const path = `/history?attribute=${it.id}&limit=1`
      const [row] = (
        await (
          await server().logIn(keyIn(server().lookerIni))
        ).api('GET', path, undefined, { base })
      ).json.history
      const isStored = row.changes.some(({ to }: { to: string }) => to === label)
      expect([status === 200, isStored && Date.parse(row.at) < end]).toEqual([isStored, isStored])
      await at(clock.now + minute)
    }
    expect([stored > 0, refused > 0]).toEqual([true, true])
  })

  it('that end do not keep the server administrable', async () => {
    const it = await scene()
    const admins = await aGroup(server())
    await server().api('PUT', '/roles/2/groups', [admins])
    const user = await aUser(server())
    const joined = { op: 'add_group_user', user_id: user, group_id: admins }
    const until = { ...joined, expires_at: iso(clock.now + 60 * minute) }
    expect((await change(until)).status).toBe(200)
    const deputy = await server().signIn(user)
    expect((await deputy.api('GET', '/user')).status).toBe(200)
    const me = (await server().api('GET', '/user')).json.id
    const disable = () => deputy.api('PATCH', `/users/${me}`, { is_disabled: true })
    expect([(await disable()).status, it.user]).toEqual([403, it.user])
    await change(joined)
    expect((await disable()).status).toBe(200)
    const last = await deputy.api('POST', '/changes', { changes: [until] }, { base })
    expect(last.status).toBe(403)
    expect((await deputy.api('PATCH', `/users/${me}`, { is_disabled: false })).status).toBe(200)
    await at(clock.now)
    expect((await server().api('DELETE', `/groups/${admins}/users/${user}`)).status).toBe(204)
  })

  it('are not made longer by somebody who could not give them', async () => {
    const it = await scene()
    await aRole(server(), ['see_users'], [it.group])
    const other = await aGroup(server())
    await aRole(server(), ['see_users'], [other])
    await change(add(it, { expires_at: iso(clock.now + minute) }))
    const manager = await aUser(server())
    await giveRole(server(), manager, await aRole(server(), ['manage_groups']))
    const { api } = await server().signIn(manager)
    const tries = async (path: string, body: unknown, options = {}) =>
      (await api('POST', path, body, options)).status
    expect(await tries(`/groups/${it.group}/users`, { user_id: it.user })).toBe(403)
    const longer = add(it, { expires_at: iso(clock.now + 2 * minute) })
    expect(await tries('/changes', { changes: [longer] }, { base })).toBe(403)
    const elsewhere = { ...add(it), group_id: other }
    expect(await tries('/changes', { changes: [elsewhere] }, { base })).toBe(403)
    expect(await tries(`/groups/${other}/users`, { user_id: it.user })).toBe(403)
    const shorter = add(it, { expires_at: iso(clock.now + 1) })
    expect(await tries('/changes', { changes: [shorter] }, { base })).toBe(200)
  })
})
