// The fields of the question: attribute, comparison, value, and whose values are looked at.
import { Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Attribute, attributesQuery } from '../../api/attributes.ts'
import { groupsQuery } from '../../api/groups.ts'
import { Folded } from '../../parts/folded.tsx'
import { UtcField } from '../../parts/utc-field.tsx'
import { comparesValues, matchesOf, type Search } from './question.ts'
import { texts } from './texts.ts'
import styles from './who.module.css'

interface Given {
  readonly search: Search
  readonly sought: string | undefined
  readonly onChange: (change: Partial<Record<keyof Search, string>>) => void
  readonly onSought: (value: string) => void
}

export function QuestionForm({ search, sought, onChange, onSought }: Given) {
  const attributes = useQuery(attributesQuery)
  const groups = useQuery(groupsQuery)
  const attribute = attributeNamed(attributes.data, search.attribute)
  const { match = 'set', of = 'effective' } = search
  const { attribute: _, match: __, ...others } = search
  const possible = attribute === undefined ? (['set', 'unset'] as const) : matchesOf(attribute)
  return (
    <section className={styles['form']} aria-label={texts.question}>
      <Select
        label={texts.attribute}
        placeholder={texts.attributePlaceholder}
        searchable
        data={(attributes.data ?? []).map(({ name, id }) => name ?? id)}
        value={search.attribute ?? null}
        onChange={(name) =>
          onChange({ attribute: name ?? '', ...(name === null && { match: '' }) })
        }
      />
      <Select
        label={texts.match}
        data={possible.map((value) => ({ value, label: texts.matches[value] }))}
        value={match}
        allowDeselect={false}
        onChange={(value) => onChange({ match: value === 'set' ? '' : (value ?? '') })}
      />
      {comparesValues(match) && (
        <ValueField key={search.attribute ?? ''} value={sought} onChange={onSought} />
      )}
      <Folded isInUse={Object.keys(others).length > 0}>
        <Select
          label={texts.of}
          data={Object.entries(texts.ofs).map(([value, label]) => ({ value, label }))}
          value={of}
          allowDeselect={false}
          onChange={(value) =>
            onChange({ of: value === 'effective' ? '' : (value ?? ''), source: '' })
          }
        />
        {of === 'effective' && match !== 'unset' && (
          <Select
            label={texts.source}
            data={Object.entries(texts.sources).map(([value, label]) => ({ value, label }))}
            value={search.source ?? 'any'}
            allowDeselect={false}
            onChange={(value) => onChange({ source: value === 'any' ? '' : (value ?? '') })}
          />
        )}
        <Select
          label={texts.group}
          placeholder={texts.anyGroup}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': texts.anyGroup }}
          data={[...new Set((groups.data ?? []).map(({ name }) => name))]}
          value={search.group ?? null}
          onChange={(name) => onChange({ group: name ?? '' })}
        />
        <UtcField
          label={texts.asOf}
          value={search.as_of}
          onChange={(as_of) => onChange({ as_of })}
        />
      </Folded>
    </section>
  )
}

function ValueField({
  value,
  onChange,
}: {
  value: string | undefined
  onChange: (text: string) => void
}) {
  const [typed, setTyped] = useState(value ?? '')
  const [told, setTold] = useState(value)
  const tell = useDebouncedCallback((text: string) => {
    setTold(text)
    onChange(text)
  }, 250)
  // Somebody went back, or chose a value of the summary.
  useEffect(() => {
    if (value === told) return
    setTyped(value ?? '')
    setTold(value)
  }, [value, told])
  return (
    <TextInput
      className={styles['value'] ?? ''}
      label={texts.value}
      description={texts.valueAbout}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}

/** The attribute of a name or an id. */
export const attributeNamed = (
  all: readonly Attribute[] | undefined,
  named: string | undefined,
): Attribute | undefined =>
  all?.find(({ id, name }) => named !== undefined && (name ?? id) === named)
