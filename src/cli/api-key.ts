// `attrium key ls|new|revoke`: API keys of a user, over the API.
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { CallRefused } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import { writePrivately } from '../files/private-file.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { type Connection, connect, userIdOf } from './connection/connect.ts'
import { minute, minuteOrNone } from './screen/chain.ts'
import { type FormatFlags, note, printList, printThing } from './screen/output.ts'

const whose = async ({ looker }: Connection, user: string | undefined): Promise<string> =>
  user === undefined
    ? ((await looker('GET /user', { query: { fields: 'id' } })).body.id ?? '')
    : userIdOf(looker, user)

export async function listKeys({ args, flags, io }: Invocation<FormatFlags>): Promise<void> {
  const connection = await connect(flags, io)
  const user = args[0] ?? (await whose(connection, undefined))
  const { body } = await connection.attrium('GET /users/{user}/api_keys', { path: { user } })
  printList(flags, io, {
    rows: body,
    columns: [
      { name: 'id', of: ({ id }) => id },
      { name: 'client_id', of: ({ client_id }) => client_id, style: 'strong' },
      { name: 'purpose', of: ({ purpose }) => purpose, spare: { if: '' } },
      {
        name: 'created_at',
        title: 'made',
        of: ({ created_at }) => created_at,
        shown: ({ created_at }) => minute(created_at),
      },
      {
        name: 'last_used_at',
        title: 'last used',
        of: ({ last_used_at }) => last_used_at,
        shown: ({ last_used_at }) => minuteOrNone(last_used_at),
      },
      {
        name: 'is_disabled',
        title: 'disabled',
        of: ({ is_disabled }) => (is_disabled ? 'yes' : ''),
      },
    ],
    none: `User ${user} has no API key.`,
  })
}

/** The secret is shown this once; with --output it goes into a looker.ini that only its owner can read. */
export async function newKey({
  args,
  flags,
  io,
}: Invocation<FormatFlags & { readonly output?: string }>): Promise<void> {
  const { output } = flags
  // A key that could not be written would be lost.
  const file = output === undefined ? undefined : newFileAt(resolve(io.directory, output), output)
  const connection = await connect(flags, io)
  const path = { user_id: await whose(connection, args[0]) }
  const { body } = await connection.looker('POST /users/{user_id}/credentials_api3', { path })
  const { id, client_id, client_secret } = body
  if (file !== undefined) {
    const { url, verifiesCertificate } = connection.server
    const lines = [
      '[Looker]',
      `base_url=${url}`,
      `client_id=${client_id}`,
      `client_secret=${client_secret}`,
      `verify_ssl=${url.startsWith('https:') && verifiesCertificate}`,
    ]
    writePrivately(file, `${lines.join('\n')}\n`)
    note(io, `${output} has the new key ${client_id} (id ${id}).`)
    return
  }
  printThing(flags, io, { id, client_id, client_secret }, [
    { name: 'id', of: (it) => it.id },
    { name: 'client_id', of: (it) => it.client_id },
    { name: 'client_secret', of: (it) => it.client_secret },
  ])
  note(io, 'Nobody can read the secret again: keep it now.')
}

/** The path, if a file can be made there. Throws CannotRun. */
function newFileAt(path: string, name: string): string {
  if (existsSync(path)) throw new CannotRun(`${name} exists; choose another name for the key.`)
  const directory = dirname(path)
  try {
    if (!statSync(directory).isDirectory()) throw new Error('no directory')
    accessSync(directory, constants.W_OK)
  } catch {
    throw new CannotRun(`${name} cannot be written: its directory must exist and be writable.`)
  }
  return path
}

export async function removeKey({
  args,
  flags,
  io,
}: Invocation<{ readonly yes?: boolean }>): Promise<void> {
  const [user = '', key = ''] = args
  const connection = await connect(flags, io)
  const { looker } = connection
  const user_id = await whose(connection, user)
  const { body } = await looker('GET /users/{user_id}/credentials_api3', { path: { user_id } })
  const found = body.find(({ id, client_id }) => id === key || client_id === key)
  if (found === undefined) {
    throw new CallRefused(404, `User ${user} has no key ${key}; attrium key ls ${user} lists them.`)
  }
  await confirmed(
    io,
    flags,
    `Delete the key ${found.client_id} of user ${user}? Programs that use it stop.`,
  )
  const path = { user_id, credentials_api3_id: found.id }
  await looker('DELETE /users/{user_id}/credentials_api3/{credentials_api3_id}', { path })
  note(io, `The key ${found.client_id} is deleted.`)
}
