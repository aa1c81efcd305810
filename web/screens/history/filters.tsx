// What the history is filtered by.
import { Button, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { attributesQuery } from '../../api/attributes.ts'
import { groupsQuery } from '../../api/groups.ts'
import { Folded } from '../../parts/folded.tsx'
import { PersonField } from '../../parts/person-field.tsx'
import { UtcField } from '../../parts/utc-field.tsx'
import styles from './history.module.css'
import type { Search } from './queries.ts'
import { texts } from './texts.ts'

interface Given {
  readonly search: Search
  readonly onChange: (change: Partial<Record<keyof Search, string>>) => void
}

export function HistoryFilters({ search, onChange }: Given) {
  const attributes = useQuery(attributesQuery)
  const groups = useQuery(groupsQuery)
  const { as_of: _, change: __, ...filters } = search
  const { user: ___, attribute: ____, ...others } = filters
  const choice = (name: 'attribute' | 'group', any: string, data: readonly string[]) => (
    <Select
      label={texts[name]}
      placeholder={any}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': any }}
      // What is gone has a history too, by its id.
      data={[...new Set([...data, ...(search[name] === undefined ? [] : [search[name]])])]}
      value={search[name] ?? null}
      onChange={(value) => onChange({ [name]: value ?? '' })}
    />
  )
  const time = (name: 'since' | 'until') => (
    <UtcField
      label={texts[name]}
      value={search[name]}
      onChange={(instant) => onChange({ [name]: instant })}
    />
  )
  return (
    <section className={styles['filters']} aria-label={texts.filters}>
      <PersonField
        label={texts.user}
        placeholder={texts.userPlaceholder}
        value={search.user}
        onChange={(user) => onChange({ user })}
      />
      {choice(
        'attribute',
        texts.anyAttribute,
        (attributes.data ?? []).map(({ name, id }) => name ?? id),
      )}
      <Folded isInUse={Object.keys(others).length > 0}>
        {choice(
          'group',
          texts.anyGroup,
          (groups.data ?? []).map(({ name }) => name),
        )}
        <PersonField
          label={texts.actor}
          placeholder={texts.actorPlaceholder}
          value={search.actor}
          onChange={(actor) => onChange({ actor })}
        />
        <Select
          label={texts.channel}
          data={[
            { value: '', label: texts.anyChannel },
            ...Object.entries(texts.channels).map(([value, label]) => ({ value, label })),
          ]}
          value={search.channel ?? ''}
          allowDeselect={false}
          onChange={(channel) => onChange({ channel: channel ?? '' })}
        />
        {time('since')}
        {time('until')}
      </Folded>
      {Object.keys(filters).length > 0 && (
        <Button
          variant="subtle"
          className={styles['clear'] ?? ''}
          onClick={() =>
            onChange(Object.fromEntries(Object.keys(filters).map((name) => [name, ''])))
          }
        >
          {texts.clear}
        </Button>
      )}
    </section>
  )
}
