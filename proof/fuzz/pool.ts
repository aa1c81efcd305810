// Collects the ids in earlier answers, by kind, with the user whom each belongs to.
import type { Random } from '../../test/support/random.ts'
import type { Operation } from './operations.ts'

export interface Entry {
  readonly id: string
  /** Present for things that belong to a user. */
  readonly user_id: string | undefined
}

/** The name of a shape's `id` when it is a parameter. */
const kindOfShape: Readonly<Record<string, string>> = {
  User: 'user_id',
  UserPublic: 'user_id',
  ServiceAccount: 'user_id',
  Group: 'group_id',
  GroupSearch: 'group_id',
  GroupHierarchy: 'group_id',
  Role: 'role_id',
  RoleSearch: 'role_id',
  PermissionSet: 'permission_set_id',
  ModelSet: 'model_set_id',
  UserAttribute: 'user_attribute_id',
  CredentialsApi3: 'credentials_api3_id',
  CreateCredentialsApi3: 'credentials_api3_id',
  CredentialsEmbed: 'credentials_embed_id',
  Session: 'session_id',
}

/** The kind of id that a parameter or field of this name takes; undefined when it takes none. */
export function kindOf(name: string): string | undefined {
  const kind = name.replace(/^deleting_/, '').replace(/s$/, '')
  return Object.values(kindOfShape).includes(kind) ? kind : undefined
}

export const kindOfAnswer = ({ answers }: Pick<Operation, 'answers'>) => kindOfShape[answers ?? '']

const isBelowUser = (kind: string) => /^(credentials_|session_)/.test(kind)

export class Pool {
  readonly #entries = new Map<string, Map<string, Entry>>()
  readonly #gone = new Map<string, Set<string>>()

  of(kind: string): Entry[] {
    return [...(this.#entries.get(kind)?.values() ?? [])]
  }

  size(kind: string): number {
    return this.#entries.get(kind)?.size ?? 0
  }

  get(kind: string, id: string): Entry | undefined {
    return this.#entries.get(kind)?.get(id)
  }

  pick(kind: string, random: Random): Entry | undefined {
    const all = this.of(kind)
    return all.length === 0 ? undefined : random.pick(all)
  }

  isGone(kind: string, id: string): boolean {
    return this.#gone.get(kind)?.has(id) ?? false
  }

  gone(kind: string): string[] {
    return [...(this.#gone.get(kind) ?? [])]
  }

  /** Learns the ids in an answer. */
  learn(operation: Pick<Operation, 'answers'>, answer: unknown, user_id: string | undefined): void {
    const kind = kindOfAnswer(operation)
    if (kind === undefined) return
    for (const item of Array.isArray(answer) ? answer : [answer]) {
      const { id } = (item ?? {}) as { id?: unknown }
      if (typeof id === 'string' && !this.isGone(kind, id)) {
        this.#add(kind, { id, user_id: isBelowUser(kind) ? user_id : undefined })
      }
    }
  }

  /** Forgets a deleted thing and everything that belongs to it. */
  remove(kind: string, id: string): void {
    this.#entries.get(kind)?.delete(id)
    const gone = this.#gone.get(kind) ?? new Set()
    this.#gone.set(kind, gone.add(id))
    if (kind !== 'user_id') return
    for (const [below, entries] of this.#entries) {
      for (const entry of entries.values()) if (entry.user_id === id) this.remove(below, entry.id)
    }
  }

  #add(kind: string, entry: Entry): void {
    const entries = this.#entries.get(kind) ?? new Map<string, Entry>()
    this.#entries.set(kind, entries.set(entry.id, entry))
  }
}
