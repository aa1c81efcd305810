// The command that saves a definition as the form has it. A hidden default is read from a file, never written here.
import type { Attribute } from '../../api/attributes.ts'
import { commandLine, shellText } from '../../parts/command.ts'
import type { Draft } from './definition.ts'

export function commandOf(base: Attribute | undefined, draft: Draft): string {
  if (base !== undefined && Object.keys(draft).length === 0) {
    return commandLine('attrium attribute cat', { args: [base.name ?? base.id] })
  }
  const isHidden = draft.value_is_hidden ?? base?.value_is_hidden ?? false
  const option = (name: string, value: string | null | undefined) =>
    value === undefined || value === null ? [] : [`--${name} ${shellText(value)}`]
  const flag = (name: string, value: boolean | undefined) =>
    value === undefined ? [] : [value ? `--${name}` : `--no-${name}`]
  const [verb, name] =
    base === undefined ? ['create', draft.name ?? ''] : ['update', base.name ?? base.id]
  const options = [
    ...(base === undefined ? [] : option('name', draft.name)),
    ...option('label', draft.label),
    ...option('type', draft.type),
    ...(draft.default_value === undefined
      ? []
      : isHidden
        ? ['--default-value-file default.txt']
        : option('default-value', String(draft.default_value ?? ''))),
    ...(draft.value_is_hidden ? ['--is-hidden'] : []),
    ...flag('can-view', draft.user_can_view),
    ...flag('can-edit', draft.user_can_edit),
    ...option('domain-allowlist', draft.hidden_value_domain_whitelist),
    ...(draft.choices === undefined ? [] : choiceOptions(draft.choices ?? [])),
    ...option('combine', draft.combine),
  ]
  return commandLine(`attrium attribute ${verb}`, { args: [name], options, between: ' \\\n  ' })
}

const choiceOptions = (choices: readonly string[]): string[] =>
  choices.length === 0 ? ["--choice ''"] : choices.map((choice) => `--choice ${shellText(choice)}`)
