// Adds a group to the list: it stands last, with no value yet.
import { Select } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { type Group, groupsQuery } from '../../api/groups.ts'
import styles from './group-values.module.css'
import type { Row } from './rows.ts'
import { texts } from './texts.ts'

interface Given {
  readonly present: readonly Row[]
  readonly onAdd: (group: Group) => void
}

export function AddGroup({ present, onAdd }: Given) {
  const { data: groups } = useSuspenseQuery(groupsQuery)
  const data = useMemo(() => {
    const taken = new Set(present.map(({ group_id }) => group_id))
    return groups
      .filter(({ id }) => !taken.has(id))
      .map(({ id, name }) => ({ value: id, label: name }))
  }, [groups, present])
  return (
    <Select
      className={styles['add'] ?? ''}
      aria-label={texts.add}
      placeholder={texts.add}
      leftSection={<IconPlus size={16} aria-hidden />}
      data={data}
      limit={100}
      searchable
      nothingFoundMessage={texts.noMore}
      // Chosen is added: the field is empty again.
      value={null}
      onChange={(id) => {
        const group = groups.find((it) => it.id === id)
        if (group) onAdd(group)
      }}
    />
  )
}
