// The shape of a file of definitions as data: the reader and the JSON Schema for editors are both made of it.
import { combines } from '../domain/combining.ts'
import { valueTypes } from '../domain/value-type.ts'

export type Kind =
  /** Text that is not empty. A number without quotes is the text that is written. */
  | 'name'
  /** Any text; likewise. */
  | 'text'
  | 'flag'
  | { readonly words: readonly string[] }
  /** A time with its offset from UTC. */
  | 'time'
  | { readonly listOf: 'name' | 'text' | Shape | NameOr }
  /** A text, or where a hidden value is read from. */
  | 'value'
  /** A map by name, in its order, of texts or of this shape. */
  | { readonly valuesOf: Shape }
  | Shape

/** A name alone, or something of this shape. */
export interface NameOr {
  readonly nameOr: Shape
}

export interface Field {
  readonly kind: Kind
  readonly about: string
  readonly required?: true
}

export interface Shape {
  readonly about: string
  readonly fields: Readonly<Record<string, Field>>
  /** Exactly one of these fields must be there. */
  readonly oneOf?: readonly string[]
}

export const sourceShape: Shape = {
  about: 'Where a hidden value is read from.',
  oneOf: ['env', 'file'],
  fields: {
    env: { kind: 'name', about: 'The name of an environment variable.' },
    file: {
      kind: 'name',
      about:
        'The path of a file, from the folder of this one; a line break at its end is left out.',
    },
  },
}

export const fromShape: Shape = {
  about: 'A hidden value: it is never written here, but named.',
  fields: {
    value_from: { kind: sourceShape, about: 'Where the value is read from.', required: true },
  },
}

const times = {
  starts_at: {
    kind: 'time',
    about:
      'When it starts to count, such as 2026-12-04T18:00:00Z; left out, or when it has passed: now.',
  },
  expires_at: {
    kind: 'time',
    about:
      'When it ends, such as 2026-12-04T18:00:00Z; left out: never. What has ended says nothing.',
  },
} as const satisfies Record<string, Field>

const timedFields = {
  value: { kind: 'text', about: 'The value.' },
  value_from: { kind: sourceShape, about: 'Where a hidden value is read from.' },
} as const satisfies Record<string, Field>

const groupValueShape: Shape = {
  about: 'A value that is hidden, or that counts for a time.',
  oneOf: ['value', 'value_from'],
  fields: { ...timedFields, ...times },
}

const userValueShape: Shape = {
  about: 'A value that is hidden, or that ends.',
  oneOf: ['value', 'value_from'],
  fields: { ...timedFields, expires_at: times.expires_at },
}

const membershipShape: Shape = {
  about: 'A group that the user is in for a time.',
  fields: {
    group: { kind: 'name', about: 'The name of the group.', required: true },
    ...times,
  },
}

const groupShape: Shape = {
  about: 'A group.',
  fields: {
    name: { kind: 'name', about: 'Its name; case does not matter.', required: true },
    renamed_from: {
      kind: 'name',
      about: 'Its former name: a group that still has it is renamed, not made anew.',
    },
    groups: {
      kind: { listOf: 'name' },
      about: 'Names of the groups directly inside it.',
    },
  },
}

const attributeShape: Shape = {
  about: 'A user attribute, described whole: what is left out is as a new attribute has it.',
  fields: {
    name: { kind: 'name', about: 'Its name in queries and programs.', required: true },
    type: { kind: { words: valueTypes }, about: 'Which values fit.', required: true },
    renamed_from: {
      kind: 'name',
      about: 'Its former name: an attribute that still has it is renamed, with all its values.',
    },
    label: { kind: 'name', about: 'Its name for people; without it, one made from the name.' },
    default_value: {
      kind: 'value',
      about: 'The value of users who get none otherwise; without it, there is none.',
    },
    value_is_hidden: {
      kind: 'flag',
      about: 'True: values are stored encrypted and never shown. It stays true for ever.',
    },
    user_can_view: { kind: 'flag', about: 'Whether users can see their own value.' },
    user_can_edit: {
      kind: 'flag',
      about: 'Whether users can set their own value; then they can see it too.',
    },
    hidden_value_domain_whitelist: {
      kind: 'name',
      about:
        'Where hidden values may be sent: URLs with commas between. Left out, it stays as it is.',
    },
    choices: { kind: { listOf: 'text' }, about: 'The values that are allowed; left out: all.' },
    combine: {
      kind: { words: combines },
      about: 'How the values of several groups become one; left out: first.',
    },
    group_values: {
      kind: { valuesOf: groupValueShape },
      about: 'Values of groups by name, the strongest first.',
    },
  },
}

const userShape: Shape = {
  about: 'A user who is there already: files make no users and delete none.',
  oneOf: ['email', 'external_user_id'],
  fields: {
    email: { kind: 'name', about: 'The e-mail address, in any case.' },
    external_user_id: {
      kind: 'name',
      about: 'The id that an embedding application gave the user.',
    },
    groups: {
      kind: { listOf: { nameOr: membershipShape } },
      about: 'The groups that the user is in directly: names, or names with times.',
    },
    values: {
      kind: { valuesOf: userValueShape },
      about: "The user's own values, by the names of attributes.",
    },
  },
}

export const fileShape: Shape = {
  about: 'Definitions of an Attrium server: what is named here is made so by attrium apply.',
  fields: {
    groups: { kind: { listOf: groupShape }, about: 'Groups.' },
    user_attributes: { kind: { listOf: attributeShape }, about: 'User attributes.' },
    users: { kind: { listOf: userShape }, about: 'Memberships and values of users.' },
  },
}

export const isShape = (kind: Kind): kind is Shape => typeof kind === 'object' && 'fields' in kind
