// `attrium key ls|new|revoke`: API keys of a user, over the API.
import { CallFailed, CallRefused } from '../client/answers.ts'
import { CannotRun } from '../errors.ts'
import { writePrivately } from '../files/private-file.ts'
import type { Invocation } from './client-command.ts'
import { confirmed } from './confirm.ts'
import { type Connection, connect, userIdOf } from './connection/connect.ts'
import { newFileAt, troubleOf } from './named-file.ts'
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
  const file = output === undefined ? undefined : newFileAt(io, output)
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
    try {
      writePrivately(file, `${lines.join('\n')}\n`)
    } catch (error) {
      const why = `${output} cannot be written: it ${troubleOf(error) ?? 'fails'}.`
      throw await withoutKey(connection, path.user_id, id ?? '', why)
    }
    note(io, `${output} has the new key ${client_id} (id ${id}).`)
    return
  }
  // Said before, because a key whose secret cannot be printed has to be ended.
  const way = `attrium key revoke ${path.user_id} ${id}`
  note(io, `Nobody can read the secret again: keep it now, or end the key with ${way}.`)
  printThing(flags, io, { id, client_id, client_secret }, [
    { name: 'id', of: (it) => it.id },
    { name: 'client_id', of: (it) => it.client_id },
    { name: 'client_secret', of: (it) => it.client_secret },
  ])
}

/** Deletes a key whose secret nobody has; returns what there is to say. */
async function withoutKey({ looker }: Connection, user_id: string, id: string, why: string) {
  const path = { user_id, credentials_api3_id: id }
  return looker('DELETE /users/{user_id}/credentials_api3/{credentials_api3_id}', { path }).then(
    () => new CannotRun(`${why} The new key is deleted again.`),
    () =>
      new CallFailed(
        `${why} The new key is there: end it with attrium key revoke ${user_id} ${id}.`,
      ),
  )
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
