// `attrium login|logout` and `attrium profile ls|add|use|rm`: who one is, and where.

import type { Key } from '../client/client.ts'
import { CannotRun } from '../errors.ts'
import type { Invocation } from './client-command.ts'
import { type By, carrierTo, connect, connectTo, signIn, signsInBy } from './connection/connect.ts'
import { type FoundServer, findServer, type ServerFlags } from './connection/find-server.ts'
import { endSignIn, keepGrant } from './connection/person-tokens.ts'
import { configFile, type Profile, readProfiles, writeProfiles } from './connection/profiles.ts'
import {
  forgetToken,
  type KeptToken,
  keepToken,
  keptGrant,
  keptToken,
  personAt,
} from './connection/token-file.ts'
import type { Io } from './io.ts'
import { readInput } from './named-file.ts'
import { type FormatFlags, note, printList, printThing } from './screen/output.ts'

interface LoginFlags extends FormatFlags {
  readonly browser?: boolean
  readonly open: boolean
  readonly save?: string
}

/** Signs in by browser, or with the key that is found or typed; --save keeps it as a profile. */
export async function loginCommand({ flags, io }: Invocation<LoginFlags>): Promise<void> {
  const server = await findServer(flags, io)
  const isByBrowser = flags.browser === true || (server.isOfPerson && server.key === undefined)
  const kept = isByBrowser ? await loginByBrowser(server, flags, io) : await loginByKey(server, io)
  if (flags.save !== undefined) {
    await save(io, flags.save, {
      base_url: server.url,
      ...('refresh_token' in kept ? { sign_in: 'browser' as const } : kept.key),
      ...(server.verifiesCertificate ? {} : { verify_ssl: false }),
    })
  }
  await tellWho(isByBrowser ? personServer(server) : server, flags, io, kept)
}

const personServer = (server: FoundServer): FoundServer => ({
  ...{ ...server, key: undefined, token: undefined },
})

async function loginByBrowser(server: FoundServer, flags: LoginFlags & ServerFlags, io: Io) {
  if (server.key !== undefined && flags.save === undefined) {
    throw new CannotRun(
      `There is a key for ${server.url} (${server.from}), which commands would go on to use. Add --save NAME, and use that profile; or give nothing but --url ${server.url}.`,
    )
  }
  const { signInByBrowser } = await import('./connection/browser-sign-in.ts')
  const carrier = carrierTo(server, io)
  const place = { url: server.url, io, bare: carrier }
  const before = keptGrant(io, personAt(server.url))
  const kept = await signInByBrowser({ server, io, carrier, opens: flags.open })
  // Nobody could end it afterwards. That it cannot be ended does not keep anybody from signing in.
  if (before !== undefined) await endSignIn(place).catch(() => undefined)
  keepGrant(io, personAt(server.url), kept)
  return kept
}

async function loginByKey(server: FoundServer, io: Io): Promise<KeptToken & { readonly key: Key }> {
  const key = server.key ?? (await askForKey(server, io))
  const carrier = carrierTo(server, io)
  const kept = await signIn(server, key, io, carrier)
  // A key that was typed is not kept, so its token is the one of the server.
  const owner = { url: server.url, client_id: server.key?.client_id ?? '' }
  if (keptGrant(io, owner) !== undefined) {
    await endSignIn({ url: server.url, io, bare: carrier }).catch(() => undefined)
  }
  keepToken(io, owner, kept)
  return { ...kept, key }
}

/** Says who calls, and by what: the token of a file, a key, or the browser. */
export async function whoami({ flags, io }: Invocation<FormatFlags>): Promise<void> {
  await tellWho(await findServer(flags, io), flags, io)
}

async function tellWho(
  server: FoundServer,
  flags: FormatFlags & ServerFlags,
  io: Io,
  fresh?: KeptToken,
): Promise<void> {
  const by = signsInBy(server, io)
  const { looker } = connectTo(server, flags, io)
  const { body } = await looker('GET /user', { query: { fields: 'id,email,display_name' } })
  const { id, email, display_name } = body
  const { url, from, key } = server
  const { ends_at } = fresh ?? heldToken(server, io) ?? {}
  const until = ends_at === undefined ? null : new Date(ends_at).toISOString()
  const who = {
    ...{ server: url, user_id: id, email, display_name, until, from },
    ...{ signed_in_by: by ?? null, client_id: (by === 'key' && key?.client_id) || null },
  }
  printThing(flags, io, who, [
    { name: 'server', of: (it) => it.server },
    { name: 'user_id', of: (it) => it.user_id ?? null },
    { name: 'email', of: (it) => it.email ?? null },
    { name: 'display_name', title: 'name', of: (it) => it.display_name ?? null },
    { name: 'signed_in_by', of: (it) => it.signed_in_by, shown: () => bySentence(server, by) },
    { name: 'until', of: (it) => it.until, shown: ({ until }) => untilSentence(until, by) },
  ])
}

/** The token that the next command would use, with its end. */
const heldToken = ({ url, key, token }: FoundServer, io: Io): KeptToken | undefined => {
  if (token !== undefined) return undefined
  const owner = key === undefined ? personAt(url) : { url, client_id: key.client_id }
  return keptToken(io, owner, io.now())
}

