// The box to try a token or claims in: what a sign-in with them would give, or why nobody would be signed in.
import { Button, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import { tryClaims } from '../../api/sources.ts'
import { Facts } from '../../parts/facts.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { Problem } from '../../parts/states.tsx'
import styles from './sources.module.css'
import { texts } from './texts.ts'

type Tried = Awaited<ReturnType<typeof tryClaims>>

export function TryClaims({ provider, name }: { provider: string; name: string }) {
  const [text, setText] = useState('')
  const attempt = useMutation({ mutationFn: (given: string) => tryClaims(provider, given) })
  const send = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate(text)
  }
  return (
    <form className={styles['try']} onSubmit={send}>
      <Textarea
        label={texts.test(name)}
        description={texts.testAbout}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        required
        withAsterisk={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button type="submit" variant="default" loading={attempt.isPending}>
          {texts.tryIt}
        </Button>
      </div>
      {attempt.isError && <Problem error={attempt.error} />}
      {attempt.data && (
        <section className={styles['result']} aria-label={texts.result} aria-live="polite">
          <TriedResult tried={attempt.data} />
        </section>
      )}
    </form>
  )
}

/** What a sign-in would do. */
export function TriedResult({ tried }: { tried: Tried }) {
  const { signature, refusals, user, would_create, values, groups } = tried
  return (
    <>
      <p className={styles['text']}>{texts.signatures[signature]}</p>
      {refusals.length > 0 ? (
        <div>
          <p className={styles['text']}>{texts.refuses}</p>
          <ul className={styles['refusals']}>
            {refusals.map((refusal) => (
              <li key={refusal}>{refusal}</li>
            ))}
          </ul>
        </div>
      ) : (
        <p className={styles['text']}>
          {would_create ? texts.creates : user && texts.signsIn(user.display_name)}
        </p>
      )}
      <Facts>
        {values.map(({ attribute, is_given, value, hidden, problem }) => (
          <ValueRow key={attribute} name={attribute}>
            {is_given ? <ShownValue value={value} isHidden={hidden} /> : (problem ?? texts.noValue)}
          </ValueRow>
        ))}
      </Facts>
      <p className={styles['text']}>{texts.groups(groups)}</p>
    </>
  )
}

const ValueRow = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>
      <bdi>{name}</bdi>
    </dt>
    <dd>{children}</dd>
  </>
)
