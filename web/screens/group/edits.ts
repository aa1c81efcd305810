// What somebody is changing of a group, as operations of one change.
import type { SentOperation } from '../../../src/client/client.ts'
import type { Listed } from '../../api/people.ts'
import { commandLine, shellText } from '../../parts/command.ts'

export interface Edits {
  readonly name?: string
  /** People who join, newest last. */
  readonly joins: readonly Listed[]
  /** Ids of members who leave. */
  readonly leaves: readonly string[]
  /** Ids of all groups that should be inside. */
  readonly children?: readonly string[]
}

export const noEdits: Edits = { joins: [], leaves: [] }

interface Held {
  readonly id: string
  readonly name: string
  readonly children: readonly string[]
}

export function operationsOf(held: Held, edits: Edits): SentOperation[] {
  const { id: group_id, children } = held
  const name = edits.name?.trim() ?? held.name
  const wanted = edits.children ?? children
  const child = (op: string) => (child_group_id: string) => ({ op, group_id, child_group_id })
  return [
    ...(name === held.name ? [] : [{ op: 'update_group', group_id, name }]),
    ...edits.joins.map(({ id }) => ({ op: 'add_group_user', group_id, user_id: id ?? '' })),
    ...edits.leaves.map((user_id) => ({ op: 'remove_group_user', group_id, user_id })),
    ...wanted.filter((id) => !children.includes(id)).map(child('add_group_group')),
    ...children.filter((id) => !wanted.includes(id)).map(child('remove_group_group')),
  ]
}

/** The commands that do the same; `nameOf` names groups. */
export function commandOf(
  { id, name }: Held,
  operations: readonly SentOperation[],
  groupName: (id: string) => string,
): string {
  if (operations.length === 0) return `attrium group cat ${id}`
  return operations
    .map(({ op, user_id, child_group_id, name: renamed }) => {
      const line = (command: string, of: readonly string[], options: readonly string[] = []) =>
        commandLine(`attrium group ${command}`, { args: [name, ...of], options })
      const child = `--child ${shellText(groupName(child_group_id ?? ''))}`
      switch (op) {
        case 'update_group':
          return line('update', [], [`--name ${shellText(renamed ?? '')}`])
        case 'add_group_user':
          return line('add', [user_id ?? ''])
        case 'remove_group_user':
          return line('remove', [user_id ?? ''])
        case 'add_group_group':
          return line('add', [], [child])
        default:
          return line('remove', [], [child])
      }
    })
    .join('\n')
}
