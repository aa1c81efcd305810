// The browsers in which the person of the session is signed in.
import { Button } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { own, ownSessionsQuery } from '../../api/account.ts'
import { queries } from '../../api/queries.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { Badge } from '../../parts/badge.tsx'
import { browserIn } from '../../parts/browser-in.ts'
import { Section } from '../../parts/section.tsx'
import { momentOf } from '../../parts/times.ts'
import { sessionTexts as texts } from '../user-account/key-texts.ts'
import styles from './account.module.css'

export function OwnSessions() {
  const { data: sessions } = useSuspenseQuery(ownSessionsQuery)
  const after = (text: string) => ({
    onSuccess: async () => {
      toast(text)
      await queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey })
    },
    onError: (error: unknown) => toast(told(error), { kind: 'problem' }),
  })
  const ending = useMutation({
    mutationFn: (session_id: string) =>
      own('DELETE /sessions/{session_id}', { path: { session_id } }),
    ...after(texts.ended),
  })
  const endingOthers = useMutation({
    mutationFn: () => own('DELETE /sessions'),
    ...after(texts.othersEnded),
  })
  return (
    <Section title={texts.title} about={texts.about}>
      {sessions.length === 0 && <p className={styles['text']}>{texts.none}</p>}
      <ul className={styles['list']} aria-label={texts.title}>
        {sessions.map(({ id, browser, address, created_at, last_used_at, current }) => (
          <li key={id} className={styles['item']}>
            <div className={styles['main']}>
              <div className={styles['head']}>
                <bdi title={browser ?? undefined}>{browserIn(browser || texts.unknown)}</bdi>
                {current && <Badge meaning="wins">{texts.current}</Badge>}
              </div>
              <div className={styles['small']}>
                {texts.began(momentOf(created_at) ?? '')},{' '}
                {texts.used(momentOf(last_used_at) ?? '')}
                {address && ` ${texts.from(address)}`}
              </div>
            </div>
            {!current && (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={texts.endName(browserIn(browser || texts.unknown))}
                onClick={() => ending.mutate(id)}
              >
                {texts.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {sessions.some(({ current }) => !current) && (
        <div>
          <Button
            variant="default"
            loading={endingOthers.isPending}
            onClick={() => endingOthers.mutate()}
          >
            {texts.endOthers}
          </Button>
        </div>
      )}
    </Section>
  )
}
