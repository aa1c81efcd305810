// How a user signs in: their address, whether they have a password, their second factor; and the link with which they
// choose a password.
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { looker } from '../../api/clients.ts'
import type { Person } from '../../api/people.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { nameOf } from '../../api/users.ts'
import { toast } from '../../parts/announce.ts'
import { CopiedText } from '../../parts/copied-text.tsx'
import { Question } from '../../parts/question.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import { momentOf } from '../../parts/times.ts'
import styles from './account.module.css'
import { texts } from './texts.ts'

type Asked = 'link' | 'factor'

export function SignIn({ person }: { readonly person: Person }) {
  const [asked, setAsked] = useState<Asked>()
  const [link, setLink] = useState('')
  const { credentials_email: email, credentials_totp: factor } = person
  const path = { user_id: person.id ?? '' }
  const isSetUp = email?.is_disabled === false
  const makeLink = async () => {
    const address = isSetUp
      ? ('POST /users/{user_id}/credentials_email/send_password_reset' as const)
      : ('POST /users/{user_id}/credentials_email/password_reset' as const)
    const { body } = await looker(address, { path })
    setLink((isSetUp ? body.password_reset_url : body.account_setup_url) ?? '')
  }
  return (
    <Section title={texts.signIn} about={texts.signInAbout}>
      {!email && <p className={styles['text']}>{texts.noEmail}</p>}
      <Address person={person} />
      {email && (
        <dl className={styles['facts']}>
          <dt>{texts.state}</dt>
          <dd>{isSetUp ? texts.isSetUp : texts.notSetUp}</dd>
          <dt>{texts.lastSignIn}</dt>
          <dd>{momentOf(email.logged_in_at) ?? texts.never}</dd>
          <dt>{texts.secondFactor}</dt>
          <dd>{texts.factor(factor?.verified)}</dd>
        </dl>
      )}
      {link !== '' && (
        <CopiedText
          label={texts.link}
          description={isSetUp ? `${texts.linkAbout} ${texts.linkEnds}` : texts.linkAbout}
          text={link}
        />
      )}
      <div className={styles['buttons']}>
        {email && (
          <Button variant="default" onClick={() => setAsked('link')}>
            {texts.makeLink(isSetUp)}
          </Button>
        )}
        {factor && (
          <Button variant="default" onClick={() => setAsked('factor')}>
            {texts.removeFactor}
          </Button>
        )}
      </div>
      {asked === 'link' && (
        <Question
          title={texts.linkTitle(nameOf(person))}
          action={texts.linkNow}
          isHarmless
          run={makeLink}
          onDone={() => setAsked(undefined)}
          onClose={() => setAsked(undefined)}
        >
          <p>{texts.linkQuestion}</p>
        </Question>
      )}
      {asked === 'factor' && (
        <Question
          title={texts.removeFactorTitle(nameOf(person))}
          action={texts.removeFactorNow}
          run={() => looker('DELETE /users/{user_id}/credentials_totp', { path })}
          onDone={() => setAsked(undefined)}
          onClose={() => setAsked(undefined)}
        >
          <p>{texts.removeFactorAbout}</p>
        </Question>
      )}
    </Section>
  )
}

function Address({ person }: { readonly person: Person }) {
  const stored = person.credentials_email?.email ?? ''
  const [typed, setTyped] = useState<string>()
  const email = typed ?? stored
  const path = { user_id: person.id ?? '' }
  const saving = useMutation({
    mutationFn: () => {
      const asked = { path, body: { email: email.trim() } as never }
      return stored === ''
        ? looker('POST /users/{user_id}/credentials_email', asked)
        : looker('PATCH /users/{user_id}/credentials_email', asked)
    },
    onSuccess: async () => {
      await queries.invalidateQueries()
      setTyped(undefined)
      toast(texts.saved)
    },
  })
  const wrong = problemsIn(saving.error).get('email')
  const send = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={send} className={styles['form']} noValidate>
      <TextInput
        label={texts.email}
        type="email"
        autoComplete="off"
        error={wrong}
        value={email}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {saving.isError && wrong === undefined && <Problem error={saving.error} />}
      {email.trim() !== stored && (
        <div>
          <Button
            type="submit"
            variant="default"
            disabled={email.trim() === ''}
            loading={saving.isPending}
          >
            {stored === '' ? texts.addEmail : texts.changeEmail}
          </Button>
        </div>
      )}
    </form>
  )
}
