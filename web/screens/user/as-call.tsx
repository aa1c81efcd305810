// The request and the command that do what the screen of a user does: explain, or save what was changed.
import type { Attribute } from '../../api/attributes.ts'
import type { User } from '../../api/users.ts'
import { commandLine } from '../../parts/command.ts'
import { SameCall } from '../../parts/same-call.tsx'
import { type Edit, type Edits, operationsOf } from './edits.ts'

interface Given {
  readonly user: User
  readonly show: string | undefined
  readonly edits: Edits
  readonly attributes: ReadonlyMap<string, Attribute>
}

export function AsCall({ user, show, edits, attributes }: Given) {
  const id = user.id ?? ''
  const who = user.email ?? id
  if (Object.keys(edits).length === 0) {
    const query = show === undefined ? '' : `?attributes=${show}`
    return (
      <SameCall
        call={{ method: 'GET', path: `/api/attrium/1.0/users/${id}/explanations${query}` }}
        command={commandLine('attrium explain', { args: [who, show ?? 'ATTRIBUTE'] })}
      />
    )
  }
  const isHidden = (attribute: unknown) =>
    attributes.get(String(attribute))?.value_is_hidden === true
  // A hidden value is typed and sent, and written nowhere else.
  const changes = operationsOf(id, edits).map((it) =>
    isHidden(it.user_attribute_id) && it.value !== undefined ? { ...it, value: '…' } : it,
  )
  const lines = Object.entries(edits).map(([attribute, edit]) => {
    const name = attributes.get(attribute)?.name ?? attribute
    return commandOf(who, name, edit, isHidden(attribute))
  })
  return (
    <SameCall
      call={{ method: 'POST', path: '/api/attrium/1.0/changes', body: { changes } }}
      command={lines.join('\n')}
    />
  )
}

function commandOf(who: string, name: string, edit: Edit, isHidden: boolean): string {
  const args = [who, name]
  if (edit === 'clear') return commandLine('attrium attribute unset user value', { args })
  const time = (option: string, text: string) =>
    text === '' ? [] : [`--${option} ${new Date(text).toISOString()}`]
  const times = [...time('starts-at', edit.from), ...time('expires-at', edit.until)]
  return commandLine(
    'attrium attribute set user value',
    isHidden
      ? { args, options: ['--value-file value.txt', ...times] }
      : { args: [...args, edit.value], options: times },
  )
}
