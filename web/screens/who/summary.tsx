// All values of the attribute with how many have each; one of them becomes the question.
import { useQuery } from '@tanstack/react-query'
import { attrium } from '../../api/clients.ts'
import { inTurn } from '../../api/in-turn.ts'
import { figure } from '../../parts/figure.ts'
import { ShownValue } from '../../parts/shown-value.tsx'
import type { Search } from './question.ts'
import { texts } from './texts.ts'
import styles from './who.module.css'

/** Values that are listed. */
const most = 12

export const summaryKey = 'summary'

interface Given {
  readonly search: Search & { readonly attribute: string }
  /** The value that is asked for. */
  readonly sought: string | undefined
  readonly onAsk: (value: string) => void
}

export function Summary({ search, sought, onAsk }: Given) {
  const { attribute, of = 'effective', group, as_of } = search
  const query = {
    ...{ attribute, of },
    ...(group !== undefined && { group }),
    ...(as_of !== undefined && { as_of }),
  }
  const { data } = useQuery({
    queryKey: [summaryKey, query],
    queryFn: () => inTurn(async () => (await attrium('GET /values/summary', { query })).body),
  })
  // Trouble with the question is told by the list below.
  if (data === undefined) return null
  const { values, others, set, unset, hidden } = data
  const rest = values.slice(most)
  const more = {
    values: rest.length + others.values,
    count: rest.reduce((sum, { count }) => sum + count, others.count),
  }
  return (
    <section className={styles['summary']} aria-label={texts.summary}>
      <p className={styles['sum']}>
        {texts.summarySet(set, unset, of)}
        {hidden && ` · ${texts.hiddenNote}`}
        {more.values > 0 && ` · ${texts.summaryOthers(more.values, more.count)}`}
      </p>
      <ul className={styles['chips']}>
        {values.slice(0, most).map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              className={styles['chip']}
              aria-pressed={sought === value}
              title={texts.askFor(value.slice(0, 200))}
              onClick={() => onAsk(value)}
            >
              <ShownValue value={value} />
              <span className={styles['count']}>{figure(count)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
