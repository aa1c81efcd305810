// The field for a time in UTC; times in addresses and requests are RFC 3339.
import { TextInput } from '@mantine/core'

interface Given {
  readonly label: string
  readonly value: string | undefined
  /** Empty if there is none. */
  readonly onChange: (instant: string) => void
}

export const UtcField = ({ label, value, onChange }: Given) => (
  <TextInput
    type="datetime-local"
    label={label}
    value={value?.slice(0, 16) ?? ''}
    onChange={(event) => {
      const time = event.currentTarget.value
      onChange(time === '' ? '' : `${time}:00Z`)
    }}
  />
)
