// Reads looker.ini and .netrc as Looker's tools do.
import type { Key } from '../../client/client.ts'

/** What a looker.ini says; a line that is missing or empty is undefined. */
export interface Ini {
  readonly url: string | undefined
  readonly key: Key | undefined
  readonly verifiesCertificate: boolean
  /** Seconds. */
  readonly timeout: number | undefined
}

/** The section `[Looker]`, or the only one. */
export function readIni(text: string): Ini {
  const fields = new Map<string, string>()
  let section = 'Looker'
  for (const line of text.split(/\r?\n/)) {
    section = /^\s*\[(.*)\]\s*$/.exec(line)?.[1]?.trim() ?? section
    const [, name = '', value = ''] = /^\s*(\w+)\s*[=:](.*)$/.exec(line) ?? []
    if (name !== '' && section === 'Looker') fields.set(name.toLowerCase(), unquoted(value.trim()))
  }
  const textOf = (name: string) => fields.get(name) || undefined
  return {
    url: textOf('base_url'),
    key: keyOf(textOf('client_id'), textOf('client_secret')),
    verifiesCertificate: !isNo(textOf('verify_ssl')),
    timeout: secondsIn(textOf('timeout')),
  }
}

const unquoted = (text: string) => /^(["'])(.*)\1$/.exec(text)?.[2] ?? text

export const keyOf = (
  client_id: string | undefined,
  client_secret: string | undefined,
): Key | undefined =>
  client_id === undefined || client_secret === undefined ? undefined : { client_id, client_secret }

export const isNo = (text: string | undefined): boolean =>
  /^(false|f|no|n|0)$/i.test(text?.trim() ?? '')

export const secondsIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,6}$/.test(text) && Number(text) > 0 ? Number(text) : undefined

/** The login and the password of a host in a .netrc, as a key. */
export function readNetrc(text: string, host: string): Key | undefined {
  // A macro goes on to the next empty line and may hold anything.
  const words = text
    .replace(/^\s*macdef\s[\s\S]*?(\n\s*\n|$(?![\s\S]))/gm, '\n')
    .replace(/^\s*#.*$/gm, '')
    .match(/"(?:\\.|[^"\\])*"|\S+/g)
  const entries: { host: string | undefined; login?: string; password?: string }[] = []
  for (let at = 0; words !== null && at < words.length; at++) {
    const entry = entries.at(-1)
    const next = () => unquoted(words[++at] ?? '')
    if (words[at] === 'machine') entries.push({ host: next() })
    else if (words[at] === 'default') entries.push({ host: undefined })
    else if (words[at] === 'login' && entry) entry.login = next()
    else if (words[at] === 'password' && entry) entry.password = next()
  }
  const entry =
    entries.find((it) => it.host === host) ?? entries.find((it) => it.host === undefined)
  return keyOf(entry?.login, entry?.password)
}
