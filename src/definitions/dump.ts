// Writes a file of definitions as a person would have written it: in order, and only what differs from what is usual.

import { stringify } from 'yaml'
import { isReserved } from '../domain/system-attributes.ts'
import { forGood, type Times } from '../domain/times.ts'
import { labelFrom } from '../domain/user-attribute.ts'
import { allUsersGroupId } from '../ids.ts'
import { shownInstant } from '../texts/instant.ts'
import {
  type AttributeHeld,
  type GroupHeld,
  type Present,
  shipped,
  type UserHeld,
} from './present.ts'
import { timeFields } from './times-text.ts'

export interface DumpOptions {
  /** The address of the JSON Schema for editors. */
  readonly schema?: string | undefined
  /** Also what is empty, and the built-in attributes that are as they came: so that pruning makes an equal server. */
  readonly isWhole?: boolean
}

export function dumpOf(present: Present, options: DumpOptions = {}): string {
  const { schema, isWhole = false } = options
  const groups = present.groups.filter(({ id }) => id !== allUsersGroupId)
  const attributes = present.attributes.filter(
    (it) => !isReserved(it) && (isWhole || !isAsShipped(it)),
  )
  const users = usersIn(present).filter(
    ({ groups, values }) => isWhole || groups.length + values.size > 0,
  )
  const writer = new Writer(present, isWhole)
  const sections = [
    section('groups', groups.map(writer.group), isWhole),
    section('user_attributes', attributes.map(writer.attribute), isWhole),
    section('users', users.map(writer.user), false),
  ].filter((text) => text !== '')
  const head = schema === undefined ? '' : `# yaml-language-server: $schema=${schema}\n`
  return `${head}${sections.join('\n')}`
}

/** The users whom a file can name. */
const usersIn = ({ users }: Present) =>
  users.filter(({ email, external_user_id }) => (email ?? external_user_id) !== null)

/** How many values a dump leaves out because others follow them: a file has one value, and would keep it. */
export const leftOutOf = (present: Present): number =>
  usersIn(present).reduce((sum, { followed }) => sum + followed.size, 0)

const section = (name: string, items: readonly string[], isWhole: boolean): string =>
  items.length > 0 ? `${name}:\n${items.join('')}` : isWhole ? `${name}: []\n` : ''

/** A built-in attribute of which there is nothing to say. */
function isAsShipped(attribute: AttributeHeld): boolean {
  const came = shipped.get(attribute.id)
  if (came === undefined || !attribute.is_system) return false
  const { choices, combine, values, hidden_value_domain_whitelist } = attribute
  return (
    Object.entries(came).every(
      ([field, value]) => attribute[field as keyof typeof came] === value,
    ) &&
    choices === null &&
    combine === 'first' &&
    values.length === 0 &&
    hidden_value_domain_whitelist === null
  )
}

