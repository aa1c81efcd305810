// Turns a seed into commits, by the rules of the API, and lists all mistakes at once.

import { addApiKey } from '../credentials/api-key-sql.ts'
import { emailProblems, emailTaken } from '../credentials/email.ts'
import { addEmail } from '../credentials/sql.ts'
import { nestingObstacle } from '../domain/group.ts'
import { rankedGroupValues } from '../domain/group-value-list.ts'
import { isReserved, reservedValue } from '../domain/system-attributes.ts'
import {
  labelKey,
  newDefinition,
  type UserAttribute,
  valueFromBody,
} from '../domain/user-attribute.ts'
import { addMember, createGroupAs, putIntoGroup } from '../groups/sql.ts'
import { adminUserId, allUsersGroupId, type GroupId, type RoleId, type UserId } from '../ids.ts'
import type { Commit } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { nameProblems } from '../texts/names.ts'
import { textKey } from '../texts/text-key.ts'
import { detailsOf } from '../user-attributes/change-sql.ts'
import { createUserAttribute } from '../user-attributes/sql.ts'
import { createUserAs } from '../users/change-sql.ts'
import { textsIn } from '../users/routes.ts'
import { changedFields, nobody, userProblems } from '../users/user.ts'
import { newDefault, valueChange } from '../values/value-change.ts'
import { administrator } from './administrator-sql.ts'
import type { Fault, Place } from './fault.ts'
import { type EmptyStore, Ground, idsAfter } from './ground.ts'
import type { Seed, SeedAttribute, SeedKey, SeedUser } from './seed.ts'
import { giveRole } from './sql.ts'

/** The commits contain the ids that they create; if there are faults, none of them may be stored. */
export function planSeed(
  seed: Seed,
  store: EmptyStore,
): { readonly commits: readonly Commit[]; readonly faults: readonly Fault[] } {
  const ground = new Ground(store)
  planGroups(ground, seed)
  planAttributes(ground, seed)
  planUsers(ground, seed)
  return ground
}

function planGroups(ground: Ground, { groups }: Seed): void {
  const nextId = idsAfter(ground.catalogue.groups.keys())
  const columns = { can_add_to_content_metadata: true }
  const names = new Set([...ground.groups.keys()].map(textKey))
  const taken = (key: string) => names.has(key)
  for (const [at, { name }] of groups.entries()) {
    if (!ground.fits(['groups', at], nameProblems('group', name, taken))) {
      ground.mistaken.add(name)
      continue
    }
    names.add(textKey(name))
    const id = nextId()
    ground.setGroup({ id, name, parents: [allUsersGroupId] })
    const into = { parent_group_id: allUsersGroupId, group_id: id }
    const details = { name, ...columns }
    ground.addToCatalogue([createGroupAs(id, details), putIntoGroup(into)], {
      group_id: id,
      details: { ...details, parent_group_ids: [allUsersGroupId] },
    })
  }
  for (const [at, { name, groups: inner = [] }] of groups.entries()) {
    for (const [item, child] of inner.entries()) {
      planNesting(ground, { parent: name, child, place: ['groups', at, 'groups'], item })
    }
  }
}

interface Nesting {
  readonly parent: string
  readonly child: string
  readonly place: Place
  readonly item: number
}

function planNesting(ground: Ground, { parent, child, place, item }: Nesting): void {
  const outer = ground.groups.get(parent)
  const inner = ground.named(ground.groups, child, { noun: 'group', place, within: item })
  if (outer === undefined || inner === undefined || inner.parents.includes(outer.id)) return
  const obstacle = nestingObstacle(ground.catalogue, outer.id, inner.id)
  if (obstacle !== undefined) {
    ground.faults.push({ place: [...place, item], message: obstacle })
    return
  }
  ground.setGroup({ ...inner, parents: [...inner.parents, outer.id] })
  ground.addToCatalogue([putIntoGroup({ parent_group_id: outer.id, group_id: inner.id })], {
    group_id: outer.id,
    details: { added_group_id: inner.id },
  })
}

function planAttributes(ground: Ground, { user_attributes }: Seed): void {
  const nextId = idsAfter(ground.catalogue.attributes.keys())
  const labels = new Set([...ground.attributes.values()].map(({ label }) => labelKey(label)))
  const taken = {
    name: (name: string) => ground.attributes.has(name),
    label: (key: string) => labels.has(key),
  }
  for (const [at, { group_values = {}, ...body }] of user_attributes.entries()) {
    const place = ['user_attributes', at]
    const { definition, problems } = newDefinition(body, taken)
    if (!ground.fits(place, problems)) {
      ground.mistaken.add(body.name)
      continue
    }
    const id = nextId()
    const { stored, audit } = newDefault(ground.keys.hidden, definition, id)
    const attribute = { ...definition, id, is_system: false, is_permanent: false }
    ground.setAttribute(attribute)
    labels.add(labelKey(definition.label))
    const created = createUserAttribute(definition, stored, id, ground.rowToCome)
    ground.addToCatalogue([created], {
      ...audit,
      user_attribute_id: id,
      details: { ...detailsOf(definition), ...audit.details },
    })
    planGroupValues(ground, attribute, group_values, [...place, 'group_values'])
  }
}

