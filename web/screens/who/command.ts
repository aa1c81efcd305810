// The question as a request and as a command.
import { commandLine, shellText } from '../../parts/command.ts'
import type { ApiCall } from '../../parts/same-call.tsx'
import type { Asked } from './question.ts'

export function callOf(asked: Asked): ApiCall {
  const query = new URLSearchParams({ ...asked, count: 'true' })
  return { method: 'GET', path: `/api/attrium/1.0/values?${query}` }
}

const signs: Readonly<Record<string, string>> = {
  ...{ is: '=', is_not: '!=', contains: '~', starts_with: '^', admits: 'admits' },
}

export function commandOf({ attribute, match, of, value, group, source, as_of }: Asked): string {
  const sign = signs[match]
  const flag = (name: string, text: string | undefined) =>
    text === undefined ? [] : [name, shellText(text)]
  const args = [attribute, ...(sign === undefined ? [] : [sign, value ?? ''])]
  const options = [
    ...(match === 'unset' ? ['--unset'] : []),
    ...(of === 'own' ? ['--own'] : of === 'group' ? ['--group-values'] : []),
    ...flag('--group', group),
    ...flag('--source', source),
    ...flag('--as-of', as_of),
  ]
  return commandLine('attrium who', { args, options })
}
