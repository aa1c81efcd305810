// The field `locale` of a user: it is the attribute of that name (looker 2.6).
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Problem } from '../errors.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'
import { givenText } from '../user-attributes/value.ts'

/** The value to store, nothing to store, or what is wrong. Null counts as not given. */
export type GivenLocale<Attribute extends UserAttribute = UserAttribute> =
  | { readonly attribute: Attribute; readonly value: string }
  | { readonly problems: readonly Problem[] }
  | undefined

type Readable = UserAttribute & { readonly value_is_hidden: false }

/** The same for a user who is being created: a hidden value is sealed for its user, who has no id yet. */
export function newLocale(
  catalogue: Catalogue,
  locale: string | null | undefined,
): GivenLocale<Readable> {
  const given = givenLocale(catalogue, locale, undefined)
  if (given === undefined || 'problems' in given) return given
  const { attribute, value } = given
  if (isReadable(attribute)) return { attribute, value }
  const message =
    'locale is a hidden user attribute here; create the user without it, then set the value.'
  return { problems: [{ field: 'locale', code: 'invalid', message }] }
}
const isReadable = (attribute: UserAttribute): attribute is Readable => !attribute.value_is_hidden

/**
 * Whole objects are sent back: a locale that is what the user has (`shown`) stores nothing, so that
 * he keeps following his groups and the default.
 */
export function givenLocale(
  catalogue: Catalogue,
  locale: string | null | undefined,
  shown: string | null | undefined,
): GivenLocale {
  if (locale === undefined || locale === null || locale === shown) return undefined
  const attribute = catalogue.attributeNamed('locale')
  if (attribute === undefined) {
    const message = 'locale needs a user attribute of that name; create one first.'
    return { problems: [{ field: 'locale', code: 'invalid', message }] }
  }
  const given = givenText(attribute, locale, 'locale')
  return 'problems' in given ? given : { attribute, value: given.text }
}
