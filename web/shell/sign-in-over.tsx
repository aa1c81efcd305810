// When a session ends while a page is open, its person signs in over the page and goes on where they were.
import { Button, Modal } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { basePath } from '../api/server-url.ts'
import { type Session, sessionQuery } from '../api/session.ts'
import { goOn, useHasEnded } from '../api/sign-in-again.ts'
import { ProviderButtons } from './provider-buttons.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { texts } from './texts.ts'

export function SignInOver() {
  const hasEnded = useHasEnded()
  const known = useQueryClient().getQueryData(sessionQuery.queryKey)
  const before = useRef<Session | null>(null)
  const hadEnded = useRef(false)
  // Whoever was signed in when the session ended, though they signed in on a page that was open already.
  if (known && !(hasEnded && hadEnded.current)) before.current = known
  hadEnded.current = hasEnded
  const person = before.current?.user
  const name = person?.display_name || person?.email || ''
  const signedIn = (session: Session) => {
    // What was typed belongs to somebody else: nothing of it may go out in the name of this person.
    if (session.user.id !== person?.id) window.location.reload()
    else goOn()
  }
  return (
    <Modal
      opened={hasEnded}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={texts.ended}
      size="sm"
      zIndex={450}
    >
      <p className="quiet">{texts.endedAbout(name)}</p>
      <SignInForm email={person?.email ?? ''} onSignedIn={signedIn} />
      <ProviderButtons onSignedInElsewhere={signedIn} />
      <Button
        component="a"
        href={`${basePath}/sign-in`}
        variant="subtle"
        color="gray"
        fullWidth
        mt="sm"
      >
        {texts.leave}
      </Button>
    </Modal>
  )
}
