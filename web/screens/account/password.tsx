// Another password for oneself.
import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { own } from '../../api/account.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { besideField } from '../../parts/beside-field.ts'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import styles from './account.module.css'
import { texts } from './texts.ts'

export function Password() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [repeated, setRepeated] = useState('')
  const [isSent, setSent] = useState(false)
  const changing = useMutation({
    mutationFn: () => own('PUT /password', { body: { current_password: current, password: next } }),
    onSuccess: async () => {
      for (const set of [setCurrent, setNext, setRepeated]) set('')
      setSent(false)
      toast(texts.changed)
      await queries.invalidateQueries({ queryKey: ['own-sessions'] })
    },
  })
  const wrong = problemsIn(changing.error)
  const wrongCurrent = wrong.get('current_password')
  const send = (event: FormEvent) => {
    event.preventDefault()
    setSent(true)
    if (next === repeated) changing.mutate()
  }
  const shared = {
    withAsterisk: false,
    required: true,
    visibilityToggleButtonProps: { 'aria-label': texts.show, tabIndex: 0 },
  }
  return (
    <Section title={texts.password} about={texts.passwordAbout}>
      <form onSubmit={send} className={styles['form']}>
        <PasswordInput
          {...shared}
          label={texts.current}
          autoComplete="current-password"
          error={wrongCurrent && besideField('current_password', wrongCurrent)}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          {...shared}
          label={texts.next}
          description={texts.nextAbout}
          autoComplete="new-password"
          error={wrong.get('password')}
          value={next}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        <PasswordInput
          {...shared}
          label={texts.repeat}
          autoComplete="new-password"
          error={isSent && repeated !== next && texts.differs}
          value={repeated}
          onChange={(event) => setRepeated(event.currentTarget.value)}
        />
        {changing.isError && wrong.size === 0 && <Problem error={changing.error} />}
        <div>
          <Button type="submit" variant="default" loading={changing.isPending}>
            {texts.change}
          </Button>
        </div>
      </form>
    </Section>
  )
}
