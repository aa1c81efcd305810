// F-19: many callers create or rename things with one name at once; exactly one gets it, in whatever spelling.
import type { Random } from '../../test/support/random.ts'
import { type Answer, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import type { Race, Round } from './race.ts'
import { auditFrom } from './stored-rows.ts'

const callers = 16

export const duplicateNames: Race = { name: 'duplicate_names', rounds: 500, start }

/** Spellings of one name that count as the same. */
const spellings = [
  (name: string) => name.normalize('NFC'),
  (name: string) => name.normalize('NFD'),
  (name: string) => name.toUpperCase(),
  (name: string) => name.normalize('NFD').toLowerCase(),
]

interface Contest {
  readonly path: string
  readonly operation: string
  /** The body in which the caller with this number asks for the name. */
  readonly body: (random: Random, name: string, caller: number) => object
}

const spelled = (random: Random, name: string) => random.pick(spellings)(name)
const contests: readonly Contest[] = [
  {
    path: '/user_attributes',
    operation: 'create_user_attribute',
    body: (_, name, caller) => ({ name, label: `${name} ${caller}`, type: 'string' }),
  },
  {
    path: '/user_attributes',
    operation: 'create_user_attribute',
    body: (random, name, caller) => ({
      name: `${name}_${caller}`,
      label: spelled(random, `Région ${name}`),
      type: 'string',
    }),
  },
  {
    path: '/groups',
    operation: 'create_group',
    body: (random, name) => ({ name: spelled(random, `Équipe ${name}`) }),
  },
]

async function start(nodes: Nodes): Promise<Round> {
  return async (random, round) => {
    const { path, operation, body } = random.pick(contests)
    const audited = await auditFrom(nodes.next())
    const name = `name_${round}`
    const answers = await Promise.all(
      Array.from({ length: callers }, (_, caller) =>
        nodes.ask('POST', path, body(random, name, caller)),
      ),
    )
    const won = answers.filter(({ status }) => status === 200)
    const stored = await idsOf(nodes, path, round)
    const rows = (await audited()).filter((row) => row.operation === operation)
    const forget = stored.map((id) => sure(nodes.ask('DELETE', `${path}/${id}`)))
    await Promise.all(forget)
    return [
      ...(won.length === 1 ? [] : [`${operation}: ${won.length} callers got the name`]),
      ...(stored.length === 1 ? [] : [`${operation}: ${stored.length} rows have the name`]),
      ...(rows.length === 1 ? [] : [`${operation}: ${rows.length} audit rows`]),
      ...answers.filter(isOdd).map(({ status, text }) => `${operation}: ${status} ${text}`),
    ]
  }
}

const isOdd = ({ status }: Answer) => ![200, 409, 422].includes(status)

/** The things of this round, found by the number in their name or label. */
async function idsOf(nodes: Nodes, path: string, round: number): Promise<string[]> {
  const { json } = await sure(nodes.ask('GET', path))
  const isOfRound = new RegExp(`name_${round}(?!\\d)`, 'i')
  return (json as { id: string; name: string; label?: string }[])
    .filter(({ name, label }) => isOfRound.test(`${name} ${label}`))
    .map(({ id }) => id)
}
