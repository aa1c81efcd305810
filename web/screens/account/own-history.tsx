// What was changed of one's own values.
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ownHistoryQuery } from '../../api/account.ts'
import { Moment } from '../../parts/moment.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import styles from './account.module.css'
import { texts } from './texts.ts'

export function OwnHistory({ user_id }: { readonly user_id: string }) {
  const history = useInfiniteQuery(ownHistoryQuery(user_id))
  const entries = history.data?.pages.flatMap((page) => page.entries)
  return (
    <Section title={texts.history} about={texts.historyAbout}>
      {history.isError ? (
        <Problem error={history.error} onRetry={() => history.refetch()} />
      ) : entries === undefined ? (
        <Waiting rows={3} />
      ) : (
        <>
          {entries.length === 0 && !history.hasNextPage && (
            <p className={styles['text']}>{texts.noHistory}</p>
          )}
          <ul className={styles['list']} aria-label={texts.history}>
            {entries.map(({ sequence, at, sentence, reason }) => (
              <li key={sequence} className={styles['item']}>
                <div className={styles['main']}>
                  <bdi>{sentence}</bdi> {reason && <bdi className="quiet">{reason}</bdi>}
                </div>
                <span className={styles['small']}>
                  <Moment at={at} />
                </span>
              </li>
            ))}
          </ul>
          {history.hasNextPage && (
            <div>
              <Button
                variant="default"
                size="compact-sm"
                loading={history.isFetchingNextPage}
                onClick={() => history.fetchNextPage()}
              >
                {partTexts.more}
              </Button>
            </div>
          )}
        </>
      )}
    </Section>
  )
}
