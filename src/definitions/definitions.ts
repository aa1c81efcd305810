// What files of definitions say: groups, attributes and users as they should be, each with its place.
import type { Times } from '../domain/times.ts'
import { nearTo } from '../references/reference.ts'
import { instantIn } from '../texts/instant.ts'
import { textKey } from '../texts/text-key.ts'
import { documentOf, type Part } from './document.ts'
import type { Mistake, Place } from './place.ts'
import { fileMistakes } from './shape-mistakes.ts'

export interface Placed<Thing> {
  readonly at: Place
  readonly is: Thing
}

/** Where a hidden value is read from. */
export type Source = { readonly env: string } | { readonly file: string }

/** A value that is written, or one that is hidden and named. */
export type Value =
  | { readonly at: Place; readonly text: string }
  | { readonly at: Place; readonly from: Source }

export interface NamedValue {
  readonly name: Placed<string>
  readonly value: Value
  readonly times: TimesWanted
}

/** As the file has them, in milliseconds since 1970 UTC. */
export interface TimesWanted extends Times {
  /** Where the times are that the file has. */
  readonly places: ReadonlyMap<string, Place>
}

export interface MembershipWanted {
  readonly name: Placed<string>
  readonly times: TimesWanted
}

export interface GroupWanted {
  readonly name: Placed<string>
  readonly renamedFrom: Placed<string> | undefined
  /** The groups inside it. */
  readonly groups: readonly Placed<string>[]
}

/** The fields of a definition but its name, its default and its values. */
export interface FieldsWanted {
  readonly type: string
  readonly label: string | undefined
  readonly value_is_hidden: boolean
  readonly user_can_view: boolean
  readonly user_can_edit: boolean
  readonly hidden_value_domain_whitelist: string | undefined
  readonly choices: readonly string[]
  readonly combine: string
}

export interface AttributeWanted {
  readonly name: Placed<string>
  readonly renamedFrom: Placed<string> | undefined
  /** Undefined: no default. */
  readonly default: Value | undefined
  readonly fields: FieldsWanted
  /** Where the fields are that the file has; problems of a server name them. */
  readonly places: ReadonlyMap<string, Place>
  /** Values of groups, the strongest first. */
  readonly values: readonly NamedValue[]
}

export interface UserWanted {
  readonly at: Place
  readonly by: 'email' | 'external_user_id'
  readonly text: string
  /** Undefined: nothing is said about them. */
  readonly groups: readonly MembershipWanted[] | undefined
  readonly values: readonly NamedValue[] | undefined
}

/** A section that is undefined is in none of the files: nothing is said about such things. */
export interface Definitions {
  readonly groups: readonly GroupWanted[] | undefined
  readonly attributes: readonly AttributeWanted[] | undefined
  readonly users: readonly UserWanted[] | undefined
}

export interface File {
  readonly file: string
  readonly text: string
}

/** Reads files as if they were one. If there is a mistake, the definitions are not to be used. */
export function definitionsIn(files: readonly File[]): {
  readonly definitions: Definitions
  readonly mistakes: readonly Mistake[]
} {
  const read = files.map(({ file, text }) => readFile(file, text))
  const mistakes = read.flatMap((it) => it.mistakes)
  const all = read.map((it) => it.definitions)
  const definitions: Definitions = {
    groups: together(all.map((it) => it.groups)),
    attributes: together(all.map((it) => it.attributes)),
    users: together(all.map((it) => it.users)),
  }
  const isWrong = mistakes.length > 0
  return { definitions, mistakes: isWrong ? mistakes : contradictions(definitions) }
}

