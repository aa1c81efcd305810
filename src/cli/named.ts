// Finds the ids of things that are named, where the Looker API takes ids alone.

import { CallRefused } from '../client/answers.ts'
import { nearName } from '../texts/near-name.ts'
import { textKey } from '../texts/text-key.ts'
import type { Connection } from './connection/connect.ts'

interface Thing {
  readonly id?: string | null
  readonly name?: string | null
}

/** Digits are an id; case does not matter in a name. Throws CallRefused with a name that is near. */
export async function idNamed(
  noun: string,
  text: string,
  list: () => Promise<readonly Thing[]>,
): Promise<string> {
  if (/^\d+$/.test(text)) return text
  const things = await list()
  const found = things.find(({ name }) => textKey(name ?? '') === textKey(text))
  if (found?.id != null) return found.id
  const near = nearName(
    text,
    things.flatMap(({ name }) => name ?? []),
  )
  const meant = near === undefined ? `attrium ${noun} ls lists them.` : `did you mean ${near}?`
  throw new CallRefused(404, `There is no ${noun} ${text}, or you may not see it; ${meant}`)
}

export const groupIdOf = ({ looker }: Connection, group: string): Promise<string> =>
  idNamed(
    'group',
    group,
    async () => (await looker('GET /groups', { query: { fields: 'id,name' } })).body,
  )

export const roleIdOf = ({ looker }: Connection, role: string): Promise<string> =>
  idNamed(
    'role',
    role,
    async () => (await looker('GET /roles', { query: { fields: 'id,name' } })).body,
  )
