// Reads what providers have sent about several users.
import type { SignInValues } from '../domain/held-values.ts'
import type { Db } from '../store/db.ts'
import { signInValuesOfUsers } from '../values/sign-in-values-sql.ts'
import { signInsIn } from './own-values.ts'

/** Values from sign-ins of these attributes, by user; whoever has none is left out. */
export async function signInsOf(
  read: Db['read'],
  users: Iterable<string>,
  attributes: Iterable<string>,
): Promise<ReadonlyMap<string, SignInValues>> {
  const list = (ids: Iterable<string>) => JSON.stringify([...new Set(ids)])
  const [rows] = await read(signInValuesOfUsers({ ids: list(users), attributes: list(attributes) }))
  return new Map(rows.map(({ id, sign_ins }) => [id, signInsIn(sign_ins)]))
}
