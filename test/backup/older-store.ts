// A data directory of a server with an older schema, with a user and a value to hide.
import { createHmac, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newApiKey } from '../../src/keys/api-key.ts'
import { derivedCredentialKey } from '../../src/keys/data-keys.ts'
import { newSecret } from '../../src/keys/secret-text.ts'
import { migrateSqlite, steps } from '../../src/store/migrations/migrate.ts'
import { type Connection, openConnection } from '../../src/store/sqlite/connection.ts'
import { makeKeys } from '../../src/store/sqlite/keys.ts'

export const stepNames = Object.keys(steps)

/** The numbers of steps of the older stores that this program has to migrate, each with the next step. */
export const olderStores = stepNames.slice(1).map((next, at) => [at + 1, next] as const)

/** The time of its newest change. */
const changedAt = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
/** The name of the backup that is made before this step. */
export const keptBefore = (next: string) => `before-${next}-20260102T030405.678Z.attrium-backup`

/** This text must not be in any backup. */
export const hiddenValue = 'hidden-canary-value'
export const canaries = [hiddenValue, 'Canaria', 'canaria@example.com', 'shown-canary-value']

export interface OlderStore {
  readonly masterKey: Uint8Array
  /** An access token of the administrator; there is also a looker.ini for them. */
  readonly token: string
}

/** Fills the directory with a store after this many steps. */
export async function makeOlderStore(data: string, stepsRun: number): Promise<OlderStore> {
  const masterKey = randomBytes(32)
  const digest = (text: string) =>
    createHmac('sha256', derivedCredentialKey(masterKey)).update(text).digest('base64url')
  const key = newApiKey(randomBytes)
  const token = newSecret('access_token', randomBytes)
  mkdirSync(data, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string) =>
    writeFileSync(join(data, name), text, { mode: 0o600 })
  write('master.key', `${Buffer.from(masterKey).toString('base64')}\n`)
  write('looker.ini', `client_id=${key.client_id}\nclient_secret=${key.client_secret}\n`)

  const connection = openConnection(join(data, 'attrium.db'), 'writer')
  const upTo = (count: number) =>
    migrateSqlite(
      connection,
      Object.fromEntries(
        Object.entries(steps).filter(([name]) => name <= `${stepNames[count - 1]}`),
      ),
    )
  await upTo(1)
  fill(connection, {
    client_id: key.client_id,
    secret: digest(key.client_secret),
    token: digest(token),
  })
  await upTo(stepsRun)
  if (stepsRun >= 5) makeKeys(connection, masterKey, changedAt)
  connection.close()
  return { masterKey, token }
}

/** Rows in the form of the first step; the later steps migrate them. */
function fill(
  connection: Connection,
  digests: { client_id: string; secret: string; token: string },
): void {
  const { client_id, secret, token } = digests
  connection.exec(`
    insert into users (id, first_name, last_name, created_at) values (1, 'Canaria', 'Bird', 1);
    insert into credentials_email (user_id, email, email_key, created_at)
      values (1, 'canaria@example.com', 'canaria@example.com', 1);
    insert into group_users values (1, 1);
    insert into role_users values (2, 1);
    insert into credentials_api3 (user_id, client_id, secret_digest, created_at)
      values (1, '${client_id}', '${secret}', 1);
    insert into access_tokens (token_digest, user_id, created_at, expires_at)
      values ('${token}', 1, 1, ${Date.now() + 3_600_000});
    insert into user_attributes (id, name, label, label_key, type, value_is_hidden, hidden_value_domain_whitelist)
      values (20, 'secret', 'Secret', 'secret', 'string', 1, 'https://example.com/*'),
        (21, 'region', 'Region', 'region', 'string', 0, null);
    insert into user_attribute_user_values (user_id, user_attribute_id, value)
      values (1, 20, '${hiddenValue}'), (1, 21, 'shown-canary-value');
    insert into audit (at, request_id, operation, user_id, user_attribute_id, new_value)
      values (${changedAt}, 'r-1', 'set_user_attribute_user_value', 1, 21, 'shown-canary-value')`)
}

/** Everything in a database except the times of migrations, by table and in the order of the rows. */
export function contentOf(file: string): Record<string, unknown[]> {
  const connection = openConnection(file, 'reader')
  const tables = connection
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all() as string[]
  const content = Object.fromEntries(
    tables.map((name) => [name, connection.prepare(`select * from ${name}`).raw().all()]),
  )
  const schema = connection.prepare('select type, name, sql from sqlite_schema order by 1, 2').all()
  connection.close()
  return { ...content, schema }
}