const together = <Thing>(lists: readonly (readonly Thing[] | undefined)[]) =>
  lists.every((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? [])

function readFile(file: string, text: string) {
  const { part, mistakes: ofText } = documentOf(file, text)
  const mistakes = ofText.length > 0 ? ofText : fileMistakes(part)
  if (mistakes.length > 0) return { definitions: none, mistakes }
  const read = fieldsOf(part)
  const list = <Thing>(name: string, each: (part: Part) => Thing) => {
    const found = read.get(name)
    return found && itemsOf(found).map(each)
  }
  const definitions: Definitions = {
    groups: list('groups', groupIn),
    attributes: list('user_attributes', attributeIn),
    users: list('users', userIn),
  }
  return { definitions, mistakes }
}

const none: Definitions = { groups: undefined, attributes: undefined, users: undefined }

// The shape has been checked: these functions only take what is there.

const fieldsOf = (part: Part): ReadonlyMap<string, Part> =>
  new Map(part.is === 'map' ? part.entries.map((entry) => [entry.key, entry.part]) : [])

const itemsOf = (part: Part): readonly Part[] => (part.is === 'list' ? part.items : [])

const textOf = (part: Part | undefined): string | undefined =>
  part?.is === 'text' || part?.is === 'number' ? part.text : undefined

const flagOf = (part: Part | undefined): boolean => part?.is === 'flag' && part.flag

const nameIn = (part: Part): Placed<string> => ({ at: part.at, is: textOf(part) ?? '' })

function groupIn(part: Part): GroupWanted {
  const fields = fieldsOf(part)
  const former = fields.get('renamed_from')
  return {
    name: nameIn(fields.get('name') ?? part),
    renamedFrom: former && nameIn(former),
    groups: itemsOf(fields.get('groups') ?? part).map(nameIn),
  }
}

function attributeIn(part: Part): AttributeWanted {
  const fields = fieldsOf(part)
  const [former, given] = [fields.get('renamed_from'), fields.get('default_value')]
  const user_can_edit = flagOf(fields.get('user_can_edit'))
  return {
    name: nameIn(fields.get('name') ?? part),
    renamedFrom: former && nameIn(former),
    default: given === undefined || textOf(given) === '' ? undefined : valueIn(given),
    fields: {
      type: textOf(fields.get('type')) ?? '',
      label: textOf(fields.get('label')),
      value_is_hidden: flagOf(fields.get('value_is_hidden')),
      user_can_view: user_can_edit || flagOf(fields.get('user_can_view')),
      user_can_edit,
      hidden_value_domain_whitelist: textOf(fields.get('hidden_value_domain_whitelist')),
      choices: itemsOf(fields.get('choices') ?? part).map((item) => textOf(item) ?? ''),
      combine: textOf(fields.get('combine')) ?? 'first',
    },
    places: new Map([...fields].map(([name, { at }]) => [name, at])),
    values: valuesIn(fields.get('group_values')) ?? [],
  }
}

function userIn(part: Part): UserWanted {
  const fields = fieldsOf(part)
  const by = fields.has('email') ? 'email' : 'external_user_id'
  const groups = fields.get('groups')
  return {
    at: fields.get(by)?.at ?? part.at,
    ...{ by, text: textOf(fields.get(by)) ?? '' },
    groups: groups && itemsOf(groups).map(membershipIn),
    values: valuesIn(fields.get('values')),
  }
}

const membershipIn = (part: Part): MembershipWanted => ({
  name: nameIn(fieldsOf(part).get('group') ?? part),
  times: timesIn(part),
})

/** A text alone has none. */
function timesIn(part: Part): TimesWanted {
  const fields = fieldsOf(part)
  const [starts_at, expires_at] = timeFields.map(
    (name) => instantIn(textOf(fields.get(name)) ?? '') ?? null,
  )
  const there = timeFields.flatMap((name) => {
    const field = fields.get(name)
    return field === undefined ? [] : [[name, field.at] as const]
  })
  return { starts_at: starts_at ?? null, expires_at: expires_at ?? null, places: new Map(there) }
}
const timeFields = ['starts_at', 'expires_at'] as const

const valuesIn = (part: Part | undefined): NamedValue[] | undefined =>
  part?.is === 'map'
    ? part.entries.map((entry) => ({
        name: { at: entry.at, is: entry.key },
        value: valueIn(entry.part),
        times: timesIn(entry.part),
      }))
    : undefined

function valueIn(part: Part): Value {
  const text = textOf(part) ?? textOf(fieldsOf(part).get('value'))
  if (text !== undefined) return { at: part.at, text }
  const from = fieldsOf(part).get('value_from') ?? part
  const [env, file] = ['env', 'file'].map((name) => textOf(fieldsOf(from).get(name)))
  return { at: part.at, from: env === undefined ? { file: file ?? '' } : { env } }
}

/** What the files say twice, or against themselves. */
function contradictions({ groups = [], attributes = [], users = [] }: Definitions): Mistake[] {
  return [
    ...nameMistakes('group', groups, textKey),
    ...nameMistakes('attribute', attributes, (name) => name),
    ...twice(
      users.map(({ at, by, text }) => ({
        at,
        is: `${by} ${by === 'email' ? textKey(text) : text}`,
      })),
      'the user is',
    ),
    ...groups.flatMap((group) => twice(keyed(group.groups), 'the group is')),
    ...attributes.flatMap(({ values }) =>
      twice(keyed(values.map(({ name }) => name)), 'the group is'),
    ),
    ...users.flatMap(({ groups = [] }) =>
      twice(keyed(groups.map(({ name }) => name)), 'the group is'),
    ),
    ...attributes.flatMap(({ values }) => values.flatMap(reversed)),
    ...users.flatMap(({ groups = [], values = [] }) => [...groups, ...values].flatMap(reversed)),
  ]
}

function reversed({ times }: { readonly times: TimesWanted }): Mistake[] {
  const { starts_at, expires_at, places } = times
  const at = places.get('expires_at')
  const isSo = starts_at !== null && expires_at !== null && expires_at <= starts_at
  return isSo && at !== undefined ? [{ at, message: 'expires_at must be after starts_at.' }] : []
}

const keyed = (names: readonly Placed<string>[]) =>
  names.map(({ at, is }) => ({ at, is: textKey(is) }))

function nameMistakes(
  noun: string,
  things: readonly Pick<GroupWanted, 'name' | 'renamedFrom'>[],
  keyOf: (name: string) => string,
): Mistake[] {
  const names = things.map(({ name }) => ({ at: name.at, is: keyOf(name.is) }))
  const former = things.flatMap(
    ({ renamedFrom: it }) => (it && { at: it.at, is: keyOf(it.is) }) || [],
  )
  const known = new Map(names.map(({ at, is }) => [is, at]))
  const kept = former.flatMap(({ at, is }) => {
    const there = known.get(is)
    const message = `the ${noun} with this name is named in ${there && `${there.file}:${there.line}`}; leave one of the two out.`
    return there === undefined ? [] : [{ at, message }]
  })
  return [...twice(names, `the ${noun} is`), ...kept, ...twice(former, `the ${noun} is renamed`)]
}

function twice(names: readonly Placed<string>[], what: string): Mistake[] {
  const known = new Map<string, Place>()
  return names.flatMap(({ at, is }) => {
    const before = known.get(is)
    if (before === undefined) known.set(is, at)
    if (before === undefined) return []
    return [{ at, message: `${what} there already: ${before.file}:${before.line}.` }]
  })
}

/** A name that names nothing, with the one that may be meant. */
export function unknownName(noun: string, name: Placed<string>, names: Iterable<string>): Mistake {
  const near = nearTo(name.is, names)
  const help = near === undefined ? '.' : `; did you mean ${near}?`
  return { at: name.at, message: `there is no such ${noun}, on the server or in the files${help}` }
}
