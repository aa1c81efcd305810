// What each column of the table is; one that names no attribute is refused, and can be said to be another one.
import { Select } from '@mantine/core'
import type { Attribute } from '../../api/attributes.ts'
import { typeLabel } from '../../parts/attribute-types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Section } from '../../parts/section.tsx'
import { type Columns, isUserColumn, type LineProblem } from './columns.ts'
import styles from './import.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly columns: Columns
  readonly attributes: ReadonlyMap<string, Attribute>
  readonly problems: readonly LineProblem[]
  readonly onRename: (at: number, name: string) => void
}

/** Columns that are listed; a table may have a thousand. */
const most = 60

export function ColumnList({ columns, attributes, problems, onRename }: Given) {
  const { form, header } = columns
  if (form === 'export') return <Section title={texts.columns}>{texts.exported}</Section>
  const free = [...attributes.values()].flatMap(({ name, is_system }) =>
    name === null || is_system || header.includes(name) ? [] : [name],
  )
  const whyNot = (name: string) =>
    problems.find(({ field, message }) => field === name && /attribute/.test(message))?.message
  return (
    <Section title={texts.columns}>
      <ul className={styles['columns']}>
        {header.slice(0, most).map((name, at) => {
          const means = meaningOf(name, columns, attributes)
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <li key={at} className={styles['column']} aria-label={texts.column(name)}>
              <code>{name}</code>
              {means !== undefined ? (
                <span className="quiet">{means}</span>
              ) : (
                <>
                  <Badge meaning="danger">{texts.verdicts.refused}</Badge>
                  <span>{whyNot(name) ?? texts.unknown}</span>
                  <Select
                    className={styles['rename'] ?? ''}
                    aria-label={`${texts.rename}: ${name}`}
                    placeholder={texts.renamePlaceholder}
                    searchable
                    data={free}
                    value={null}
                    onChange={(chosen) => chosen !== null && onRename(at, chosen)}
                  />
                </>
              )}
            </li>
          )
        })}
      </ul>
    </Section>
  )
}

/** Undefined for a column that means nothing. */
export function meaningOf(
  name: string,
  { form }: Columns,
  attributes: ReadonlyMap<string, Attribute>,
): string | undefined {
  if (isUserColumn(name)) return texts.names[name]
  if (form === 'long') return texts.named[name as keyof typeof texts.named]
  const attribute = attributes.get(name)
  if (attribute === undefined) return undefined
  return attribute.value_is_hidden ? texts.hidden : texts.sets(typeLabel(attribute.type))
}
