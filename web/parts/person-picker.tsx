// Finds a person among any number of them: the server searches while somebody types.
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type Listed, peopleQuery } from '../api/people.ts'
import { nameOf } from '../api/users.ts'

/** People that are offered; more letters find the others. */
const offered = 20

interface Given {
  readonly label: string
  readonly placeholder: string
  readonly nothingFound: string
  readonly isTaken: (id: string) => boolean
  readonly onChoose: (person: Listed) => void
}

export function PersonPicker(given: Given) {
  const { label, placeholder, nothingFound, isTaken, onChoose } = given
  const [typed, setTyped] = useState('')
  const [sought] = useDebouncedValue(typed, 150)
  const people = useInfiniteQuery({
    ...peopleQuery({ search: sought }),
    placeholderData: keepPreviousData,
  })
  const found = (people.data?.pages[0]?.people ?? [])
    .filter(({ id }) => !isTaken(id ?? ''))
    .slice(0, offered)
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={found.map((person) => ({ value: person.id ?? '', label: wordFor(person) }))}
      // The server has searched already.
      filter={({ options }) => options}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={people.isFetching ? undefined : nothingFound}
      // Chosen is added: the field is empty again.
      value={null}
      onChange={(id) => {
        const person = found.find((it) => it.id === id)
        if (person) onChoose(person)
        setTyped('')
      }}
    />
  )
}

/** Names may be the same, so the address or the id stands beside them. */
function wordFor(person: Listed): string {
  const name = nameOf(person)
  return name === person.email ? name : `${name} · ${person.email || person.id}`
}
