// Which values fit the attributes that the server and its clients know by name, beside their type (looker 2.7, 2.8).

/** What a value of the attribute of this name must be; undefined when it fits, or when any value does. */
export function outOfRange(name: string | undefined, text: string): string | undefined {
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

/** Any well-formed code: models may bring translations for languages of their own (clients 35). */
const isLocale = (text: string): boolean =>
  text.length <= localeCharacters && /^[A-Za-z]{2,}([_-][A-Za-z0-9]+)*$/.test(text)

/** The same for every attribute of the type `relative_url`. */
export function relativeUrlMisfit(text: string): string | undefined {
  // A browser reads `/\` like `//`, and drops control characters before it looks.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  const fits = /^\/(?![/\\])[^\s\u0000-\u001f\u007f]*$/.test(text)
  return fits ? undefined : 'be a path that starts with one /'
}
