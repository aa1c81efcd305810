// The search path of a value: every place that has one, the winner lit and the others with their reason.
import type { Explanation, Step } from '../../api/users.ts'
import { Badge, type Meaning } from '../../parts/badge.tsx'
import { Moment } from '../../parts/moment.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import styles from './chain.module.css'
import { texts } from './texts.ts'

const meanings: Readonly<Record<string, Meaning>> = {
  ...{ wins: 'wins', combined: 'wins', next: 'outranked' },
  ...{ outranked: 'outranked', scheduled: 'ends', expired: 'ends' },
}

export function Chain({ explanation }: { readonly explanation: Explanation }) {
  const { steps, more_steps, hidden } = explanation
  const next = steps.find(({ outcome }) => outcome === 'next')
  const isOwn = steps[0]?.source === 'User Setting' && steps[0].outcome === 'wins'
  if (steps.length === 0) return <p className="quiet">{texts.nothingSearched}</p>
  return (
    <div className={styles['chain']}>
      <h3 className={styles['title']}>{texts.path}</h3>
      <ol className={styles['steps']}>
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a place may be there twice, now and later
          <Place key={at} step={step} isHidden={hidden} />
        ))}
      </ol>
      {more_steps > 0 && <p className="quiet">{texts.more(more_steps)}</p>}
      {isOwn && next && (
        <p className={styles['without']}>
          {texts.without} <ShownValue value={next.value} isHidden={hidden} />{' '}
          <span className="quiet">({next.source})</span>
        </p>
      )}
    </div>
  )
}

function Place({ step, isHidden }: { readonly step: Step; readonly isHidden: boolean }) {
  const { source, outcome, value, because, rank, through, set_by, sudo_by, set_at, reason } = step
  const { starts_at, expires_at } = step
  const who = set_by && (set_by.display_name || `User ${set_by.user_id}`)
  const ways = (through ?? []).filter((way) => way.length > 1)
  return (
    <li className={styles['step']} data-outcome={outcome}>
      <div className={styles['head']}>
        <bdi className={styles['source']}>{source}</bdi>
        {rank !== undefined && <span className="quiet">#{rank}</span>}
        <ShownValue value={value} isHidden={isHidden} />
        <Badge meaning={meanings[outcome] ?? 'outranked'}>
          {texts.outcomes[outcome] ?? outcome}
        </Badge>
        {starts_at && (
          <Badge meaning="ends">
            {texts.begins} <Moment at={starts_at} />
          </Badge>
        )}
        {expires_at && (
          <Badge meaning="ends">
            {texts.ends} <Moment at={expires_at} />
          </Badge>
        )}
      </div>
      <div className={styles['note']}>{because}</div>
      {ways.map((way) => (
        <div key={way.join(' › ')} className={styles['note']}>
          {texts.through} <bdi>{way.join(' › ')}</bdi>
        </div>
      ))}
      {(who || set_at) && (
        <div className={styles['note']}>
          {who && <bdi>{texts.setBy(who)}</bdi>}
          {sudo_by && ' '}
          {sudo_by && <bdi>{texts.sudo(sudo_by.display_name || `User ${sudo_by.user_id}`)}</bdi>}
          {who && set_at && ', '}
          {set_at && <Moment at={set_at} />}
        </div>
      )}
      {reason && (
        <div className={styles['note']}>
          {texts.reason} <bdi>{reason}</bdi>
        </div>
      )}
    </li>
  )
}