/** A text as YAML, on one line. */
const scalar = (text: string): string => {
  // A text that is broken into lines, and one that a reader may take for something else, is in quotes. Older readers
  // take yes, no and dates for something else.
  const plain = stringify(text, { lineWidth: 0, compat: 'yaml-1.1' }).trimEnd()
  return /^[^\s"'|>].*$/u.test(plain) && !/[\p{Cc}\u2028\u2029]/u.test(text)
    ? plain
    : JSON.stringify(text).replace(
        /[\u007f-\u009f\u2028\u2029\ufeff]/g,
        (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )
}

class Writer {
  readonly #groups: ReadonlyMap<string, string>
  readonly #attributes: ReadonlyMap<string, AttributeHeld>
  readonly #variables = new Set<string>()

  readonly #isWhole: boolean

  constructor({ groups, attributes }: Present, isWhole: boolean) {
    this.#isWhole = isWhole
    this.#groups = new Map(groups.map(({ id, name }) => [id, name]))
    this.#attributes = new Map(attributes.map((attribute) => [attribute.id, attribute]))
  }

  readonly group = ({ id, name, inner }: GroupHeld): string => {
    const groups = inner.map((it) => scalar(this.#groups.get(it) ?? ''))
    return [
      `  - name: ${scalar(name)} # id ${id}\n`,
      groups.length === 0 ? '' : `    groups: [${groups.map(inFlow).join(', ')}]\n`,
    ].join('')
  }

  readonly attribute = (attribute: AttributeHeld): string => {
    const { id, name, label, type, is_system } = attribute
    const came = is_system ? shipped.get(id) : undefined
    const usual = came?.name === name ? came.label : labelFrom(name) || name
    const lines = [`  - name: ${scalar(name)} # id ${id}`]
    const write = (field: string, text: string) => lines.push(`    ${field}: ${text}`)
    if (came !== undefined && came.name !== name) write('renamed_from', scalar(came.name))
    if (label !== usual) write('label', scalar(label))
    write('type', type)
    const standard = this.#default(attribute)
    if (standard !== undefined) write('default_value', standard)
    if (attribute.value_is_hidden) write('value_is_hidden', 'true')
    const allowlist = attribute.hidden_value_domain_whitelist
    if (allowlist !== null) write('hidden_value_domain_whitelist', scalar(allowlist))
    const { user_can_edit: edits, user_can_view: views } = attribute
    if (edits !== (came?.user_can_edit ?? false)) write('user_can_edit', String(edits))
    if (!edits && views !== (came?.user_can_view ?? false)) write('user_can_view', String(views))
    const { choices, combine } = attribute
    if (choices !== null) write('choices', `[${choices.map(scalar).map(inFlow).join(', ')}]`)
    if (combine !== 'first') write('combine', combine)
    if (attribute.values.length > 0) {
      lines.push('    group_values: # strongest first')
      for (const { group, value, ...times } of attribute.values) {
        const key = this.#groups.get(group) ?? ''
        lines.push(`      ${scalar(key)}: ${this.#value(value, name, key, times)}`)
      }
    }
    return `${lines.join('\n')}\n`
  }

  #default({ id, name, default_value, value_is_hidden, is_system }: AttributeHeld) {
    const came = is_system ? shipped.get(id) : undefined
    if (default_value === (came?.default_value ?? null)) return undefined
    if (default_value === null) return '""'
    return this.#value(value_is_hidden ? null : default_value, name, 'default')
  }

  readonly user = ({ id, email, external_user_id, groups, ...own }: UserHeld): string => {
    const { values, ends, followed } = own
    const [field, text] = email === null ? ['external_user_id', external_user_id] : ['email', email]
    const lines = [`  - ${field}: ${scalar(text ?? '')} # id ${id}`]
    if (groups.length > 0 || this.#isWhole) {
      const names = groups.map(({ group, ...times }) => {
        const name = inFlow(scalar(this.#groups.get(group) ?? ''))
        const written = timesIn(times)
        // guard definitions-12: becomes name
        return written === '' ? name : `{ group: ${name}, ${written} }`
      })
      lines.push(`    groups: [${names.join(', ')}]`)
    }
    const nameOf = (attribute: string) => this.#attributes.get(attribute)?.name ?? ''
    // guard definitions-13: becomes [...values]
    const alone = [...values].filter(([of]) => !followed.has(of))
    if (alone.length === 0 && this.#isWhole) lines.push('    values: {}')
    if (alone.length > 0) lines.push('    values:')
    for (const [of, value] of alone) {
      const name = nameOf(of)
      const times = { starts_at: null, expires_at: ends.get(of) ?? null }
      lines.push(`      ${scalar(name)}: ${this.#value(value, name, text ?? '', times)}`)
    }
    for (const [of, at] of followed) {
      const name = scalar(nameOf(of))
      lines.push(
        `    # Left out, since another one follows it at ${shownInstant(at)}: the value of ${name}`,
      )
    }
    return `${lines.join('\n')}\n`
  }

  /** A hidden value is named: by a variable that no other one has. */
  #value(value: string | null, attribute: string, whose: string, times = forGood): string {
    const written = timesIn(times)
    // guard definitions-14: becomes ''
    const rest = written === '' ? '' : `, ${written}`
    if (value !== null) {
      return rest === '' ? scalar(value) : `{ value: ${inFlow(scalar(value))}${rest} }`
    }
    const words = `${attribute}_${whose}`
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, '_')
      .replace(/^(?=\d)/, '_')
    let name = words
    for (let count = 2; this.#variables.has(name); count++) name = `${words}_${count}`
    this.#variables.add(name)
    return `{ value_from: { env: ${name} }${rest} }`
  }
}

const timesIn = (times: Times): string =>
  Object.entries(timeFields(times))
    .map(([field, time]) => `${field}: ${scalar(time)}`)
    .join(', ')

/** In a list on one line, commas and brackets are not part of a plain text. */
const inFlow = (text: string): string =>
  /[,[\]{}]/.test(text) && !text.startsWith('"') ? JSON.stringify(text) : text
