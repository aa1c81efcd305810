// The field `locale` of a user, which is the attribute of that name (looker 2.6).

import type { Problem } from '../errors.ts'
import type { Catalogue } from './catalogue.ts'
import type { UserAttribute } from './user-attribute.ts'
import { textFromBody } from './value-type.ts'

/** The value to store, undefined if there is none, or the problems. Null counts as not given. */
export type GivenLocale<Attribute extends UserAttribute = UserAttribute> =
  | { readonly attribute: Attribute; readonly value: string }
  | { readonly problems: readonly Problem[] }
  | undefined

type Readable = UserAttribute & { readonly value_is_hidden: false }

/** The same for a new user. A hidden value is sealed for its user, and a new user has no id yet, so it is refused. */
export function newLocale(
  catalogue: Catalogue,
  locale: string | null | undefined,
): GivenLocale<Readable> {
  const given = localeFromBody(catalogue, locale, undefined)
  if (given === undefined || 'problems' in given) return given
  const { attribute, value } = given
  if (isReadable(attribute)) return { attribute, value }
  const message =
    'locale is a hidden user attribute here; create the user without it, then set the value.'
  return { problems: [{ field: 'locale', code: 'invalid', message }] }
}
const isReadable = (attribute: UserAttribute): attribute is Readable => !attribute.value_is_hidden

/**
 * Clients send whole objects back, so a locale that equals the user's `current` one stores nothing: the user keeps
 * following their groups and the default.
 */
export function localeFromBody(
  catalogue: Catalogue,
  locale: string | null | undefined,
  current: string | null | undefined,
): GivenLocale {
  if (locale === undefined || locale === null || locale === current) return undefined
  const attribute = catalogue.attributeNamed('locale')
  if (attribute === undefined) {
    const message = 'locale needs a user attribute of that name; create one first.'
    return { problems: [{ field: 'locale', code: 'invalid', message }] }
  }
  const given = textFromBody(attribute, locale, 'locale')
  return 'problems' in given ? given : { attribute, value: given.text }
}
