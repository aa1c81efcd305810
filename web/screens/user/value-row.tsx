// An attribute of a user: value and source in a line, and below it, when it is opened, why and how to change it.
import { IconChevronRight, IconClock } from '@tabler/icons-react'
import { memo, useId } from 'react'
import type { Attribute } from '../../api/attributes.ts'
import type { Explanation } from '../../api/users.ts'
import { Badge, type Meaning } from '../../parts/badge.tsx'
import { filterTold } from '../../parts/filter-told.ts'
import { Moment } from '../../parts/moment.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { Chain } from './chain.tsx'
import { type Edit, isChange } from './edits.ts'
import { OwnValue } from './own-value.tsx'
import { texts } from './texts.ts'
import styles from './user.module.css'

interface Given {
  readonly explanation: Explanation
  readonly attribute: Attribute | undefined
  readonly edit: Edit | undefined
  readonly isOpen: boolean
  readonly open: (name: string | undefined) => void
  readonly set: (attribute: string, edit: Edit | undefined) => void
}

export const ValueRow = memo(function ValueRow(given: Given) {
  const { explanation, attribute, edit, isOpen, open, set } = given
  const id = useId()
  const { name, value, source, hidden, steps } = explanation
  const label = attribute?.label ?? name
  const meaning = filterTold(attribute?.type ?? null, hidden ? null : value)
  const ends = steps.find(({ outcome }) => outcome === 'wins')?.expires_at
  const begins = steps.find(({ outcome }) => outcome === 'scheduled')?.starts_at
  return (
    <li
      className={styles['item']}
      data-open={isOpen || undefined}
      data-edited={isChange(edit) || undefined}
    >
      <button
        type="button"
        className={styles['line']}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => open(isOpen ? undefined : name)}
      >
        <IconChevronRight size={15} aria-hidden className={styles['arrow']} />
        <span className={styles['attribute']}>
          <code>{name}</code> <bdi className="quiet">{label !== name && label}</bdi>
        </span>
        <span className={styles['effective']}>
          <ShownValue value={value} source={source} isHidden={hidden} />
        </span>
        <span className={styles['source']}>
          {isChange(edit) && <Badge meaning="ends">{texts.edited}</Badge>}
          {ends && (
            <Badge meaning="ends">
              <IconClock size={12} aria-hidden />
              {texts.ends} <Moment at={ends} />
            </Badge>
          )}
          {begins && (
            <Badge meaning="ends">
              <IconClock size={12} aria-hidden />
              {texts.begins} <Moment at={begins} />
            </Badge>
          )}
          <Badge meaning={meaningOf(source)}>
            <bdi>{source}</bdi>
          </Badge>
        </span>
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <div className={styles['detail']}>
            <div className={styles['result']}>
              <div className={styles['big']}>
                <ShownValue value={value} source={source} isHidden={hidden} />
              </div>
              {meaning !== undefined && (
                <p className={styles['because']}>
                  <bdi>{meaning}</bdi>
                </p>
              )}
              <p className={styles['because']}>{explanation.because}</p>
              {attribute && (
                <OwnValue explanation={explanation} attribute={attribute} edit={edit} set={set} />
              )}
            </div>
            <Chain explanation={explanation} />
          </div>
        )}
      </div>
    </li>
  )
})

/** What is set on the user is told from what comes from elsewhere. */
function meaningOf(source: string): Meaning {
  return source === 'User Setting' || source.startsWith('Sign-in: ') ? 'wins' : 'outranked'
}
