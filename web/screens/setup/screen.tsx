// The page behind a link with which somebody sets their password. The token is in the part of the address that
// browsers do not send.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { followLink, needsCode, readLink, type Link as TheLink } from '../../api/session.ts'
import { isRefusal } from '../../api/told.ts'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { Logo } from '../../shell/logo.tsx'
import styles from '../../shell/outside.module.css'
import { signInTexts } from '../../shell/sign-in-texts.ts'
import { texts } from './texts.ts'

/** Read once, and taken out of the address, so that no screenshot and no history has it. */
function tokenInAddress(): string {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token') ?? ''
  if (token !== '') window.history.replaceState(window.history.state, '', window.location.pathname)
  return token
}

let token = ''

export function SetupScreen() {
  const [link] = useState(() => {
    token = tokenInAddress() || token
    return token
  })
  const told = useQuery({
    queryKey: ['link'],
    queryFn: () => readLink(link),
    enabled: link !== '',
    gcTime: 0,
  })
  useEffect(() => {
    document.title = `${texts.title} · Attrium`
  }, [])
  const isUnknown = link === '' || isRefusal(told.error, 404)
  return (
    <main className={styles['outside']}>
      <div className={styles['brand']}>
        <Logo size={30} /> Attrium
      </div>
      {isUnknown ? (
        <Empty title={texts.noLink} action={<Link to="/sign-in">{texts.toSignIn}</Link>}>
          {texts.noLinkAbout}
        </Empty>
      ) : told.isError ? (
        <Problem error={told.error} onRetry={() => told.refetch()} />
      ) : told.data === undefined ? (
        <Waiting rows={4} />
      ) : (
        <PasswordForm token={link} told={told.data} />
      )}
    </main>
  )
}

function PasswordForm({ token: link, told }: { readonly token: string; readonly told: TheLink }) {
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const [repeated, setRepeated] = useState('')
  const [code, setCode] = useState('')
  const [isSent, setSent] = useState(false)
  const set = useMutation({
    mutationFn: () => followLink({ token: link, password, ...(code !== '' && { code }) }),
    onSuccess: () => {
      token = ''
      return navigate({ to: '/attributes' })
    },
  })
  const asksCode = needsCode(set.error) || code !== ''
  const differs = isSent && repeated !== password
  const send = (event: FormEvent) => {
    event.preventDefault()
    setSent(true)
    if (repeated === password) set.mutate()
  }
  const { email, display_name } = told.user
  return (
    <form className={styles['card']} onSubmit={send}>
      <h1 className={styles['title']}>
        {told.kind === 'setup' ? texts.welcome(display_name) : texts.title}
      </h1>
      <p className={styles['text']}>{texts.about}</p>
      {set.isError && <Problem error={set.error} />}
      <TextInput
        label={texts.account}
        value={email}
        readOnly
        variant="unstyled"
        autoComplete="username"
      />
      <PasswordInput
        label={texts.password}
        autoComplete="new-password"
        required
        withAsterisk={false}
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': texts.show, tabIndex: 0 }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        label={texts.repeat}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': texts.show, tabIndex: 0 }}
        error={differs && texts.differs}
        value={repeated}
        onChange={(event) => setRepeated(event.currentTarget.value)}
      />
      {asksCode && (
        <TextInput
          label={signInTexts.code}
          description={signInTexts.codeAbout}
          autoComplete="one-time-code"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={set.isPending}>
        {texts.save}
      </Button>
    </form>
  )
}
