// The commands that save the list as it is on the screen, or read it where nothing has changed.
import type { SentOperation } from '../../../src/client/client.ts'
import type { Attribute } from '../../api/attributes.ts'
import { commandLine } from '../../parts/command.ts'
import type { Row } from './rows.ts'

export function commandOf(
  { id, name, value_is_hidden }: Attribute,
  operations: readonly SentOperation[],
  rows: readonly Row[],
): string {
  const attribute = name ?? id
  if (operations.length === 0) return commandLine('attrium attribute cat', { args: [attribute] })
  const groupOf = (group_id: unknown) =>
    rows.find((row) => row.group_id === group_id)?.name ?? String(group_id)
  return operations
    .map(({ op, group_id, groups, value, starts_at, expires_at }) => {
      const group = groupOf(group_id)
      switch (op) {
        case 'clear_group_value':
          return commandLine('attrium attribute unset group value', { args: [group, attribute] })
        case 'set_group_value':
          return commandLine('attrium attribute set group value', {
            args: [group, attribute, ...(value_is_hidden ? [] : [String(value ?? '')])],
            options: [
              ...(value_is_hidden ? ['--value-file value.txt'] : []),
              ...(starts_at ? [`--starts-at ${starts_at}`] : []),
              ...(expires_at ? [`--expires-at ${expires_at}`] : []),
            ],
          })
        default:
          return commandLine('attrium attribute order', {
            args: [attribute, ...(groups ?? []).map(groupOf)],
          })
      }
    })
    .join('\n')
}
