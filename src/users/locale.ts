// The field `locale` of a user: it is the attribute of that name (looker 2.6).
import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Problem } from '../errors.ts'
import type { UserAttribute } from '../user-attributes/user-attribute.ts'
import { givenText } from '../user-attributes/value.ts'

/** The value to store, nothing to store, or what is wrong. Null counts as not given. */
export type GivenLocale =
  | { readonly attribute: UserAttribute; readonly value: string }
  | { readonly problems: readonly Problem[] }
  | undefined

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
  const given = givenText(attribute.type, locale, 'locale')
  return 'problems' in given ? given : { attribute, value: given.text }
}
