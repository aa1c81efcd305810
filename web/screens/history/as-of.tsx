// Which values somebody had at a time, and why.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ShownValue } from '../../parts/shown-value.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import { UtcField } from '../../parts/utc-field.tsx'
import { Chain } from '../user/chain.tsx'
import styles from './history.module.css'
import { type Search, valuesThen } from './queries.ts'
import { texts } from './texts.ts'

interface Given {
  readonly search: Search
  readonly onTime: (instant: string) => void
}

export function AsOf({ search, onTime }: Given) {
  const { user, attribute, as_of } = search
  return (
    <section className={styles['asof']} aria-label={texts.asOf}>
      <div className={styles['then']}>
        <UtcField label={texts.asOfTime} value={as_of} onChange={onTime} />
        <p className="quiet">{texts.asOfAbout}</p>
        {as_of !== undefined && attribute !== undefined && (
          <Link to="/who" search={{ attribute, as_of }}>
            {texts.asOfWho(attribute)}
          </Link>
        )}
      </div>
      {as_of !== undefined && user !== undefined && (
        <Then user={user} attribute={attribute} as_of={as_of} />
      )}
    </section>
  )
}

interface ThenGiven {
  readonly user: string
  readonly attribute: string | undefined
  readonly as_of: string
}

function Then({ user, attribute, as_of }: ThenGiven) {
  const { data, error, refetch } = useQuery({
    queryKey: ['then', user, as_of],
    queryFn: () => valuesThen(user, as_of),
  })
  if (error !== null) return <Problem error={error} onRetry={() => refetch()} />
  if (data === undefined) return <Waiting rows={4} />
  return (
    <ul className={styles['values-then']} aria-label={texts.asOfOf(user)}>
      {data
        .filter(({ name }) => attribute === undefined || name === attribute)
        .map((explanation) => (
          <li key={explanation.name}>
            <details>
              <summary>
                <code>{explanation.name}</code>{' '}
                <ShownValue
                  value={explanation.value}
                  source={explanation.source}
                  isHidden={explanation.hidden}
                />{' '}
                <bdi className="quiet">{explanation.source}</bdi>
              </summary>
              <p className="quiet">{explanation.because}</p>
              <Chain explanation={explanation} />
            </details>
          </li>
        ))}
    </ul>
  )
}