const bySentence = ({ key, from }: FoundServer, by: By | undefined): string =>
  by === 'key' ? `API key ${key?.client_id} (${from})` : (by ?? '')

const untilSentence = (until: string | null, by: By | undefined): string =>
  until === null
    ? ''
    : by === 'browser'
      ? `${until}, then renewed`
      : by === 'key'
        ? `${until}, then signed in anew`
        : until

async function askForKey({ url }: Pick<FoundServer, 'url'>, io: Io): Promise<Key> {
  if (!io.input.isTerminal || !io.err.isTerminal) {
    throw new CannotRun(
      'There is no key, and nobody can be asked here: give --client-id and --client-secret-file, or --browser.',
    )
  }
  const { isCancel, password, text } = await import('@clack/prompts')
  const prompt = { output: process.stderr, signal: io.signal }
  const client_id = await text({ ...prompt, message: `Client id for ${url}` })
  if (isCancel(client_id)) throw new CannotRun('Nothing was done.')
  const client_secret = await password({ ...prompt, message: 'Client secret' })
  if (isCancel(client_secret)) throw new CannotRun('Nothing was done.')
  return { client_id: client_id.trim(), client_secret: client_secret.trim() }
}

/** Ends the kept token here and at the server, and with it a sign-in by browser. */
export async function logoutCommand({ flags, io }: Invocation): Promise<void> {
  const server = await findServer(flags, io)
  const { url, key } = server
  if (key === undefined && keptGrant(io, personAt(url)) !== undefined) {
    await endSignIn({ url, io, bare: carrierTo(server, io) })
    return note(io, `Signed out of ${url}.`)
  }
  const owner = { url, client_id: key?.client_id ?? '' }
  if (keptToken(io, owner, io.now()) === undefined) return note(io, 'You were not signed in.')
  const { looker } = await connect(flags, io)
  await looker('DELETE /logout')
  forgetToken(io, owner)
  note(io, `Signed out of ${url}.`)
}

export async function listProfiles({ flags, io }: Invocation<FormatFlags>): Promise<void> {
  const { current, named } = await readProfiles(io)
  const rows = [...named].map(([name, { base_url, client_id, sign_in }]) => ({
    ...{ name, base_url, client_id: client_id ?? null, current: name === current },
    sign_in: sign_in ?? (client_id === undefined ? null : 'key'),
  }))
  printList(flags, io, {
    rows,
    columns: [
      { name: 'name', of: ({ name }) => name, style: 'strong' },
      { name: 'base_url', of: ({ base_url }) => base_url },
      { name: 'client_id', of: ({ client_id }) => client_id },
      { name: 'sign_in', of: ({ sign_in }) => sign_in },
      { name: 'current', of: ({ current }) => (current ? 'yes' : '') },
    ],
    none: `${configFile(io)} has no profile.`,
  })
}

/** The secret comes from a file, from stdin or from a prompt, never from a word. */
export async function addProfile({ args, flags, io }: Invocation): Promise<void> {
  const [name = ''] = args
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new CannotRun('The name of a profile has letters, digits, dots, dashes and underscores.')
  }
  if (flags.url === undefined && flags.ini === undefined && flags.host === undefined) {
    throw new CannotRun('attrium profile add needs --url, or --ini with a looker.ini.')
  }
  const { clientId, clientSecretFile, ...where } = flags
  const isPiped = clientId !== undefined && clientSecretFile === undefined && !io.input.isTerminal
  const server = await findServer(isPiped ? where : flags, io)
  const key = isPiped
    ? { client_id: clientId, client_secret: (await readInput(io)).trim() }
    : (server.key ?? (await askForKey(server, io)))
  if (key.client_secret === '') throw new CannotRun('stdin has no client secret.')
  await save(io, name, {
    ...{ base_url: server.url, ...key },
    ...(server.verifiesCertificate ? {} : { verify_ssl: false }),
  })
  note(
    io,
    `Profile ${name} is in ${configFile(io)}; attrium profile use ${name} makes it the usual one.`,
  )
}

async function save(io: Io, name: string, profile: Profile): Promise<void> {
  const { current, named } = await readProfiles(io)
  await writeProfiles(io, { current, named: new Map([...named, [name, profile]]) })
}

export async function useProfile({ args, io }: Invocation): Promise<void> {
  const { named } = await readProfiles(io)
  const name = known(args[0] ?? '', named)
  await writeProfiles(io, { current: name, named })
  note(io, `Commands use profile ${name} now.`)
}

export async function removeProfile({ args, io }: Invocation): Promise<void> {
  const { current, named } = await readProfiles(io)
  const name = known(args[0] ?? '', named)
  const profile = named.get(name)
  if (profile?.client_id !== undefined) {
    forgetToken(io, { url: profile.base_url, client_id: profile.client_id })
  }
  const others = new Map([...named].filter(([other]) => other !== name))
  await writeProfiles(io, { current: current === name ? undefined : current, named: others })
  note(io, `Profile ${name} is removed.`)
}

function known(name: string, named: ReadonlyMap<string, Profile>): string {
  if (named.has(name)) return name
  throw new CannotRun(
    `There is no profile ${name}; there are: ${[...named.keys()].join(', ') || 'none'}.`,
  )
}
