// Creates a user step by step. What is done is done: after a refusal, the next try goes on where the last one stopped.

import { jsonText } from '../../../src/client/client.ts'
import { attrium, looker } from '../../api/clients.ts'
import { nameOf } from '../../api/users.ts'
import { texts } from './texts.ts'

export interface Wanted {
  readonly first_name: string
  readonly last_name: string
  readonly email: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]
}

/** What is done so far. */
export interface Made {
  user_id?: string
  hasAddress?: true
  /** The link of somebody with an address. */
  link?: string
  areGroupsDone?: true
}

/** Somebody else has the address: said before anybody is created. */
export class Taken extends Error {}

export async function create(wanted: Wanted, made: Made): Promise<Made> {
  const { first_name, last_name, email, groups, roles } = wanted
  if (email !== '' && made.hasAddress === undefined) await refuseTaken(email)
  if (made.user_id === undefined) {
    const { body } = await looker('POST /users', { body: { first_name, last_name } as never })
    made.user_id = body.id
  }
  const { user_id } = made
  if (email !== '' && made.hasAddress === undefined) {
    const body = { email } as never
    await looker('POST /users/{user_id}/credentials_email', { path: { user_id }, body })
    made.hasAddress = true
  }
  if (made.hasAddress && made.link === undefined) {
    const address = 'POST /users/{user_id}/credentials_email/password_reset'
    const { body } = await looker(address, { path: { user_id } })
    made.link = body.account_setup_url ?? ''
  }
  if (groups.length > 0 && made.areGroupsDone === undefined) {
    const changes = groups.map((group_id) => ({ op: 'add_group_user', group_id, user_id }))
    await attrium('POST /changes', { text: jsonText({ changes }) })
    made.areGroupsDone = true
  }
  if (roles.length > 0) {
    await looker('PUT /users/{user_id}/roles', { path: { user_id }, body: [...roles] })
  }
  return made
}

async function refuseTaken(email: string): Promise<void> {
  const query = { email, fields: 'id,first_name,last_name,email' }
  const [holder] = (await looker('GET /users', { query })).body
  if (holder !== undefined) throw new Taken(texts.taken(nameOf(holder)))
}
