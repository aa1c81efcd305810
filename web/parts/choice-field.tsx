// Chooses several things by name, such as groups or roles; a list of any length is searched while somebody types.
import { MultiSelect } from '@mantine/core'
import { useMemo } from 'react'
import { partTexts as texts } from './texts.ts'

export interface Choice {
  readonly id: string
  readonly name: string
}

interface Given {
  readonly label: string
  readonly description?: string
  readonly error?: string | undefined
  readonly readOnly?: boolean
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}

export function ChoiceField({ choices, chosen, onChange, ...field }: Given) {
  const data = useMemo(() => choices.map(({ id, name }) => ({ value: id, label: name })), [choices])
  return (
    <MultiSelect
      {...field}
      data={data}
      value={[...chosen]}
      onChange={onChange}
      searchable
      limit={100}
      hidePickedOptions
      nothingFoundMessage={texts.noChoice}
      clearButtonProps={{ 'aria-label': texts.clearChoices }}
    />
  )
}
