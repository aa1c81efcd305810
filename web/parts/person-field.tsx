// A field for the address or the id of a person, who may be gone: it offers those whose name has what is typed.
import { Autocomplete } from '@mantine/core'
import { useDebouncedCallback, useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { peopleQuery } from '../api/people.ts'
import { nameOf } from '../api/users.ts'

/** People that are offered; more letters find the others. */
const offered = 8

interface Given {
  readonly label: string
  readonly placeholder: string
  readonly value: string | undefined
  readonly onChange: (text: string) => void
}

export function PersonField({ label, placeholder, value = '', onChange }: Given) {
  const [typed, setTyped] = useState(value)
  const [sought] = useDebouncedValue(typed.trim(), 150)
  useEffect(() => setTyped(value), [value])
  const people = useInfiniteQuery({
    ...peopleQuery({ search: sought }),
    enabled: sought !== '' && sought !== value,
    placeholderData: keepPreviousData,
  })
  const found = typed.trim() === '' ? [] : (people.data?.pages[0]?.people ?? [])
  const names = new Map(found.map((person) => [person.email || (person.id ?? ''), nameOf(person)]))
  const tell = useDebouncedCallback((text: string) => onChange(text), 600)
  return (
    <Autocomplete
      label={label}
      placeholder={placeholder}
      autoComplete="off"
      spellCheck={false}
      data={[...names.keys()].filter((it) => it !== typed.trim()).slice(0, offered)}
      // The server has searched already.
      filter={({ options }) => options}
      renderOption={({ option }) => (
        <span>
          <bdi>{names.get(option.value)}</bdi>{' '}
          {names.get(option.value) !== option.value && <bdi className="quiet">{option.value}</bdi>}
        </span>
      )}
      value={typed}
      onChange={(text) => {
        setTyped(text)
        // A part of a name is looked up here, and asked for by nobody.
        if (isWhole(text.trim())) tell(text.trim())
      }}
      onOptionSubmit={onChange}
      onBlur={() => onChange(typed.trim())}
      onKeyDown={({ key }) => {
        if (key === 'Enter') onChange(typed.trim())
      }}
    />
  )
}

const isWhole = (text: string): boolean => text === '' || /^\d+$|^[^@\s]+@\S+\.\S+$/.test(text)
