// Whom a change concerns: how many people, and who gets what in place of what.

import { UnstyledButton } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import { ShownValue } from '../parts/shown-value.tsx'
import styles from './impact.module.css'
import { texts } from './texts.ts'
import type { Applied } from './use-change.ts'

/** Lines that are shown before somebody asks for more. */
const few = 4

type Effects = NonNullable<Applied['effects']>

export function Impact({ effects }: { readonly effects: Effects }) {
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const { users, values, sample } = effects
  if (users === 0) return <p className={styles['sum']}>{texts.nobody}</p>
  const shown = isOpen ? sample : sample.slice(0, few)
  const more = values - shown.length
  return (
    <div className={styles['impact']}>
      <p className={styles['sum']}>
        {sample.length <= few ? (
          texts.people(users)
        ) : (
          <UnstyledButton
            className={styles['toggle']}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={() => setOpen(!isOpen)}
          >
            <IconChevronRight size={14} aria-hidden className={styles['arrow']} />
            {texts.people(users)}
          </UnstyledButton>
        )}
      </p>
      <ul
        id={id}
        className={styles['list']}
        aria-label={texts.impact}
        data-open={isOpen || undefined}
      >
        {shown.map((effect) => (
          <Line key={`${effect.user_id} ${effect.attribute}`} effect={effect} />
        ))}
        {more > 0 && <li className={styles['more']}>{texts.more(more)}</li>}
      </ul>
    </div>
  )
}

function Line({ effect }: { readonly effect: Effects['sample'][number] }) {
  const { user_id, display_name, email, attribute, hidden, before, after } = effect
  return (
    <li className={styles['line']}>
      <bdi className={styles['who']} title={email ?? undefined}>
        {display_name || email || `User ${user_id}`}
      </bdi>
      <span className={styles['values']}>
        <code className={styles['attribute']}>{attribute}</code>
        <ShownValue value={before.value} source={before.source} isHidden={hidden} />
        <span aria-hidden>→</span>
        <span className="visually-hidden">becomes</span>
        <ShownValue value={after.value} source={after.source} isHidden={hidden} />
        <span className={styles['source']}>{after.source}</span>
      </span>
    </li>
  )
}
