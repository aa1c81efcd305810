// From a seed to the commits that plant it, by the rules that the API has; all that is wrong with it at once.
import { emailProblems, emailTaken } from '../credentials/email.ts'
import { addEmail } from '../credentials/sql.ts'
import { newDefault, valueChange } from '../domain/value-change.ts'
import { nestingObstacle } from '../groups/group.ts'
import { addMember, createGroupAs, putIntoGroup } from '../groups/sql.ts'
import { adminUserId, allUsersGroupId, type RoleId, type UserId } from '../ids.ts'
import { nameProblems } from '../names.ts'
import { addKey, administrator } from '../start/sql.ts'
import type { Commit } from '../store/db.ts'
import type { Statement } from '../store/statement.ts'
import { textKey } from '../text-key.ts'
import { rankedGroupValues } from '../user-attributes/group-value-list.ts'
import { detailsOf } from '../user-attributes/routes.ts'
import { createUserAttribute } from '../user-attributes/sql.ts'
import { isReserved, reservedValue } from '../user-attributes/system-attributes.ts'
import {
  createdDefinition,
  labelKey,
  type UserAttribute,
} from '../user-attributes/user-attribute.ts'
import { givenText } from '../user-attributes/value.ts'
import { createUserAs } from '../users/changes/sql.ts'
import { changedFields, nobody, userProblems } from '../users/user.ts'
import type { Fault, Place } from './fault.ts'
import { type EmptyStore, Ground, idsAfter } from './ground.ts'
import type { Seed, SeedAttribute, SeedKey, SeedUser } from './seed.ts'
import { giveRole } from './sql.ts'

/** The commits have the ids they create in them; none of them may be stored when there is a fault. */
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
      details,
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
    const { definition, problems } = createdDefinition(body, taken)
    if (!ground.fits(place, problems)) {
      ground.mistaken.add(body.name)
      continue
    }
    const id = nextId()
    const { stored, audit } = newDefault(ground.keys.hidden, definition, id)
    const attribute = { ...definition, id, is_system: false, is_permanent: false }
    ground.setAttribute(attribute)
    labels.add(labelKey(definition.label))
    ground.addToCatalogue([createUserAttribute(definition, stored, id)], {
      ...audit,
      user_attribute_id: id,
      details: detailsOf(definition),
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
  const items = Object.entries(group_values).flatMap(([name, value]) => {
    const group = ground.named(ground.groups, name, { noun: 'group', place, within: name })
    if (group === undefined) return []
    const given = givenText(attribute, value)
    if ('problems' in given) ground.fits([...place, name], given.problems)
    return [{ group_id: group.id, value }]
  })
  if (items.length === 0) return
  const { values, problems } = rankedGroupValues(attribute, items, ground.catalogue)
  if (problems.length > 0) return
  const { statements, audit } = valueChange(ground.keys.hidden, attribute, { of: 'groups', values })
  const groups = values.map(({ group_id, rank }) => ({ group_id, rank }))
  ground.addToCatalogue(statements, { ...audit, details: { groups, before: [] } })
}

/** What no two users may share. */
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
  const group_ids = planned(ground, ground.groups, groups, { noun: 'group', place, key: 'groups' })
  const role_ids = planned(ground, ground.roles, roles, { noun: 'role', place, key: 'roles' })
  const memberOf = new Set([allUsersGroupId, ...group_ids.map(({ id }) => id)])
  const held = new Set<RoleId>(role_ids)
  ground.add(
    [
      createUserAs(user_id, { ...nobody, ...fields, created_at: ground.now }),
      ...emailOf(ground, taken, user_id, { given: email, place: [...place, 'email'] }),
      ...[...memberOf].map((group_id) => addMember({ group_id, user_id })),
      ...[...held].map((role_id) => giveRole({ role_id, user_id })),
      ...keyOf(ground, taken, user_id, { given: api_key, place: [...place, 'api_key'] }),
    ],
    { user_id, details: { fields: Object.keys(fields), group_ids: [...memberOf], role_ids } },
  )
  for (const [name, value] of Object.entries(values)) {
    planValue(ground, user_id, { name, value, place: [...place, 'values'] })
  }
}

function planned<Thing>(
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
  return [addKey({ user_id, client_id, secret_digest, now: ground.now })]
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
  const given = givenText(attribute, value)
  if ('problems' in given) {
    ground.fits([...place, name], given.problems)
    return
  }
  const change = { of: 'user', user_id, value: given.text } as const
  const { statements, audit } = valueChange(ground.keys.hidden, attribute, change)
  ground.add(statements, audit)
}
