// Two administrators remove each other's rights at once; one of them remains an administrator.
import { prepare } from '../../src/store/statement.ts'
import { change } from '../../test/support/world.ts'
import { type Ask, make, oddAnswers, sure } from '../asking.ts'
import { type Nodes, signIn } from '../nodes.ts'
import type { Race, Round } from './race.ts'

export const lastAdmin: Race = { name: 'last_admin', rounds: 300, start }

const adminRole = '2'

/** Disables the first administrator in the store, so that the two of a round are the only ones. */
const setFirstDisabled = prepare((writer, { is_disabled }: { is_disabled: boolean }) =>
  writer
    .updateTable('users')
    .set((user) => ({ is_disabled, authority: user('authority', '+', 1) }))
    .where('id', '=', '1'),
)
const nobodyHolds = (['role_users', 'role_groups'] as const).map((table) =>
  prepare((writer) => writer.deleteFrom(table).where('role_id', '=', adminRole))({}),
)
const firstHolds = prepare((writer) =>
  writer.insertInto('role_users').values({ role_id: adminRole, user_id: '1' }),
)({})
const groupHolds = prepare((writer, { group_id }: { group_id: string }) =>
  writer.insertInto('role_groups').values({ role_id: adminRole, group_id }),
)

interface Admin {
  readonly id: string
  readonly ask: Ask
}

async function start(nodes: Nodes): Promise<Round> {
  const { ask } = nodes
  const admins = await make(ask, '/groups', { name: 'administrators' })
  await sure(nodes.ask('PUT', `/roles/${adminRole}/groups`, [admins]))

  const ways: readonly ((ask: Ask, other: string) => ReturnType<Ask>)[] = [
    (ask, other) => ask('PUT', `/users/${other}/roles`, []),
    (ask, other) => ask('DELETE', `/groups/${admins}/users/${other}`),
    (ask, other) => ask('PATCH', `/users/${other}`, { is_disabled: true }),
    (ask, other) => ask('DELETE', `/users/${other}`),
    (ask) => ask('PUT', `/roles/${adminRole}/users`, []),
    (ask) => ask('PUT', `/roles/${adminRole}/groups`, []),
  ]

  /** Makes a user an admin by a direct role or through the group. */
  const admin = async (byGroup: boolean): Promise<Admin> => {
    const id = await make(ask, '/users', {})
    if (byGroup) await sure(ask('POST', `/groups/${admins}/users`, { user_id: id }))
    else await sure(ask('PUT', `/users/${id}/roles`, [adminRole]))
    return { id, ask: await signIn(nodes, id) }
  }

  return async (random) => {
    const one = await admin(random.chance(0.5))
    const other = await admin(random.chance(0.5))
    await change(nodes.next(), [setFirstDisabled({ is_disabled: true })])
    const attacks = Array.from({ length: 1 + random.below(2) }, () => [
      random.pick(ways)(one.ask, other.id),
      random.pick(ways)(other.ask, one.id),
    ])
    const answers = await Promise.all(attacks.flat())
    // Only an administrator sees the keys of a third user.
    const asked = [one, other].map(({ ask }) => ask('GET', '/users/1/credentials_api3'))
    const left = (await Promise.all(asked)).filter(({ status }) => status === 200)
    await change(nodes.next(), [
      ...nobodyHolds,
      firstHolds,
      groupHolds({ group_id: admins }),
      setFirstDisabled({ is_disabled: false }),
    ])
    for (const { id } of [one, other]) await nodes.ask('DELETE', `/users/${id}`)
    return [
      ...oddAnswers(answers, [200, 204, 401, 403, 404]),
      ...(left.length > 0 ? [] : ['no administrator was left']),
    ]
  }
}