function planGroupValues(
  ground: Ground,
  attribute: UserAttribute,
  group_values: NonNullable<SeedAttribute['group_values']>,
  place: Place,
): void {
  const before = ground.faults.length
  const items = Object.entries(group_values).flatMap(([name, value]) => {
    const group = ground.named(ground.groups, name, { noun: 'group', place, within: name })
    if (group === undefined) return []
    const given = valueFromBody(attribute, value)
    if ('problems' in given) ground.fits([...place, name], given.problems)
    return [{ group_id: group.id, value }]
  })
  if (items.length === 0 || ground.faults.length > before) return
  const { values, problems } = rankedGroupValues(attribute, items, ground.catalogue)
  if (!ground.fits(place, problems)) return
  const change = { of: 'groups', values } as const
  const { hidden } = ground.keys
  const { statements, audit } = valueChange(hidden, attribute, change, ground.rowToCome)
  ground.addToCatalogue(statements, { ...audit, details: { ...audit.details, before: [] } })
}

/** The addresses and client ids that are in use; no two users may have the same. */
interface Taken {
  readonly emails: Set<string>
  readonly client_ids: Set<string>
}

function planUsers(ground: Ground, { users, api_key }: Seed): void {
  const nextId = idsAfter<UserId>([adminUserId])
  const taken = {
    emails: new Set([textKey(administrator.email)]),
    client_ids: new Set(api_key === undefined ? [] : [api_key.client_id]),
  }
  for (const [at, user] of users.entries()) planUser(ground, taken, nextId(), { user, at })
}

function planUser(
  ground: Ground,
  taken: Taken,
  user_id: UserId,
  { user, at }: { readonly user: SeedUser; readonly at: number },
): void {
  const place = ['users', at]
  const { email, groups = [], roles = [], values = {}, api_key, ...names } = user
  ground.fits(place, userProblems(names))
  const fields = changedFields(names)
  const group_ids = resolveNames(ground, ground.groups, groups, {
    noun: 'group',
    place,
    key: 'groups',
  })
  const role_ids = resolveNames(ground, ground.roles, roles, { noun: 'role', place, key: 'roles' })
  const memberOf = new Set([allUsersGroupId, ...group_ids.map(({ id }) => id)])
  const distinctRoles = new Set<RoleId>(role_ids)
  ground.add(
    [
      createUserAs(user_id, { ...nobody, ...fields, created_at: ground.now }),
      ...emailOf(ground, taken, user_id, { given: email, place: [...place, 'email'] }),
      ...[...memberOf].map((group_id) => addMember({ group_id, user_id })),
      ...[...distinctRoles].map((role_id) => giveRole({ role_id, user_id })),
      ...keyOf(ground, taken, user_id, { given: api_key, place: [...place, 'api_key'] }),
    ],
    {
      user_id,
      details: plannedDetails(ground, fields, user, { group_ids: [...memberOf], role_ids }),
      texts: {
        after: { ...textsIn({ ...nobody, ...fields }), ...(email === undefined ? {} : { email }) },
      },
    },
  )
  for (const [name, value] of Object.entries(values)) {
    planValue(ground, user_id, { name, value, place: [...place, 'values'] })
  }
}

/** The audit details of a planted user, with their address and key. */
function plannedDetails(
  { keys }: Ground,
  { is_disabled = false, ...fields }: ReturnType<typeof changedFields>,
  { email, api_key }: SeedUser,
  places: { readonly group_ids: readonly GroupId[]; readonly role_ids: readonly RoleId[] },
) {
  const secret_digest = api_key && keys.digest(api_key.client_secret)
  const texts = {
    ...fields,
    ...(email === undefined ? {} : { email }),
    ...(secret_digest === undefined ? {} : { secret_digest }),
  }
  return {
    fields: Object.keys(fields),
    is_disabled,
    ...(api_key === undefined ? {} : { client_id: api_key.client_id }),
    fingerprints: keys.fingerprints(texts),
    ...places,
  }
}

function resolveNames<Thing>(
  ground: Ground,
  things: ReadonlyMap<string, Thing>,
  names: readonly string[],
  { noun, place, key }: { readonly noun: string; readonly place: Place; readonly key: string },
): Thing[] {
  return names.flatMap(
    (name, at) => ground.named(things, name, { noun, place: [...place, key], within: at }) ?? [],
  )
}

interface Given<T> {
  readonly given: T | undefined
  readonly place: Place
}

function emailOf(
  ground: Ground,
  { emails }: Taken,
  user_id: UserId,
  { given: email, place }: Given<string>,
): Statement[] {
  if (email === undefined) return []
  const problems = emailProblems(email)
  const key = textKey(email)
  if (emails.has(key)) problems.push(emailTaken)
  emails.add(key)
  if (!ground.fits(place, problems)) return []
  return [addEmail({ user_id, email, forced: false, now: ground.now })]
}

function keyOf(
  ground: Ground,
  { client_ids }: Taken,
  user_id: UserId,
  { given: key, place }: Given<SeedKey>,
): Statement[] {
  if (key === undefined) return []
  const { client_id, client_secret } = key
  if (client_ids.has(client_id)) {
    ground.faults.push({ place, message: 'client_id already exists: another API key has it.' })
  }
  client_ids.add(client_id)
  const secret_digest = ground.keys.digest(client_secret)
  return [addApiKey({ user_id, client_id, secret_digest, now: ground.now })]
}

function planValue(
  ground: Ground,
  user_id: UserId,
  { name, value, place }: { readonly name: string; readonly value: string; readonly place: Place },
): void {
  const { attributes, faults } = ground
  const attribute = ground.named(attributes, name, { noun: 'attribute', place, within: name })
  if (attribute === undefined) return
  if (isReserved(attribute)) {
    faults.push({ place: [...place, name], message: reservedValue })
    return
  }
  const given = valueFromBody(attribute, value)
  if ('problems' in given) {
    ground.fits([...place, name], given.problems)
    return
  }
  const values = ground.values.get(attribute) ?? []
  ground.values.set(attribute, values)
  values.push({ user_id, value: given.text })
}
