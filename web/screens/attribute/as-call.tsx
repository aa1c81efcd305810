// The request and the command that save the definition as it is in the form, or read it where nothing has changed.
import type { Attribute } from '../../api/attributes.ts'
import { SameCall } from '../../parts/same-call.tsx'
import { commandOf } from './command.ts'
import { type Draft, operationOf } from './definition.ts'

interface Given {
  readonly base: Attribute | undefined
  readonly draft: Draft
}

export function AsCall({ base, draft }: Given) {
  const operation = operationOf(base, draft)
  const isHidden = draft.value_is_hidden ?? base?.value_is_hidden ?? false
  const shown =
    isHidden && operation?.default_value ? { ...operation, default_value: '…' } : operation
  return (
    <SameCall
      call={
        shown === undefined
          ? { method: 'GET', path: `/api/attrium/1.0/attributes/${base?.name ?? base?.id}` }
          : { method: 'POST', path: '/api/attrium/1.0/changes', body: { changes: [shown] } }
      }
      command={commandOf(base, draft)}
    />
  )
}
