// The rules for values of attributes that the server and its clients know by name, in addition to the rules of the
// type (looker 2.7, 2.8).

/** The rule that the text breaks as a value of the attribute with this name; undefined if it breaks none. */
export function outOfRange(name: string | undefined, text: string): string | undefined {
  // guard input-21: becomes undefined
  return hasKnownRange(name) ? ranges[name](text) : undefined
}

export const hasKnownRange = (name: string | undefined): name is keyof typeof ranges =>
  name !== undefined && Object.hasOwn(ranges, name)

const ranges = {
  locale: (text: string) =>
    isLocale(text) ? undefined : 'be the code of a locale, such as en or de_DE',
  number_format: (text: string) =>
    numberFormats.includes(text) ? undefined : `be one of "${numberFormats.join('", "')}"`,
  landing_page: relativeUrlMisfit,
}

const numberFormats: readonly string[] = ['1,234.56', '1.234,56', '1 234,56']

const localeCharacters = 35

/** Any well-formed code: models may have translations for their own languages (clients 35). */
const isLocale = (text: string): boolean =>
  text.length <= localeCharacters && /^[A-Za-z]{2,}([_-][A-Za-z0-9]+)*$/.test(text)

/** The rule that a text breaks as a landing page, or as a value of any attribute of type `relative_url`. */
export function relativeUrlMisfit(text: string): string | undefined {
  // A browser reads `/\` like `//` and drops control characters first.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const fits = /^\/(?![/\\])[^\s\u0000-\u001f\u007f]*$/.test(text)
  return fits ? undefined : 'be a path that starts with one /'
}
