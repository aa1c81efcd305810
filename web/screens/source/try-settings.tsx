// The box that tries the settings as they are typed: whether the provider answers, and what a sign-in would do.
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { tryProvider } from '../../api/providers.ts'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import { TriedResult } from '../sources/try-claims.tsx'
import { type Draft, settingsIn } from './draft.ts'
import styles from './source.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly draft: Draft
  /** What is wrong with the settings is shown at their fields. */
  readonly onWrong: (error: unknown) => void
}

export function TrySettings({ draft, onWrong }: Given) {
  const [text, setText] = useState('')
  const attempt = useMutation({
    mutationFn: () => tryProvider(settingsIn(draft), text),
    onSettled: (_, error) => onWrong(error),
  })
  const { data, error } = attempt
  return (
    <Section title={texts.test} about={texts.testAbout}>
      <Textarea
        label={texts.token}
        description={texts.tokenAbout}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button variant="default" loading={attempt.isPending} onClick={() => attempt.mutate()}>
          {texts.tryIt}
        </Button>
      </div>
      {attempt.isError && <Problem error={error} />}
      {data && (
        <section className={styles['result']} aria-label={texts.result} aria-live="polite">
          <p className={styles['text']}>
            {data.trouble === null ? texts.answers : texts.silent(data.trouble)}
          </p>
          {data.sign_in !== null && <TriedResult tried={data.sign_in} />}
          {data.sign_in === null && text.trim() !== '' && (
            <p className={styles['text']}>{texts.untried}</p>
          )}
        </section>
      )}
    </Section>
  )
}
