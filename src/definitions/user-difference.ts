// How memberships and values of users differ from what the files say.

import { isSameTimes } from '../domain/memberships.ts'
import { isReserved } from '../domain/system-attributes.ts'
import type { Times } from '../domain/times.ts'
import { allUsersGroupId } from '../ids.ts'
import { nearTo } from '../references/reference.ts'
import { textKey } from '../texts/text-key.ts'
import type { Reshaped } from './attribute-difference.ts'
import { attributeField, groupField, type Role } from './cast.ts'
import type { Comparison } from './comparison.ts'
import type { NamedValue, UserWanted } from './definitions.ts'
import { type Line, quoted, sentValue, shown } from './planned.ts'
import type { AttributeHeld, UserHeld } from './present.ts'
import { timeFields, timesNow, timesText } from './times-text.ts'

export function compareUsers(comparison: Comparison, reshaped: Reshaped): void {
  const { users } = comparison.present
  const byEmail = new Map(users.map((user) => [textKey(user.email ?? ''), user]))
  const byOther = new Map(users.map((user) => [user.external_user_id ?? '', user]))
  const hidden = hiddenAfter(comparison)
  for (const wanted of comparison.definitions.users ?? []) {
    const { at, by, text } = wanted
    const user = by === 'email' ? byEmail.get(textKey(text)) : byOther.get(text)
    if (user === undefined) {
      const near = by === 'email' ? nearTo(text, byEmail.keys()) : undefined
      const help = near === undefined ? '; files make no users.' : `; did you mean ${near}?`
      comparison.planning.wrong(at, `there is no such user on the server${help}`)
      continue
    }
    const lines = [
      ...memberships(comparison, wanted, user),
      ...ownValues(comparison, wanted.values, user, { reshaped, hidden }),
    ]
    comparison.planning.show({ sign: '~', noun: 'user', name: text, lines })
  }
}

/** Whether values of an attribute are hidden after the plan. */
function hiddenAfter({ definitions, attributes }: Comparison) {
  const wanted = new Map(
    (definitions.attributes ?? []).map(({ name, fields }) => [
      attributes.named(name.is),
      fields.value_is_hidden,
    ]),
  )
  return (role: Role<AttributeHeld>): boolean =>
    wanted.get(role) ?? role.held?.value_is_hidden ?? false
}

function memberships(comparison: Comparison, wanted: UserWanted, user: UserHeld): Line[] {
  if (wanted.groups === undefined) return []
  const { planning, groups, options, present } = comparison
  const lines: Line[] = []
  const direct = new Map<string, Times>(user.groups.map((it) => [it.group, it]))
  for (const { name, times: given } of wanted.groups) {
    const group = comparison.group(name)
    if (group === undefined) continue
    const id = group.held?.id ?? ''
    if (id === allUsersGroupId) {
      // Everybody is in All Users.
      if (given.places.size > 0) planning.wrong(name.at, alwaysIn)
      continue
    }
    const times = timesNow(planning, given, present.now)
    if (times === undefined) continue
    const held = direct.get(id)
    direct.delete(id)
    // guard definitions-8: becomes held !== undefined
    if (isSameTimes(held, times)) continue
    const named = { ...groupField(group), user_id: user.id }
    // A later start would take a member out without saying so; the server refuses it.
    if (held?.starts_at === null && times.starts_at !== null) {
      const operation = { op: 'remove_group_user', ...named } as const
      planning.add({ phase: 'remove members', operation, at: name.at })
    }
    const operation = { op: 'add_group_user', ...named, ...timeFields(times) } as const
    planning.add({ phase: 'add members', operation, at: name.at, places: given.places })
    const was = held && (timesText(held) || ' for good')
    const text = `in group ${quoted(group.name)}`
    if (was === undefined) lines.push({ sign: '+', text: text + timesText(times) })
    else lines.push({ sign: '~', text: `${text}:${was} ->${timesText(times) || ' for good'}` })
  }
  for (const [id, times] of options.prunes ? direct : []) {
    const group = groups.withId(id)
    if (group === undefined || comparison.isPrunedGroup(group)) continue
    const operation = { op: 'remove_group_user', group_id: id, user_id: user.id } as const
    planning.add({ phase: 'remove members', operation, at: wanted.at })
    lines.push({ sign: '-', text: `in group ${quoted(group.name)}${timesText(times)}` })
  }
  return lines
}
const alwaysIn = 'everybody is always in All Users; leave its times out.'

interface About {
  readonly reshaped: Reshaped
  readonly hidden: (role: Role<AttributeHeld>) => boolean
}

function ownValues(
  comparison: Comparison,
  values: readonly NamedValue[] | undefined,
  user: UserHeld,
  { reshaped, hidden }: About,
): Line[] {
  if (values === undefined) return []
  const { planning, attributes, options, present } = comparison
  const lines: Line[] = []
  const left = new Map(user.values)
  for (const { name, value, times: given } of values) {
    const role = comparison.attribute(name)
    if (role === undefined) continue
    const id = role.held?.id ?? ''
    const [isThere, before, isHidden] = [left.has(id), left.get(id), hidden(role)]
    if (!comparison.fits(value, isHidden)) continue
    const times = timesNow(planning, given, present.now)
    if (times === undefined) continue
    left.delete(id)
    const sent = sentValue(value)
    const ends = user.ends.get(id) ?? null
    const isSo = isThere && (isHidden ? !options.replacesHidden : before === sent)
    // guard definitions-9: becomes isSo
    if (isSo && ends === times.expires_at) continue
    const named = { user_id: user.id, ...attributeField(role) }
    if (isThere && !isHidden && reshaped.has(role)) {
      const operation = { op: 'clear_user_value', ...named } as const
      planning.add({ phase: 'take values out', operation, at: value.at })
    }
    const set = { value: sent, ...timeFields(times) }
    const operation = { op: 'set_user_value', ...named, ...set } as const
    planning.add({ phase: 'set user values', operation, at: value.at, places: given.places })
    const was = shown(before ?? null) + timesText({ starts_at: null, expires_at: ends })
    const is = shown(sent) + timesText(times)
    const text = isThere ? `${was} -> ${is}` : is
    lines.push({ sign: isThere ? '~' : '+', text: `${role.name}: ${text}` })
  }
  for (const [id, value] of options.prunes ? left : []) {
    const role = attributes.withId(id)
    if (role?.held === undefined || isReserved(role.held)) continue
    // A file cannot say that another value follows, so that one is not named is no reason to take it away.
    if (comparison.isPrunedAttribute(role) || user.followed.has(id)) continue
    const operation = { op: 'clear_user_value', user_id: user.id, user_attribute_id: id } as const
    planning.add({ phase: 'take values out', operation, at: undefined })
    lines.push({ sign: '-', text: `${role.name}: ${shown(value)}` })
  }
  return lines
}
