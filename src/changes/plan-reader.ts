// Reads everything that decides a change, and decides it: what is stored, what is refused, what it rests on.
import type { Catalogue } from '../domain/catalogue.ts'
import { type Problem, Refusal } from '../errors.ts'
import type { GroupId, RoleId, UserAttributeId, UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import type { Held } from '../moment/moment.ts'
import { ownOf } from '../moment/own-values.ts'
import { peopleIn } from '../moment/present-reader.ts'
import { peopleNow } from '../moment/sql.ts'
import type { Context } from '../request/context.ts'
import type { Statement } from '../store/statement.ts'
import { insistStoredValuesFit } from '../user-attributes/fitting-reader.ts'
import { unusedAttributeId } from '../user-attributes/sql.ts'
import { type Applied, applyAll, problemsIn } from './apply-reader.ts'
import type { Circumstances, UserRights } from './applying.ts'
import { type Basis, catalogueBasis, groupsBasis, valueBasis } from './basis.ts'
import { Draft, type NewIds } from './draft.ts'
import { usersNamed } from './draft-moment-reader.ts'
import type { Operation } from './operation.ts'
import {
  changeCell,
  groupsWithoutContent,
  lastGroup,
  rightsOfUsers,
  valuesAsRead,
} from './planning-sql.ts'

export interface Plan {
  /** What the plan was decided on. */
  readonly catalogue: Catalogue
  /** The time that decided which values count. */
  readonly now: number
  readonly draft: Draft
  readonly applied: Applied
  readonly basis: Basis
  /** Statements that fail the commit if something that decided it has changed. */
  readonly proofs: readonly Statement[]
}

/** Decides a change on what the store has now. Operations that are refused are left out of the draft. */
export async function planOf(context: Context, operations: readonly Operation[]): Promise<Plan> {
  const users = await usersNamed(context, operations)
  const ids = JSON.stringify([...new Set([...users.values()].flatMap((id) => id ?? []))])
  const now = context.server.now()
  const { catalogue, rows } = await context.load(
    peopleNow({ ids }),
    rightsOfUsers({ ids }),
    groupsWithoutContent,
    lastGroup,
    unusedAttributeId,
  )
  const [persons, rights, withoutContent, groupIds, attributeIds] = rows
  const held = peopleIn(persons, now)
  const circumstances = {
    ...{ actor: context.actor, server: context.server, asksRights: true, now },
    userOf: (operation: Operation) => {
      const id = users.get(operation)
      return id !== undefined && held.has(id) ? id : undefined
    },
    rightsOf: rightsIn(rights),
    isForContent: (id: GroupId) => !withoutContent.some((group) => group.id === id),
  }
  const newIds = () => idsAfter(groupIds[0]?.id ?? 0, attributeIds[0]?.id ?? '1')
  const decided = await fitting(context, operations, circumstances, () => {
    return new Draft(catalogue, held, newIds())
  })
  const values = valuesRead(decided.draft, held)
  const rested = values.map(({ user_id, user_attribute_id }) => [
    ...[user_id, user_attribute_id],
    valueBasis(ownOf(held.get(user_id), user_attribute_id)),
  ])
  const people = [...held].map(([id, { groups }]) => [
    ...[id, circumstances.rightsOf(id).authority],
    groupsBasis(groups.map(({ group_id }) => group_id)),
  ])
  return {
    ...decided,
    ...{ catalogue, now },
    basis: { catalogue: catalogueBasis(catalogue), values: rested, people },
    proofs: [...decided.proofs, ...(values.length === 0 ? [] : [valuesAsRead(values)])],
  }
}

/** Decides again without the operations whose new type or name stored values do not fit. */
async function fitting(
  context: Context,
  operations: readonly Operation[],
  circumstances: Circumstances,
  newDraft: () => Draft,
) {
  const refusals = new Map<Operation, readonly Problem[]>()
  for (;;) {
    const draft = newDraft()
    const applied = await applyAll(draft, operations, circumstances, refusals)
    const proofs: Statement[] = []
    const before = refusals.size
    for (const { operation, catalogue, before, wanted, overwritten } of applied.toFit) {
      const isOverwritten = (user_id: string) => overwritten.has(user_id)
      try {
        proofs.push(
          ...(await insistStoredValuesFit(context, catalogue, before, wanted, isOverwritten)),
        )
      } catch (error) {
        refusals.set(operation, problemsIn(error, operation))
      }
    }
    if (refusals.size === before) return { draft, applied, proofs }
  }
}

const rightsIn = (
  rows: readonly { id: string; authority: number; roles: string | null }[],
): ((user_id: UserId) => UserRights) => {
  const known = new Map(rows.map((row) => [row.id, row]))
  return (user_id) => {
    const { authority = 0, roles = null } = known.get(user_id) ?? {}
    return { authority, roles: JSON.parse(roles ?? '[]') as RoleId[] }
  }
}

/** Ids that nothing has had; the commit fails if somebody else takes them first. */
function idsAfter(lastGroup: number, nextAttribute: string): NewIds {
  let [group, attribute] = [BigInt(lastGroup), BigInt(nextAttribute) - 1n]
  return {
    group: () => String(++group) as GroupId,
    attribute: () => String(++attribute) as UserAttributeId,
  }
}

/** The own values that a draft sets or removes, as they were read. */
function valuesRead(draft: Draft, held: ReadonlyMap<UserId, Held>) {
  return [...draft.people].flatMap(([user_id, { values }]) =>
    [...values.keys()].map((user_attribute_id) => {
      const own = held.get(user_id)
      const timed = own?.timed[user_attribute_id]
      const isThere = timed !== undefined || own?.values[user_attribute_id] !== undefined
      const newest = timed === undefined ? own?.changes[user_attribute_id] : timed.newest_change
      const change = changeCell(isThere, newest)
      return { user_id, user_attribute_id, change }
    }),
  )
}

/** Refuses a change with all its problems: as forbidden if the caller lacks a right for one of its operations. */
export function refusePlan(
  { isDenied }: Pick<Applied, 'isDenied'>,
  problems: readonly Problem[],
): never {
  const listed = { problems, most: limits.changed_problems }
  if (!isDenied) throw new Refusal('invalid', listed)
  const message = 'Permission Denied: you may not do everything that this change does.'
  throw new Refusal('denied', { message, ...listed })
}
