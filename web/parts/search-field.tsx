// A search field whose text is in the address of the screen; typing waits for nothing.
import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { partTexts as texts } from './texts.ts'

interface Given {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  readonly className?: string | undefined
  readonly autoFocus?: boolean
}

export function SearchField({ label, value, onChange, className, autoFocus = false }: Given) {
  const [typed, setTyped] = useState(value)
  const [told, setTold] = useState(value)
  const tell = useDebouncedCallback((text: string) => {
    setTold(text)
    onChange(text)
  }, 150)
  // The browser went back, or a link changed the search.
  useEffect(() => {
    if (value !== told) {
      setTyped(value)
      setTold(value)
    }
  }, [value, told])
  const change = (text: string) => {
    setTyped(text)
    tell(text)
  }
  return (
    <TextInput
      type="search"
      role="searchbox"
      aria-label={label}
      placeholder={label}
      {...(className !== undefined && { className })}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        typed !== '' && (
          <CloseButton size="sm" aria-label={texts.clear} onClick={() => change('')} />
        )
      }
      autoFocus={autoFocus}
      value={typed}
      onChange={(event) => change(event.currentTarget.value)}
    />
  )
}
