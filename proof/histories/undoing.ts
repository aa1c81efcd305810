// How an entry of the history takes a change back.
import type { HistoryEntry } from '../../src/history/shapes.ts'
import { type Facts, something } from './told-facts.ts'

const ids = (text: string | null): string[] => (text === null ? [] : JSON.parse(text))

const ofDefinition = /_user_attribute$|^update_attribute$/

/** Takes changes back, newest first, and reports each entry that does not say what is there. */
export class Undoing {
  readonly facts: Facts
  readonly problems: string[] = []
  #entry: HistoryEntry | undefined
  /** Attributes that are hidden after the entry, or were at a later time. */
  readonly #hidden = new Set<string>()

  constructor(facts: Facts) {
    this.facts = facts
    for (const [name, held] of facts) {
      const [, id] = /^attribute (\S+) value_is_hidden$/.exec(name) ?? []
      if (id !== undefined && held === 'true') this.#hidden.add(id)
    }
  }

  undo(entry: HistoryEntry): void {
    this.#entry = entry
    if (entry.hidden && entry.attribute !== null)
      this.#hidden.add(entry.attribute.user_attribute_id ?? '')
    const { operation, user } = entry
    if (operation.includes('user_attribute') || entry.attribute !== null) this.#value(entry)
    const thing = this.#thingOf(entry)
    for (const { field, from, to } of entry.changes) this.#field(entry, thing, { field, from, to })
    // The addresses that were replaced are forgotten.
    if (operation === 'wipeout_user_emails') this.facts.set(`${thing} email`, something)
    if (thing === undefined) return
    const made = /^create_/.test(operation) && !/_reset$/.test(operation)
    const ended = /^delete_/.test(operation)
    if (made) this.#remove(thing)
    if (/^delete_(user|service_account)$/.test(operation)) {
      // Texts but names are forgotten with their user.
      for (const text of ['ui_state', 'home_folder_id'])
        this.facts.set(`${thing} ${text}`, something)
    }
    if (operation === 'create_embed_user') this.#remove(`credential ${user?.user_id} embed`)
    if (ended) this.facts.set(thing, 'there')
    if (!/^delete_user_credentials_/.test(operation)) return
    // Texts of a credential may have been forgotten since, together with its user.
    for (const text of ['purpose', 'email', 'identity', 'credential_email']) {
      const name = `${thing} ${text}`
      if (!this.facts.has(name)) this.facts.set(name, something)
    }
  }

