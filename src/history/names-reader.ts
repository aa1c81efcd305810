// Reads what people, groups and attributes were called when the rows of a page were written.
import { auditBases } from '../audit/sql.ts'
import type { Actor } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Statement } from '../store/statement.ts'
import { nameKey, type Seen } from './entry.ts'
import { seesName } from './history-access.ts'
import {
  type Asked,
  type Called,
  firstNames,
  lastNames,
  namesOfAttributes,
  namesOfGroups,
  pastNamesOfAttributes,
  pastNamesOfGroups,
} from './names-sql.ts'
import type { Read } from './sql.ts'

/** The things whose names are asked for, each at the moments of its rows. */
export interface NamesAsked {
  readonly people: readonly Asked[]
  readonly groups: readonly Asked[]
  readonly attributes: readonly Asked[]
}

export const namesAsked = (actor: Actor, rows: readonly Seen[]): NamesAsked => ({
  people: rows.flatMap(({ actor_id, sudo_by, user_id, sequence }) =>
    [actor_id, sudo_by, user_id].flatMap((id) =>
      id !== null && seesName(actor, id) ? [{ id, sequence }] : [],
    ),
  ),
  groups: rows.flatMap(({ group_id, details, sequence }) =>
    [group_id, details['added_group_id'], details['removed_group_id']].flatMap((id) =>
      id == null ? [] : [{ id: String(id), sequence }],
    ),
  ),
  attributes: rows.flatMap(({ user_attribute_id: id, sequence }) =>
    id === null ? [] : [{ id, sequence }],
  ),
})

const questions = ({ people, groups, attributes }: NamesAsked) => [
  { asked: people, called: firstNames },
  { asked: people, called: lastNames },
  { asked: groups, called: namesOfGroups },
  { asked: attributes, called: namesOfAttributes },
]

const listOf = (asked: readonly Asked[]) => ({ list: JSON.stringify(asked) })

/** The statements to begin with. Names rarely change: each thing is asked for at the newest of its moments alone. */
export const newestNames = (asked: NamesAsked): Statement<Called>[] =>
  questions(asked).map(({ asked, called }) => called(listOf(newestOf(asked))))

function newestOf(asked: readonly Asked[]): Asked[] {
  const newest = new Map<string, Asked>()
  for (const one of asked) {
    if (one.sequence > (newest.get(one.id)?.sequence ?? 0)) newest.set(one.id, one)
  }
  return [...newest.values()]
}

const momentOf = ({ id, sequence }: Asked) => `${id} ${sequence}`

/** What each thing was called then: what got its newest name later is asked for again, everything at once. */
async function calledThen(read: Read, asked: NamesAsked, newest: readonly (readonly Called[])[]) {
  const found = questions(asked).map(({ asked, called }, at) => {
    const known = new Map(newest[at]?.map((one) => [one.id, one]))
    const older = asked.filter(({ id, sequence }) => sequence < (known.get(id)?.since ?? 0))
    return { asked, called, known, older }
  })
  const isNewest = found.every(({ older }) => older.length === 0)
  const [bases, ...again] = isNewest
    ? []
    : await read(auditBases, ...found.map(({ called, older }) => called(listOf(older))))
  const told = found.map(({ asked, known, older }, at) => {
    const then = new Map(again[at]?.map((one) => [momentOf(one), one.told]))
    const isOlder = new Set(older)
    return asked.map(
      (one) => (isOlder.has(one) ? then.get(momentOf(one)) : known.get(one.id)?.told) ?? null,
    )
  })
  return { told, bases }
}

interface Reader {
  readonly catalogue: Catalogue
  readonly read: Read
  /** Whether rows of the audit are in an archive. */
  readonly isArchived: boolean
}

/** `newest` has the rows of `newestNames`; `bases` where the chains of the audit began, if more was read. */
export async function namesTold(
  { catalogue, read, isArchived }: Reader,
  asked: NamesAsked,
  newest: readonly (readonly Called[])[],
) {
  const { told, bases } = await calledThen(read, asked, newest)
  const [first, last, ofGroups, ofAttributes] = told
  const names = new Map<string, string>()
  for (const [at, { id, sequence }] of asked.people.entries()) {
    const name = [first?.[at], last?.[at]].filter(Boolean).join(' ')
    if (name !== '') names.set(nameKey('user', id, sequence), name)
  }
  const keep = async (
    kind: string,
    asked: readonly Asked[],
    called: readonly (string | null)[] = [],
    { past, now }: { past: typeof pastNamesOfGroups; now: (id: string) => string | undefined },
  ) => {
    const details: Record<string, unknown>[] = called.map((text) => JSON.parse(text ?? '{}'))
    const untold = isArchived ? asked.filter((_, at) => details[at]?.['name'] === undefined) : []
    const [held] = untold.length === 0 ? [[]] : await read(past(listOf(untold)))
    const then = new Map(held.map((one) => [momentOf(one), one.name]))
    for (const [at, one] of asked.entries()) {
      const name = details[at]?.['name'] ?? then.get(momentOf(one)) ?? now(one.id)
      if (name !== undefined) names.set(nameKey(kind, one.id, one.sequence), String(name))
    }
  }
  await keep('group', asked.groups, ofGroups, {
    past: pastNamesOfGroups,
    now: (id) => catalogue.groups.get(id as never)?.name,
  })
  await keep('attribute', asked.attributes, ofAttributes, {
    past: pastNamesOfAttributes,
    now: (id) => catalogue.attributes.get(id as never)?.name,
  })
  return { names, bases }
}
