// How callers of the Attrium API name users, attributes and groups: by id, by name or by address.
import type { Actor } from '../domain/actor.ts'
import { canSeeAttribute } from '../domain/attribute-access.ts'
import type { Catalogue, Group } from '../domain/catalogue.ts'
import { canSeeGroup } from '../domain/group-access.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'
import { type Problem, Refusal } from '../errors.ts'
import { type GroupId, isId, type UserAttributeId, type UserId } from '../ids.ts'
import { limits } from '../limits.ts'
import { nearName } from '../texts/near-name.ts'
import { textKey } from '../texts/text-key.ts'

export type UserReference =
  | { readonly by: 'id'; readonly text: UserId }
  /** The text is the address as `textKey` writes it. */
  | { readonly by: 'email'; readonly text: string }
  /** The id of an embedded user in the application that embeds. */
  | { readonly by: 'external_user_id'; readonly text: string }

/** Whether a text is read as an id and never as a name. */
export const isDigits = (text: string): boolean => /^\d+$/.test(text)
const ofEmbedded = 'external_user_id:'

/** The user whom a text names in a path, in a parameter or in a list of texts; undefined for a text that names none. */
export function userReference(text: string): UserReference | undefined {
  // An embed id may look like an id or an address, so it is marked; no address begins like this.
  if (text.startsWith(ofEmbedded)) return embedReference(text.slice(ofEmbedded.length))
  if (text.includes('@')) return emailReference(text)
  return isId(text) ? { by: 'id', text: text as UserId } : undefined
}

const emailReference = (text: string): UserReference | undefined =>
  text.length > limits.name_characters ? undefined : { by: 'email', text: textKey(text) }

const embedReference = (text: string): UserReference | undefined =>
  text === '' || text.length > limits.name_characters ? undefined : { by: 'external_user_id', text }

/** The fields of a body that name a user. */
export interface UserFields {
  readonly user_id?: string | null
  readonly email?: string | null
  readonly external_user_id?: string | null
}

/** The user whom exactly one of these fields has to name; the problem if none or several are there. */
export function userInBody(fields: UserFields): UserReference | Problem {
  const names = (['user_id', 'email', 'external_user_id'] as const).filter(
    (name) => fields[name] != null,
  )
  const [name, another] = names
  if (name === undefined) return oneOf('user_id', 'email', 'external_user_id')
  if (another !== undefined) return onlyOneOf(name, another)
  const text = fields[name] ?? ''
  const reference =
    name === 'external_user_id'
      ? embedReference(text)
      : name === 'email'
        ? emailReference(text)
        : isId(text)
          ? ({ by: 'id', text: text as UserId } as const)
          : undefined
  return reference ?? { field: name, code: 'invalid', message: `${name} must name a user.` }
}

const oneOf = (field: string, ...others: readonly string[]): Problem => ({
  field,
  code: 'missing_field',
  message: `one of ${[field, ...others].join(', ')} is required.`,
})
const onlyOneOf = (field: string, other: string): Problem => ({
  field,
  code: 'invalid',
  message: `${field} and ${other} are both given; give only one of them.`,
})

export const isProblem = (it: object): it is Problem => 'message' in it

/** What a name was found to be: the thing, or a name close to it that the caller may see. */
export type Named<Thing> = { readonly thing: Thing } | { readonly near: string | undefined }

/** The attribute that a text names, for a caller who may know of it: digits are its id, anything else its name. */
export function namedAttribute(
  actor: Actor,
  catalogue: Catalogue,
  text: string,
): Named<UserAttribute> {
  const held = isDigits(text)
    ? catalogue.attributes.get(text as UserAttributeId)
    : catalogue.attributeNamed(text)
  // guard reference-1: without && canSeeAttribute(actor, held)
  if (held !== undefined && canSeeAttribute(actor, held)) return { thing: held }
  return {
    near: nearTo(
      text,
      namesOf(catalogue.attributes, (it) => canSeeAttribute(actor, it)),
    ),
  }
}

/** The same for a group; case does not matter in its name. */
export function namedGroup(actor: Actor, catalogue: Catalogue, text: string): Named<Group> {
  const held = isDigits(text) ? catalogue.groups.get(text as GroupId) : catalogue.groupNamed(text)
  // guard reference-2: without && canSeeGroup(actor, held.id)
  if (held !== undefined && canSeeGroup(actor, held.id)) return { thing: held }
  return {
    near: nearTo(
      text,
      namesOf(catalogue.groups, ({ id }) => canSeeGroup(actor, id)),
    ),
  }
}

/**
 * What is wrong with digits by which something is to be changed: the id of one thing, and the name of another one that
 * the caller may see, so that nobody knows which was meant.
 */
export function ambiguity(
  actor: Actor,
  catalogue: Catalogue,
  noun: 'attribute' | 'group',
  text: string,
): string | undefined {
  if (!isDigits(text)) return undefined
  const [attribute, group] = [catalogue.attributeNamed(text), catalogue.groupNamed(text)]
  const isOther =
    noun === 'attribute'
      ? attribute !== undefined && attribute.id !== text && canSeeAttribute(actor, attribute)
      : group !== undefined && group.id !== text && canSeeGroup(actor, group.id)
  // guard reference-6: becomes undefined
  return isOther
    ? `that is the id of one ${noun} and the name of another; ${byId[noun]}`
    : undefined
}
const byId = {
  attribute: 'send a change in JSON with user_attribute_id.',
  group: 'send a change in JSON with group_id or child_group_id.',
}

function* namesOf<Thing extends { readonly name: string }>(
  things: ReadonlyMap<string, Thing>,
  isKnown: (thing: Thing) => boolean,
): Generator<string> {
  for (const thing of things.values()) if (isKnown(thing)) yield thing.name
}

/** Comparing two names takes time in proportion to both lengths, so only so many of about this length are compared. */
export function nearTo(text: string, names: Iterable<string>): string | undefined {
  if (text.length > limits.near_name_characters || isDigits(text)) return undefined
  const apart = Math.max(1, Math.floor(text.length / 3))
  const alike: string[] = []
  for (const name of names) {
    if (Math.abs(name.length - text.length) <= apart) alike.push(name)
    // guard reference-3: gone
    if (alike.length >= limits.near_names) break
  }
  return nearName(text, alike)
}

/** A question has its mark, and any other sentence gets a full stop. */
export const ended = (sentence: string): string =>
  sentence.endsWith('?') ? sentence : `${sentence}.`

/** The sentence for a name that names nothing; it never repeats what the caller wrote. */
export const unknownSentence = (noun: string, near: string | undefined): string =>
  near === undefined
    ? `there is no such ${noun}`
    : `there is no such ${noun}; did you mean ${near}?`

/** The same where the attribute or its values are to be changed. */
export function attributeToChange(actor: Actor, catalogue: Catalogue, text: string): UserAttribute {
  const attribute = attributeInPath(actor, catalogue, text)
  const problem = ambiguity(actor, catalogue, 'attribute', text)
  if (problem === undefined) return attribute
  throw new Refusal('not_found', { message: `Not found: ${problem}` })
}

/** The attribute that a path names. Throws a 404 that may say which name was meant. */
export function attributeInPath(actor: Actor, catalogue: Catalogue, text: string): UserAttribute {
  const named = namedAttribute(actor, catalogue, text)
  if ('thing' in named) return named.thing
  const message = `Not found: ${ended(unknownSentence('attribute', named.near))}`
  throw new Refusal('not_found', { message })
}