  /** The name of the fact that the thing of an entry is there. */
  #thingOf({
    operation,
    user,
    group,
    attribute,
    thing,
    changes,
  }: HistoryEntry): string | undefined {
    const user_id = user?.user_id
    const of = thing?.type === 'api_key' ? 'key' : thing?.type
    if (thing !== null && of !== 'group') return `${of} ${thing.id}`
    const kind = changes.find(({ field }) => field === 'kind')
    if (/_(user|service_account|embed_user)$/.test(operation) && group === null)
      return `user ${user_id}`
    if (operation.includes('credentials_email') || operation === 'wipeout_user_emails') {
      return `email ${user_id}`
    }
    if (operation.includes('credentials_')) return `credential ${user_id} ${kind?.from ?? kind?.to}`
    if (/_group$/.test(operation) && group !== null && !/from_group|_group_group/.test(operation)) {
      return `group ${group.group_id}`
    }
    if (ofDefinition.test(operation)) return `attribute ${attribute?.user_attribute_id}`
    return undefined
  }

  #value({
    operation,
    user,
    group,
    attribute,
    old_value,
    new_value,
    hidden,
    changes,
  }: HistoryEntry) {
    const id = attribute?.user_attribute_id
    if (id === undefined) return
    const ends = operation.startsWith('delete_')
    if (user !== null) {
      const place = `value ${user.user_id} ${id}`
      if (hidden) {
        // What a hidden value was before, and whether there was one, is not told.
        this.facts.set(place, ends ? 'there' : something)
        this.facts.set(`${place} value`, something)
      } else {
        this.#set(place, 'value', old_value, new_value)
        if (old_value === null) this.#remove(place)
      }
    } else if (group !== null && operation !== 'delete_group') {
      const place = `group_value ${group.group_id} ${id}`
      const rank = changes.find(({ field }) => field === 'rank')?.from
      if (ends) {
        this.#open(id, Number(rank))
        this.#set(place, 'rank', rank ?? null, null)
      }
      this.#set(
        place,
        'value',
        hidden ? something : old_value,
        ends ? null : hidden ? something : new_value,
      )
      if (!ends && !hidden && old_value === null) this.#remove(place)
      if (!ends && hidden) {
        for (const field of ['', ' rank', ' value']) this.facts.set(place + field, something)
      }
    } else if (ofDefinition.test(operation)) {
      const isTold = !hidden && (old_value !== null || new_value !== null)
      if (isTold) this.#set(`attribute ${id}`, 'default_value', old_value, ends ? null : new_value)
      else if (hidden) this.facts.set(`attribute ${id} default_value`, something)
    }
  }

  /** Makes room for a rank that a deletion closed. */
  #open(attribute: string, rank: number): void {
    for (const [name, held] of this.facts) {
      const [kind, , id, field] = name.split(' ')
      const isAfter = kind === 'group_value' && id === attribute && field === 'rank'
      if (isAfter && Number(held) >= rank) this.facts.set(name, String(Number(held) + 1))
    }
  }

  #field(
    { operation, user, group, attribute, hidden }: HistoryEntry,
    thing: string | undefined,
    { field, from, to }: { field: string; from: string | null; to: string | null },
  ): void {
    const lists = (kind: string, place: (id: string) => string) => {
      for (const id of ids(to)) if (!ids(from).includes(id)) this.#remove(`${kind} ${place(id)}`)
      for (const id of ids(from))
        if (!ids(to).includes(id)) this.facts.set(`${kind} ${place(id)}`, 'there')
    }
    const user_id = user?.user_id ?? ''
    const group_id = group?.group_id ?? ''
    const [noun, id] = field.split(' of ')[1]?.split(' ') ?? []
    if (field === 'client_id' || field === 'kind' || field === 'rank') return
    if (noun === 'group' || noun === 'attribute') {
      const [g, a] = noun === 'group' ? [id, attribute?.user_attribute_id] : [group_id, id]
      const what = field.split(' ')[0] ?? ''
      const place = `group_value ${g} ${a}`
      if (noun === 'attribute' && what === 'rank') this.#open(a ?? '', Number(from))
      this.#set(place, what, from, to)
      // The entry of a group that was deleted tells no value of an attribute that is hidden, or was since.
      const isHidden = hidden || this.#hidden.has(a ?? '')
      if (isHidden && from !== null && what === 'rank') this.facts.set(`${place} value`, something)
      const ended = from === null && (what === 'value' || hidden)
      if (ended) this.#remove(place)
    } else if (field === 'member') {
      if (to === null) this.facts.set(`member ${group_id} ${user_id}`, 'there')
      else this.#remove(`member ${group_id} ${user_id}`)
    } else if (field === 'added_group_id') this.#remove(`nested ${group_id} ${to}`)
    else if (field === 'removed_group_id') this.facts.set(`nested ${group_id} ${from}`, 'there')
    else if (field === 'parent_group_ids') lists('nested', (it) => `${it} ${group_id}`)
    else if (field === 'group_ids' && group !== null) lists('nested', (it) => `${group_id} ${it}`)
    else if (field === 'role_ids' && group !== null)
      lists('role_group', (it) => `${it} ${group_id}`)
    else if (field === 'user_ids' && group !== null) lists('member', (it) => `${group_id} ${it}`)
    else if (field === 'group_ids' && user !== null) lists('member', (it) => `${it} ${user_id}`)
    else if (field === 'user_ids' && attribute !== null) {
      for (const one of ids(from)) {
        this.#restore(`value ${one} ${attribute.user_attribute_id}`, 'value')
      }
    } else if (field === 'user_ids' && thing !== undefined)
      lists('role_user', (it) => `${thing.split(' ')[1]} ${it}`)
    else if (field === 'group_ids' && thing !== undefined && user === null) {
      lists('role_group', (it) => `${thing.split(' ')[1]} ${it}`)
    } else if (field === 'role_ids') lists('role_user', (it) => `${it} ${user_id}`)
    else if (field === 'client_ids') {
      for (const key of ids(from)) this.#restore(`key ${key}`, 'is_disabled', 'purpose')
    } else if (field === 'kinds') {
      for (const kind of ids(from)) {
        if (kind === 'email') {
          this.#restore(`email ${user_id}`, 'email', 'forced_password_reset_at_next_login')
          continue
        }
        this.#restore(`credential ${user_id} ${kind}`, 'identity', 'credential_email')
      }
    } else if (field === 'user_attribute_ids') {
      for (const one of ids(from)) this.#restore(`value ${user_id} ${one}`, 'value')
    } else if (field === 'identity' || field === 'credential_email') {
      const kind = operation === 'create_embed_user' ? 'embed' : operation.split('credentials_')[1]
      this.#set(`credential ${user_id} ${kind}`, field, from, to)
    } else if (thing !== undefined) this.#set(thing, field, from, to)
  }

  /** Something is there again, and older entries tell what it is. */
  #restore(thing: string, ...fields: string[]): void {
    this.facts.set(thing, 'there')
    for (const field of fields) this.facts.set(`${thing} ${field}`, something)
  }

  #remove(thing: string): void {
    for (const name of [...this.facts.keys()]) {
      if (name === thing || name.startsWith(`${thing} `)) this.facts.delete(name)
    }
  }

  /** The field must be what the entry says that it became; then it is what it was. */
  #set(thing: string, field: string, from: string | null | undefined, to: string | null): void {
    const name = `${thing} ${field}`
    const held = this.facts.get(name) ?? null
    const isSame = held === to || held === something || to === something
    if (!isSame) {
      const { sequence, operation } = this.#entry as HistoryEntry
      this.problems.push(`entry ${sequence} (${operation}) says that ${name} became another text`)
    }
    if (from === null || from === undefined) this.facts.delete(name)
    else {
      this.facts.set(thing, 'there')
      this.facts.set(name, from)
    }
  }
}
