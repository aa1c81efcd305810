// The field for a value of an attribute: a list where only some values are allowed, else a text; what is hidden is
// typed like a password.
import { PasswordInput, Select, TextInput } from '@mantine/core'
import { partTexts as texts } from './texts.ts'

interface Given {
  readonly label?: string
  /** In place of a label that is seen. */
  readonly name?: string
  readonly description?: string
  readonly type: string | null
  readonly choices: readonly string[] | null
  readonly isHidden?: boolean
  readonly placeholder?: string | undefined
  readonly error?: string | undefined
  readonly readOnly?: boolean
  readonly autoFocus?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
}

export function ValueInput(given: Given) {
  const { label, name, description, type, choices, isHidden = false, placeholder, error } = given
  const { readOnly = false, autoFocus = false, value, onChange } = given
  const shared = {
    ...(label !== undefined && { label }),
    ...(name !== undefined && { 'aria-label': name }),
    ...(description !== undefined && { description }),
    ...(placeholder !== undefined && { placeholder }),
    error,
    readOnly,
    autoFocus,
  }
  const allowed = choices?.length ? choices : type === 'yesno' ? ['yes', 'no'] : undefined
  if (allowed !== undefined && !isHidden) {
    // A value from before the list was made is kept as it is until somebody chooses another one.
    const listed = [...new Set([...allowed, ...(value === '' ? [] : [value])])].filter(
      (it) => it !== '',
    )
    return (
      <Select
        {...shared}
        data={listed}
        clearable={!readOnly}
        clearButtonProps={{ 'aria-label': texts.clearValue }}
        value={value === '' ? null : value}
        onChange={(chosen) => onChange(chosen ?? '')}
      />
    )
  }
  const Field = isHidden ? PasswordInput : TextInput
  return (
    <Field
      {...shared}
      {...(isHidden && { visibilityToggleButtonProps: { 'aria-label': texts.showTyped } })}
      autoComplete={isHidden ? 'new-password' : 'off'}
      spellCheck={false}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
