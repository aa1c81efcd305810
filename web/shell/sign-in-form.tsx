// The form that signs somebody in: e-mail, password, and the one-time code where an account has one.
import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { needsCode, type Session, signIn } from '../api/session.ts'
import { Problem } from '../parts/states.tsx'
import styles from './outside.module.css'
import { signInTexts as texts } from './sign-in-texts.ts'

interface Given {
  readonly email?: string
  readonly onSignedIn: (session: Session) => void
}

export function SignInForm({ email: known = '', onSignedIn }: Given) {
  const [email, setEmail] = useState(known)
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [asksCode, setAsksCode] = useState(false)
  const attempt = useMutation({
    mutationFn: signIn,
    onSuccess: onSignedIn,
    onError: (error) => {
      if (needsCode(error)) setAsksCode(true)
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate({ email, password, ...(asksCode && code !== '' && { code }) })
  }
  const isFirstAsk = asksCode && code === '' && needsCode(attempt.error)
  return (
    <form className={styles['form']} onSubmit={send}>
      {attempt.isError && !isFirstAsk && <Problem error={attempt.error} />}
      <TextInput
        label={texts.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus={known === '' || undefined}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={texts.password}
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        data-autofocus={known !== '' || undefined}
        visibilityToggleButtonProps={{ 'aria-label': texts.showPassword, tabIndex: 0 }}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {asksCode && (
        <TextInput
          label={texts.code}
          description={texts.codeAbout}
          name="code"
          autoComplete="one-time-code"
          inputMode="text"
          required
          withAsterisk={false}
          autoFocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={attempt.isPending} fullWidth>
        {texts.signIn}
      </Button>
    </form>
  )
}
