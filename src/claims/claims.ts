// The claims of a user: the effective values that an application asks for at sign-in, by name, as one JSON text.
import type { Catalogue } from '../domain/catalogue.ts'
import { holdings, type UserRows } from '../domain/held-values.ts'
import {
  type CombinedValue,
  effectiveValue,
  type FoundValue,
  type GroupValue,
} from '../domain/search-path.ts'
import type { UserAttribute } from '../domain/user-attribute.ts'

/**
 * Attributes that have a value which is not hidden, in the order of their ids. Values that many share are written as
 * JSON once: they live as long as the catalogue that holds them.
 */
export function claimsText(
  catalogue: Catalogue,
  rows: UserRows,
  isSeen: (attribute: UserAttribute) => boolean,
): string {
  const heldFor = holdings(catalogue, rows)
  let text = ''
  for (const attribute of catalogue.attributes.values()) {
    // guard claims-1: becomes !isSeen(attribute)
    if (attribute.value_is_hidden || !isSeen(attribute)) continue
    const found = effectiveValue(attribute, heldFor(attribute))
    if (found === undefined) continue
    text += `${text === '' ? '' : ','}"${attribute.name}":${valueText(attribute, found)}`
  }
  return `{${text}}`
}

const shared = new WeakMap<UserAttribute | GroupValue | CombinedValue, string>()

function ownerOf(attribute: UserAttribute, found: FoundValue) {
  switch (found.source) {
    case 'group':
      return found.group
    case 'groups':
      return found
    case 'default':
      return attribute
    case 'system':
    case 'user':
    case 'sign_in':
      return undefined
  }
}

function valueText(attribute: UserAttribute, found: FoundValue): string {
  const owner = ownerOf(attribute, found)
  if (owner === undefined) return JSON.stringify(found.value)
  const known = shared.get(owner)
  if (known !== undefined) return known
  const text = JSON.stringify(found.value)
  shared.set(owner, text)
  return text
}
