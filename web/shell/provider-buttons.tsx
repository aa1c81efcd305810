// The providers with which somebody may sign in, one button each.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { type Session, sessionNow } from '../api/session.ts'
import { providersQuery } from '../api/sources.ts'
import styles from './outside.module.css'
import { signInTexts as texts } from './sign-in-texts.ts'

interface Given {
  /** Where to go afterwards. */
  readonly to?: string
  /** For a page that has to stay open: the provider gets a window of its own. */
  readonly onSignedInElsewhere?: (session: Session) => void
}

export function ProviderButtons({ to = '/', onSignedInElsewhere }: Given) {
  const providers = useQuery(providersQuery)
  const [hasLeft, setHasLeft] = useState(false)
  useEffect(() => {
    if (!hasLeft || onSignedInElsewhere === undefined) return
    const look = async () => {
      const session = await sessionNow().catch(() => null)
      if (session !== null) onSignedInElsewhere(session)
    }
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [hasLeft, onSignedInElsewhere])
  // Who signs in with a password waits for nothing of this.
  if (!providers.data?.length) return null
  return (
    <div className={styles['form']}>
      <p className={styles['or']}>{texts.or}</p>
      {providers.data.map(({ id, name, address }) => (
        <Button
          key={id}
          component="a"
          href={`${address}?to=${encodeURIComponent(to)}`}
          variant="default"
          fullWidth
          {...(onSignedInElsewhere && {
            target: '_blank',
            rel: 'noopener',
            onClick: () => setHasLeft(true),
          })}
        >
          {texts.signInWith(name)}
          {onSignedInElsewhere && <span className="visually-hidden"> {texts.inAnotherWindow}</span>}
        </Button>
      ))}
    </div>
  )
}
