// What somebody types about a provider, and the settings that it means.
import type { SetProvider, Settings } from '../../api/providers.ts'

export interface Draft {
  readonly id: string
  readonly name: string
  readonly issuer: string
  readonly client_id: string
  readonly client_secret_env: string
  /** Words with blanks between them. */
  readonly scopes: string
  readonly userinfo: boolean
  readonly email_claim: string
  readonly require_verified_email: boolean
  readonly create_users: boolean
  /** Lines, each with a name, ` = ` and what it gives. */
  readonly attributes: readonly string[]
  readonly groups_claim: string
  readonly groups: readonly string[]
  readonly required_claims: readonly string[]
  readonly enabled: boolean
}

export const emptyDraft: Draft = {
  ...{ id: '', name: '', issuer: '', client_id: '', client_secret_env: '' },
  ...{ scopes: 'openid profile email', userinfo: false, email_claim: 'email' },
  ...{ require_verified_email: true, create_users: false, attributes: [], groups_claim: '' },
  ...{ groups: [], required_claims: [], enabled: true },
}

export const draftOf = (it: SetProvider): Draft => ({
  id: it.id,
  name: it.name,
  issuer: it.issuer,
  client_id: it.client_id,
  client_secret_env: it.client_secret_env ?? '',
  scopes: it.scopes.join(' '),
  userinfo: it.userinfo,
  email_claim: it.email_claim,
  require_verified_email: it.require_verified_email,
  create_users: it.create_users,
  attributes: linesOf(it.attributes),
  groups_claim: it.groups_claim ?? '',
  groups: linesOf(it.groups),
  required_claims: linesOf(it.required_claims),
  enabled: it.enabled,
})

/** A text that would be read as a flag, or as a text in quotes, is in quotes. */
const written = (it: string | boolean): string =>
  typeof it === 'string' && /^(true|false|".*")$/.test(it) ? `"${it}"` : String(it)
const linesOf = (map: Readonly<Record<string, string | boolean>>): string[] =>
  Object.entries(map).map(([name, it]) => `${name} = ${written(it)}`)

/** The last ` = ` counts: names of groups elsewhere may contain some. Undefined: there is none. */
function pairIn(line: string): [string, string] | undefined {
  const at = line.lastIndexOf(' = ')
  const [name, given] = [line.slice(0, at).trim(), line.slice(at + 3).trim()]
  return at < 0 || name === '' || given === '' ? undefined : [name, given]
}
const unquoted = (it: string): string => /^"(.*)"$/.exec(it)?.[1] ?? it
const flagOrText = (it: string): string | boolean =>
  it === 'true' || it === 'false' ? it === 'true' : unquoted(it)

const pairsIn = <T>(lines: readonly string[], read: (given: string) => T): Record<string, T> =>
  Object.fromEntries(
    lines.flatMap((line) => {
      const pair = pairIn(line)
      return pair === undefined ? [] : [[pair[0], read(pair[1])]]
    }),
  )

export const lineFields = ['attributes', 'groups', 'required_claims'] as const

/** The first line of each field that says nothing, or the same name as one before. */
export const badLines = (draft: Draft): ReadonlyMap<string, string> =>
  new Map(
    lineFields.flatMap((field) => {
      const names = draft[field].map((line) => pairIn(line)?.[0])
      const bad = names.findIndex((name, at) => name === undefined || names.indexOf(name) !== at)
      return bad < 0 ? [] : [[field, String(bad + 1)] as const]
    }),
  )

export const settingsIn = (draft: Draft): Settings => ({
  id: draft.id.trim(),
  name: draft.name.trim(),
  issuer: draft.issuer.trim(),
  client_id: draft.client_id.trim(),
  client_secret_env: draft.client_secret_env.trim() || null,
  scopes: draft.scopes.split(/\s+/).filter((it) => it !== ''),
  userinfo: draft.userinfo,
  email_claim: draft.email_claim.trim(),
  require_verified_email: draft.require_verified_email,
  create_users: draft.create_users,
  attributes: pairsIn(draft.attributes, unquoted),
  groups_claim: draft.groups_claim.trim() || null,
  groups: pairsIn(draft.groups, unquoted),
  required_claims: pairsIn(draft.required_claims, flagOrText),
})
