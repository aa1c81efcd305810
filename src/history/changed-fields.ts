// The fields that a row of the audit has changed, each from what to what.
import type { Told } from './told.ts'

/** Null: there was nothing, or there is nothing now. A list is JSON. */
export interface ChangedField {
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

/** The details of a row; older versions told fewer. */
export type Details = Readonly<Record<string, unknown>>

interface Row {
  readonly operation: string
  readonly user_id: string | null
  readonly details: Details
}

export interface Fields {
  readonly changes: readonly ChangedField[]
  /** False when an older version has not kept what was there before. */
  readonly complete: boolean
}

export function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const idsIn = (list: unknown): string[] => (Array.isArray(list) ? list.map(String) : [])

/** The details with members, nesting and lists of holders in the form of the other fields. */
function normal({ operation, user_id, details }: Row): { details: Details; from: unknown } {
  const { from } = details
  switch (operation) {
    case 'add_group_user':
    case 'start_group_user':
    case 'expire_group_user':
    case 'delete_group_user':
      return { details: { ...details, member: user_id }, from: {} }
    case 'set_user_roles':
      return { details, from: from && { role_ids: from } }
    case 'set_role_groups':
      return { details, from: from && { group_ids: from } }
    case 'set_role_users': {
      const { kept, removed } = details
      const known = Array.isArray(kept) && Array.isArray(removed)
      return {
        details,
        from: known ? { user_ids: [...idsIn(kept), ...idsIn(removed)] } : undefined,
      }
    }
    default:
      return { details, from }
  }
}

/** Says why something was done, and was not there before. */
const reason = 'why'

export function fieldsOf(row: Row, { telling, fields }: Told): Fields {
  const { details, from } = normal(row)
  const before = (from ?? {}) as Details
  const changes = fields.flatMap((field): ChangedField[] => {
    const held = heldText(field, before[field])
    const given = heldText(field, details[field])
    const change = {
      makes: { field, from: null, to: given },
      changes: { field, from: held, to: given },
      ends: { field, from: held ?? given, to: null },
    }[field === reason ? 'makes' : telling]
    // The details before have only the fields that were changed.
    const isTold = telling !== 'changes' || (field in details && (!from || field in before))
    const alike = field === 'choices' ? same : sorted
    return isTold && alike(change.from) !== alike(change.to) ? [change] : []
  })
  const held = fields.filter((field) => field !== reason)
  const lacks = telling === 'changes' && held.some((field) => field in details) && !from
  return { changes, complete: !lacks && !(telling === 'ends' && held.length > 1 && !from) }
}

/** Nobody in a list of ids is nothing. */
const heldText = (field: string, value: unknown): string | null => {
  const isTime = /^(starts|expires)_at$/.test(field) && typeof value === 'number'
  const text = isTime ? new Date(value).toISOString() : textOf(value)
  return text === '[]' && /(_ids|^kinds)$/.test(field) ? null : text
}

/** The order of choices is one that people are shown. */
const same = (text: string | null) => text

/** Lists of ids are sets: the order in which they were sent changes nothing. */
function sorted(text: string | null): string | null {
  if (text === null || !text.startsWith('["')) return text
  return JSON.stringify((JSON.parse(text) as string[]).sort())
}
