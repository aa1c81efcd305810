// The browsers in which a user is signed in, as administrators see them.
import { Button } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { looker } from '../../api/clients.ts'
import { queries } from '../../api/queries.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { browserIn } from '../../parts/browser-in.ts'
import { Section } from '../../parts/section.tsx'
import { momentOf } from '../../parts/times.ts'
import styles from './account.module.css'
import { sessionTexts as texts } from './key-texts.ts'

export function Sessions({ user_id }: { readonly user_id: string }) {
  const { data: sessions } = useSuspenseQuery({
    queryKey: ['account', user_id, 'sessions'],
    queryFn: async () =>
      (await looker('GET /users/{user_id}/sessions', { path: { user_id } })).body,
  })
  const ending = useMutation({
    mutationFn: (session_id: string) =>
      looker('DELETE /users/{user_id}/sessions/{session_id}', { path: { user_id, session_id } }),
    onSuccess: async () => {
      toast(texts.ended)
      await queries.invalidateQueries({ queryKey: ['account', user_id] })
    },
    onError: (error) => toast(told(error), { kind: 'problem' }),
  })
  return (
    <Section title={texts.title} about={texts.about}>
      {sessions.length === 0 && <p className={styles['text']}>{texts.none}</p>}
      {sessions.length > 0 && (
        <ul className={styles['list']}>
          {sessions.map(({ id, browser, created_at, ip_address }) => (
            <li key={id} className={styles['item']}>
              <span className={styles['main']}>
                <bdi title={browser ?? undefined}>{browserIn(browser || texts.unknown)}</bdi>
                <span className={styles['small']}>
                  {' '}
                  {texts.began(momentOf(created_at) ?? '')}
                  {ip_address && ` ${texts.from(ip_address)}`}
                </span>
              </span>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={texts.endName(browserIn(browser || texts.unknown))}
                onClick={() => ending.mutate(id)}
              >
                {texts.end}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
