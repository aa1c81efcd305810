// A change is allowed exactly where its operation alone is: for every kind of caller, in random worlds (G-46).
import { allUsersGroupId } from '../../src/ids.ts'
import { trialOf } from '../explanations/laws.ts'
import { type Random, randomFrom } from '../support/chance.ts'
import type { Api, TestServer } from '../support/server.ts'
import { aRole, aUser, giveRole } from '../support/world.ts'
import { plantWorld, randomWorld } from '../user-attributes/plant-world.ts'
import type { Compared } from './laws.ts'

const permissions = [
  ...['manage_user_attributes', 'manage_groups', 'manage_roles', 'see_users', 'sudo'],
]
const callersOfWorld = 7

/** A caller with some permissions, perhaps an administrator, perhaps in a group. */
async function aCaller(server: TestServer, random: Random, groups: readonly string[]) {
  const user = await aUser(server)
  for (const permission of random.some(permissions, 2)) {
    await giveRole(server, user, await aRole(server, [permission]))
  }
  // Some groups are gone by now.
  for (const group of random.some(groups, 1)) {
    await server.api('POST', `/groups/${group}/users`, { user_id: user })
  }
  return { user, api: (await server.signIn(user)).api }
}

const preview = (api: Api, operation: object) =>
  api('POST', '/changes?dry_run=true', { changes: [operation] }, { base: '/api/attrium/1.0' })

const rounds = 6

export async function rightsDiffer(
  server: TestServer,
  { changes: wanted, seed }: { readonly changes: number; readonly seed: number },
): Promise<Compared & { readonly allowed: number }> {
  const problems: string[] = []
  let [compared, allowed] = [0, 0]
  for (let at = 0; compared < wanted && problems.length < 20; at++) {
    const random = randomFrom(seed + at)
    const world = randomWorld(random, 3)
    await plantWorld(server, world)
    const groups = world.groups.map(({ id }) => id).filter((id) => id !== allUsersGroupId)
    for (let caller = 0; caller < callersOfWorld; caller++) {
      const { user, api } = await aCaller(server, random, groups)
      const others = world.users.map(({ id }) => id)
      for (let round = 0; round < rounds; round++) {
        const target = random.below(2) === 0 ? user : (others[random.below(others.length)] ?? user)
        const trial = trialOf({ api, running: server.running }, random, world, target)
        const tried = await preview(api, trial.op)
        const alone = await trial.call()
        compared++
        const isAllowed = alone.status < 400
        if (isAllowed) allowed++
        if ((tried.status === 200) === isAllowed) continue
        const what = JSON.stringify([trial.op, tried.status, tried.json.errors, alone.status])
        problems.push(`seed ${seed + at}, caller ${caller}, round ${round}: ${what}`)
      }
    }
  }
  return { compared, allowed, problems }
}
