// A fixed script of commits on the data of a storm, for runs that end in the middle of it.
import { auditRow, byServer, type Subject, type ValueSubject } from '../../src/audit/audit-row.ts'
import { raiseCatalogueVersion } from '../../src/catalogue/sql.ts'
import { forGood } from '../../src/domain/times.ts'
import { addMember, createGroup, removeMember } from '../../src/groups/sql.ts'
import type { GroupId, UserAttributeId, UserId } from '../../src/ids.ts'
import type { Commit } from '../../src/store/db.ts'
import type { Statement } from '../../src/store/statement.ts'
import { addGroupValue, clearGroupValues } from '../../src/values/group-value-sql.ts'
import { clearUserValue, setUserValue } from '../../src/values/user-value-sql.ts'
import { fitToStore } from '../../test/support/fit-to-store.ts'
import type { Facts } from '../storm/storm-check.ts'
import { type Ground, type Step, step } from '../storm/storm-lanes.ts'

export interface Scripted {
  readonly lane: string
  readonly change: Omit<Step, 'asked'>
  readonly commit: Commit
}

const rounds = 12

/** Groups of commits that are made together, each in its own lane; the next group follows when all are answered. */
export const script = (ground: Ground): Scripted[][] =>
  Array.from({ length: rounds }, (_, at) => [
    ...(at % 3 === 2 ? [valueCleared(ground)] : [valueSet(ground, at)]),
    listReplaced(ground, at),
    ...(at % 2 === 0 ? [groupMade(at)] : []),
    membershipTurned(ground, at % 2 === 0),
  ])

/** The script writes to the store directly, not through the one function for values (decision 37). */
const ofValue = (subject: object) => ({ ...subject, hidden: false }) as ValueSubject

/** The commit and its expected result use the same names. */
function scripted(
  lane: string,
  operation: string,
  subject: Subject | ValueSubject,
  facts: Facts,
  statements: readonly Statement[],
): Scripted {
  const audit = auditRow(byServer(operation, 0), subject)
  const { user_id, group_id, user_attribute_id } = audit
  const { asked, ...change } = step(
    '',
    '',
    { operation, user_id, group_id, user_attribute_id },
    facts,
  )
  return { lane, change, commit: { statements, audit, changesAuthority: true } }
}

function valueSet(ground: Ground, at: number): Scripted {
  const key = valueKey(ground)
  const value = `${at} ${'x'.repeat(at === 4 ? 6000 : 100)}`
  const subject = ofValue({ ...key, value })
  const facts = { [`value ${key.user_id} ${key.user_attribute_id}`]: value }
  const set = setUserValue(key, fitToStore(value))
  return scripted('value', 'set_user_attribute_user_value', subject, facts, [set])
}

function valueCleared(ground: Ground): Scripted {
  const key = valueKey(ground)
  const subject = ofValue({ ...key, value: null })
  return scripted('value', 'delete_user_attribute_user_value', subject, {}, clearUserValue(key))
}

function listReplaced({ list_attribute_id, group_ids }: Ground, at: number): Scripted {
  const user_attribute_id = list_attribute_id as UserAttributeId
  const list = group_ids.map((group_id, place) => ({
    group_id: group_id as GroupId,
    rank: place + 1,
    value: `${group_id} ${at}`,
  }))
  const texts = list.map(({ group_id, rank, value }) => [group_id, rank, value])
  const facts = { [`group values ${user_attribute_id}`]: JSON.stringify(texts) }
  return scripted('list', 'set_user_attribute_group_values', { user_attribute_id }, facts, [
    clearGroupValues(user_attribute_id, []),
    ...list.map(({ value, ...row }) =>
      addGroupValue({ ...row, user_attribute_id }, fitToStore(value), forGood, 0),
    ),
    raiseCatalogueVersion,
  ])
}

function groupMade(at: number): Scripted {
  const names = Array.from({ length: at / 2 + 1 }, (_, made) => `made ${made}`)
  const facts = Object.fromEntries(names.map((name) => [`group ${name}`, '']))
  const name = names.at(-1) ?? ''
  const created = { column: 'group_id', statement: 0 } as const
  return scripted('groups', 'create_group', { created }, facts, [
    ...createGroup({ name, can_add_to_content_metadata: false }),
    raiseCatalogueVersion,
  ])
}

function membershipTurned(ground: Ground, on: boolean): Scripted {
  const key = { group_id: ground.group_id as GroupId, user_id: ground.user_id as UserId }
  const facts = on ? { [`member ${key.group_id} ${key.user_id}`]: '' } : {}
  const [operation, statement] = on
    ? ['add_group_user', addMember(key)]
    : ['delete_group_user', removeMember(key)]
  return scripted('member', operation, key, facts, [statement as Statement])
}

const valueKey = ({ user_id, value_attribute_ids }: Ground) => ({
  user_id: user_id as UserId,
  user_attribute_id: value_attribute_ids[0] as UserAttributeId,
})
