// Writes the values of some attributes into a file of lines: of one moment, in parts between which others are served.

import { type Actor, may, seesDetails } from '../domain/actor.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { holdings, type SignInValues } from '../domain/held-values.ts'
import {
  effectiveValue,
  type FoundValue,
  type HeldValues,
  ownStep,
  type StoredGroupValue,
} from '../domain/search-path.ts'
import { fullName, isReserved } from '../domain/system-attributes.ts'
import type { TimedValue } from '../domain/times.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import type { LineFile } from '../http/json-list.ts'
import type { GroupId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { signInsOf } from '../moment/sign-ins-reader.ts'
import type { Db } from '../store/db.ts'
import { rankOf, sourceOf } from '../user-attributes/shapes.ts'
import { type Change, changesAt, namesOf, type OwnRow, ownValues } from './export-sql.ts'
import type { ExportRow } from './lines.ts'
import { expiryOf, groupsAsked, isWanted, type Question, valueFits } from './question.ts'
import { alongOf, askedOf, needsIdentities } from './search-plan.ts'
import { readable, shownTime } from './shapes.ts'
import { endOf, type HolderRow, holdersIn, type Stretch } from './sql.ts'

export interface Export {
  readonly actor: Actor
  readonly catalogue: Catalogue
  /** The same question about each attribute. */
  readonly questions: readonly Question[]
  readonly line: (row: ExportRow) => string
}

/** No attribute has this id: the values of users are read apart, and their groups always count. */
const none = '0'

/** Writes the rows of everybody, in the order of ids; `insist` throws when it has taken too long. */
export async function writeValues(
  made: Export,
  read: Db['read'],
  file: LineFile,
  insist: () => void,
): Promise<void> {
  const [question] = made.questions
  if (question === undefined) return
  const names = new Names(made.actor)
  const given = await givenBy(made, read)
  await names.learn([...given.values()], read)
  const setBy: SetBy = (change) => ({
    set_at: change?.at == null ? null : new Date(change.at).toISOString(),
    set_by: names.of(change?.actor_id),
  })
  if (question.of === 'group') {
    for (const row of groupRows(made, (value) => setBy(given.get(value.newest_change ?? 0)))) {
      await file.add(made.line(row))
    }
    return
  }
  const along = alongOf(question)
  const asked = { ...askedOf(question), user_attribute_id: none, reads: false }
  const identities = made.questions.some(needsIdentities)
  for (let after: string | null = '0'; after !== null; ) {
    insist()
    const most = limits.exported_in_a_part
    const stretch: Stretch = { after, most, along }
    const [users, ends]: readonly [HolderRow[], { end: string | null }[]] = await read(
      holdersIn(stretch, asked, { rows: most, identities }),
      endOf(stretch),
    )
    if (users.length > 0) {
      const own = await ownOf(made.questions, users, read)
      const sent = await sentOf(made.questions, users, read)
      await names.learn(
        [...own.values()].flatMap((rows) => [...rows.values()]),
        read,
      )
      let lines = ''
      for (const user of users) {
        const values = { own: own.get(user.id), sign_ins: sent.get(user.id) ?? {} }
        lines += linesOf(made, user, values, { given, setBy })
      }
      if (lines !== '') await file.add(lines)
    }
    after = ends[0]?.end ?? null
  }
}

/** When a change was made, and by whom. */
type Made = Pick<Change, 'at' | 'actor_id'>
type SetBy = (
  change: { readonly at: number | null; readonly actor_id: string | null } | undefined,
) => Pick<ExportRow, 'set_at' | 'set_by'>

/** The changes that set the values of groups and the defaults, by their sequences. */
async function givenBy(
  { catalogue, questions }: Export,
  read: Db['read'],
): Promise<ReadonlyMap<number, Made>> {
  const sequences = questions.flatMap(({ attribute: { id } }) => [
    catalogue.defaultChange(id) ?? [],
    ...catalogue.groupValues(id).map(({ newest_change }) => newest_change ?? []),
  ])
  const wanted = [...new Set(sequences.flat())]
  const known = new Map<number, Made>()
  for (let at = 0; at < wanted.length; at += limits.searched_first) {
    const [rows] = await read(changesAt(wanted.slice(at, at + limits.searched_first)))
    for (const row of rows) known.set(Number(row.sequence), row)
  }
  return known
}

type OwnRows = ReadonlyMap<string, OwnRow>

/** The own values of these users by user and attribute. */
async function ownOf(
  questions: readonly Question[],
  users: readonly HolderRow[],
  read: Db['read'],
): Promise<ReadonlyMap<string, OwnRows>> {
  const attributes = questions.map(({ attribute }) => attribute).filter((it) => !isReserved(it))
  const ids = (some: readonly UserAttribute[]) => some.map(({ id }) => id)
  const hidden = attributes.filter(({ value_is_hidden }) => value_is_hidden)
  const [rows] = await read(
    ownValues(
      users.map(({ id }) => id),
      ids(attributes),
      ids(hidden),
      questions[0]?.now ?? 0,
    ),
  )
  const own = new Map<string, Map<string, OwnRow>>()
  for (const row of rows) {
    const ofUser = own.get(row.user_id)
    if (ofUser === undefined) own.set(row.user_id, new Map([[row.user_attribute_id, row]]))
    else ofUser.set(row.user_attribute_id, row)
  }
  return own
}

/** What providers have sent about these users, of the attributes; what is hidden is not kept. */
async function sentOf(
  questions: readonly Question[],
  users: readonly HolderRow[],
  read: Db['read'],
): Promise<ReadonlyMap<string, SignInValues>> {
  const attributes = questions.map(({ attribute }) => attribute)
  const all = await signInsOf(
    read,
    users.map(({ id }) => id),
    attributes.map(({ id }) => id),
  )
  const hidden = attributes.filter(({ value_is_hidden }) => value_is_hidden)
  return new Map(
    [...all].map(([id, known]) => {
      const sent = { ...known }
      for (const one of hidden) {
        const held = sent[one.id]
        if (held !== undefined) sent[one.id] = { ...held, value: '' }
      }
      return [id, sent]
    }),
  )
}

function linesOf(
  { actor, catalogue, questions, line }: Export,
  user: HolderRow,
  { own, sign_ins }: { readonly own: OwnRows | undefined; readonly sign_ins: SignInValues },
  { given, setBy }: { readonly given: ReadonlyMap<number, Made>; readonly setBy: SetBy },
): string {
  const values: Record<string, string> = {}
  const timed: Record<string, { now: TimedValue }> = {}
  for (const [attribute, { value, expires_at }] of own ?? []) {
    values[attribute] = value ?? ''
    if (expires_at === null) continue
    timed[attribute] = { now: { value: value ?? '', starts_at: null, expires_at, change: null } }
  }
  const groups = (user.group_ids?.split(',') ?? []).map((group_id) => ({ group_id }))
  const heldFor = holdings(catalogue, { facts: user, values, sign_ins, groups, timed })
  const email = seesDetails(actor, user.id as UserId) ? user.email : null
  let lines = ''
  for (const question of questions) {
    const { attribute, of } = question
    const held = heldFor(attribute)
    const found = of === 'own' ? ownValue(held) : effectiveValue(attribute, held)
    if (!isWanted(question, found)) continue
    const change =
      found?.source === 'user'
        ? own?.get(attribute.id)
        : found?.source === 'sign_in'
          ? { at: found.set_at, actor_id: null }
          : given.get(givenAt(catalogue, attribute, found) ?? 0)
    const row = rowOf(catalogue, attribute, found)
    // guard times-21: becomes null
    const next = found?.source === 'user' ? own?.get(attribute.id)?.replaced_at : null
    row.replaced_at = shownTime(next ?? null)
    lines += line({ user_id: user.id, email, ...row, ...setBy(change) })
  }
  return lines
}

/** The sequence of the change that gave a group its value, or set the default. */
function givenAt(catalogue: Catalogue, { id }: UserAttribute, found: FoundValue | undefined) {
  if (found?.source === 'default') return catalogue.defaultChange(id)
  return found?.source === 'group' ? (found.group as StoredGroupValue).newest_change : undefined
}

const ownValue = ({ user, expires_at }: HeldValues): FoundValue | undefined =>
  user === undefined ? undefined : ownStep(user, expires_at)

function rowOf(catalogue: Catalogue, attribute: UserAttribute, found: FoundValue | undefined) {
  const ofGroup = found?.source === 'group'
  const hasRank = ofGroup || found?.source === 'groups'
  return {
    attribute: attribute.name,
    value: readable(attribute, found?.value),
    hidden: attribute.value_is_hidden,
    source: sourceOf(found, catalogue),
    group: ofGroup ? nameOf(catalogue, found.group.group_id) : null,
    rank: hasRank ? rankOf(found) : null,
    set_at: null,
    set_by: null,
    expires_at: shownTime(expiryOf(found)),
    replaced_at: null as string | null,
  }
}

const nameOf = (catalogue: Catalogue, group_id: GroupId): string | null =>
  catalogue.groups.get(group_id)?.name ?? null

function* groupRows(
  { catalogue, questions }: Export,
  setBy: (value: StoredGroupValue) => Pick<ExportRow, 'set_at' | 'set_by'>,
): Generator<ExportRow> {
  for (const question of questions) {
    const { attribute } = question
    for (const { group_id, held } of groupsAsked(catalogue, question)) {
      if (!valueFits(question, held?.value)) continue
      const found = held && { source: 'group' as const, value: held.value, group: held }
      const row = rowOf(catalogue, attribute, found)
      const change = held && setBy(held)
      // guard group-time-6: becomes null
      const expires_at = shownTime(held?.expires_at ?? null)
      const group = nameOf(catalogue, group_id)
      yield { user_id: null, email: null, ...row, ...change, group, expires_at }
    }
  }
}

const mostNames = 10_000

/** The names of people who set values, for callers who may see them; only so many are remembered. */
class Names {
  readonly #actor: Actor
  readonly #known = new Map<string, string>()

  constructor(actor: Actor) {
    this.#actor = actor
  }

  async learn(changes: readonly Pick<OwnRow, 'actor_id'>[], read: Db['read']): Promise<void> {
    // guard holders-13: becomes false
    if (!may(this.#actor, 'see_users')) return
    if (this.#known.size > mostNames) this.#known.clear()
    const unknown = new Set(changes.flatMap(({ actor_id }) => actor_id ?? []))
    for (const id of this.#known.keys()) unknown.delete(id)
    if (unknown.size === 0) return
    const [rows] = await read(namesOf([...unknown]))
    for (const id of unknown) this.#known.set(id, '')
    for (const row of rows) this.#known.set(row.id, fullName(row))
  }

  /** Null for somebody who does not exist any more. */
  of(user_id: string | null | undefined): string | null {
    return this.#known.get(user_id ?? '') || null
  }
}
