// A value as text, whatever is in it: shortened where it is long, a word where there is none or nobody may read it.
import styles from './shown-value.module.css'
import { partTexts as texts } from './texts.ts'

/** Characters of a value that a list shows; the title has more. */
const most = 120
const mostInTitle = 2000

interface Given {
  readonly value: string | null
  /** In the words of the API; `No Value` tells an empty text from none. */
  readonly source?: string
  readonly isHidden?: boolean
}

export function ShownValue({ value, source, isHidden = false }: Given) {
  if (source === 'No Value') return <span className={styles['none']}>{texts.noValue}</span>
  if (isHidden || value === null) {
    return (
      <span className={styles['hidden']}>
        <span aria-hidden>•••</span>
        <span className="visually-hidden">{texts.hiddenValue}</span>
      </span>
    )
  }
  if (value === '') return <span className={styles['none']}>{texts.emptyValue}</span>
  const isLong = value.length > most
  return (
    <code className={styles['value']} title={isLong ? value.slice(0, mostInTitle) : undefined}>
      {isLong ? `${value.slice(0, most)}…` : value}
    </code>
  )
}
