// A value of the API as a register that any caller writes, clears and reads on any node.
import { type Answer, type Ask, make, sure } from '../asking.ts'
import type { Nodes } from '../nodes.ts'
import type { State } from './linearizable.ts'

export interface Register {
  readonly name: string
  /** The path that writes it with PATCH and clears it with DELETE. */
  readonly path: string
  /** The ways to read it; all lead to the same value. */
  readonly doors: readonly Door[]
}

export interface Door {
  readonly path: string
  readonly valueIn: (json: unknown) => State
}

interface Row {
  readonly source?: string
  readonly group_id?: string
  readonly value: string
}
const valueAmong = (rows: unknown, isMine: (row: Row) => boolean): State =>
  (rows as Row[]).find(isMine)?.value ?? null

/** The value of a user and the value of their group, for one attribute each, and a way to remove them again. */
export async function freshRegisters(
  nodes: Nodes,
  name: string,
): Promise<{
  registers: readonly Register[]
  attributes: readonly string[]
  forget: () => Promise<void>
}> {
  const { ask } = nodes
  const group = await make(ask, '/groups', { name })
  const user = await make(ask, '/users', { first_name: name })
  await sure(ask('POST', `/groups/${group}/users`, { user_id: user }))
  const attributes = [
    await make(ask, '/user_attributes', { name: `${name}_1`, type: 'string' }),
    await make(ask, '/user_attributes', { name: `${name}_2`, type: 'string' }),
  ]
  const [own = '', shared = ''] = attributes
  const rows = (attribute: string) =>
    `/users/${user}/attribute_values?user_attribute_ids=${attribute}&include_unset=false`
  const ofUser = (json: unknown) => valueAmong(json, ({ source }) => source === 'User Setting')
  const ofGroup = (json: unknown) => valueAmong(json, ({ source }) => source === `Group: ${name}`)
  const registers: Register[] = [
    {
      name: 'value of a user',
      path: `/users/${user}/attribute_values/${own}`,
      doors: [
        { path: rows(own), valueIn: ofUser },
        { path: `${rows(own)}&all_values=true`, valueIn: ofUser },
      ],
    },
    {
      name: 'value of a group',
      path: `/groups/${group}/attribute_values/${shared}`,
      doors: [
        { path: rows(shared), valueIn: ofGroup },
        {
          path: `/user_attributes/${shared}/group_values`,
          valueIn: (json) => valueAmong(json, ({ group_id }) => group_id === group),
        },
      ],
    },
  ]
  const forget = async () => {
    for (const path of [`/users/${user}`, `/groups/${group}`]) await sure(ask('DELETE', path))
    for (const id of attributes) await sure(ask('DELETE', `/user_attributes/${id}`))
  }
  return { registers, attributes, forget }
}

export const write = (ask: Ask, { path }: Register, value: string): Promise<Answer> =>
  ask('PATCH', path, { value })
export const clear = (ask: Ask, { path }: Register): Promise<Answer> => ask('DELETE', path)
