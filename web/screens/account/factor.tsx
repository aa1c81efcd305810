// The second factor: set up with a picture that the page draws, confirmed with a code, ended with the password.
import { Button, Modal, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { QRCodeSVG } from 'qrcode.react'
import { type FormEvent, useState } from 'react'
import { own } from '../../api/account.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { CopiedText } from '../../parts/copied-text.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import styles from './account.module.css'
import { texts } from './texts.ts'

export function Factor({ isOn }: { readonly isOn: boolean }) {
  const [asked, setAsked] = useState<'begin' | 'end'>()
  return (
    <Section title={texts.factor} about={texts.factorAbout}>
      <p className={styles['text']}>{isOn ? texts.factorOn : texts.factorOff}</p>
      <div>
        <Button variant="default" onClick={() => setAsked(isOn ? 'end' : 'begin')}>
          {isOn ? texts.end : texts.begin}
        </Button>
      </div>
      {asked === 'begin' && <Beginning onClose={() => setAsked(undefined)} />}
      {asked === 'end' && <Ending onClose={() => setAsked(undefined)} />}
    </Section>
  )
}

const showAgain = () => queries.invalidateQueries({ queryKey: ['account'] })

function Beginning({ onClose }: { readonly onClose: () => void }) {
  const beginning = useMutation({
    mutationFn: async (password: string) => (await own('POST /totp', { body: { password } })).body,
  })
  const [code, setCode] = useState('')
  const confirming = useMutation({
    mutationFn: async () => (await own('PUT /totp', { body: { code: code.trim() } })).body,
  })
  const close = async () => {
    onClose()
    await showAgain()
  }
  const codes = confirming.data?.recovery_codes
  if (codes !== undefined) {
    // Closed by its button alone, because the codes cannot be shown again.
    return (
      <Modal
        opened
        onClose={close}
        title={texts.codesTitle}
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        <div className={styles['form']}>
          <p className={styles['text']}>{texts.codesAbout}</p>
          <ul className={styles['codes']}>
            {codes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <CopiedText label={texts.codesName} text={codes.join(' ')} />
          <div>
            <Button onClick={close}>{texts.codesDone}</Button>
          </div>
        </div>
      </Modal>
    )
  }
  const begun = beginning.data
  const wrong = problemsIn(confirming.error).get('code')
  const send = (event: FormEvent) => {
    event.preventDefault()
    confirming.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={texts.beginTitle} closeOnClickOutside={false}>
      {begun === undefined ? (
        <PasswordForm
          about={texts.beginAbout}
          action={texts.goOn}
          isBusy={beginning.isPending}
          error={beginning.error}
          onSend={beginning.mutate}
        />
      ) : (
        <form onSubmit={send} className={styles['form']}>
          <p className={styles['text']}>{texts.scan}</p>
          <div className={styles['picture']}>
            <QRCodeSVG value={begun.uri} size={176} title={texts.picture} />
          </div>
          <CopiedText label={texts.secret} text={begun.secret} />
          <TextInput
            label={texts.code}
            autoFocus
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            withAsterisk={false}
            error={wrong}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
          {confirming.isError && wrong === undefined && <Problem error={confirming.error} />}
          <div>
            <Button type="submit" loading={confirming.isPending}>
              {texts.confirm}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  )
}

function Ending({ onClose }: { readonly onClose: () => void }) {
  const ending = useMutation({
    mutationFn: (password: string) => own('DELETE /totp', { body: { password } }),
    onSuccess: async () => {
      onClose()
      await showAgain()
    },
  })
  return (
    <Modal opened onClose={onClose} title={texts.endTitle}>
      <PasswordForm
        about={texts.endAbout}
        action={texts.endNow}
        isBusy={ending.isPending}
        error={ending.error}
        onSend={ending.mutate}
      />
    </Modal>
  )
}

interface FormGiven {
  readonly about: string
  readonly action: string
  readonly isBusy: boolean
  readonly error: unknown
  readonly onSend: (password: string) => void
}

function PasswordForm({ about, action, isBusy, error, onSend }: FormGiven) {
  const [password, setPassword] = useState('')
  const wrong = problemsIn(error).get('password')
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSend(password)
  }
  return (
    <form onSubmit={send} className={styles['form']}>
      <p className={styles['text']}>{about}</p>
      <PasswordInput
        label={texts.yourPassword}
        autoComplete="current-password"
        data-autofocus
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': texts.show, tabIndex: 0 }}
        error={wrong}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {error != null && wrong === undefined && <Problem error={error} />}
      <div>
        <Button type="submit" loading={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  )
}
