// The API keys of a user: made with a secret that is shown once, revoked after a question.
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { attrium, looker } from '../../api/clients.ts'
import { queries } from '../../api/queries.ts'
import { told } from '../../api/told.ts'
import { toast } from '../../parts/announce.ts'
import { Badge } from '../../parts/badge.tsx'
import { CopiedText } from '../../parts/copied-text.tsx'
import { Question } from '../../parts/question.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import { momentOf } from '../../parts/times.ts'
import styles from './account.module.css'
import { keyTexts as texts } from './key-texts.ts'

interface Given {
  readonly user_id: string
  /** Whether the caller may make and revoke keys, and see the sign-ins of others. */
  readonly mayChange: boolean
}

export function ApiKeys({ user_id, mayChange }: Given) {
  const { data: keys } = useSuspenseQuery({
    queryKey: ['account', user_id, 'api-keys'],
    queryFn: async () =>
      (await attrium('GET /users/{user}/api_keys', { path: { user: user_id } })).body,
  })
  const [revoked, setRevoked] = useState<(typeof keys)[number]>()
  return (
    <Section title={texts.title} about={texts.about}>
      {keys.length === 0 && <p className={styles['text']}>{texts.none}</p>}
      {keys.length > 0 && (
        <ul className={styles['list']}>
          {keys.map((key) => (
            <li key={key.id} className={styles['item']}>
              <span className={styles['main']}>
                <code>{key.client_id}</code>{' '}
                {key.is_disabled && <Badge meaning="danger">{texts.disabled}</Badge>}
                <span className={styles['small']}>
                  {' '}
                  {key.purpose && <bdi>{key.purpose}, </bdi>}
                  {texts.created(momentOf(key.created_at) ?? '')},{' '}
                  {key.last_used_at === null
                    ? texts.neverUsed
                    : texts.lastUse(momentOf(key.last_used_at) ?? '')}
                </span>
              </span>
              {mayChange && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={texts.revokeName(key.client_id)}
                  onClick={() => setRevoked(key)}
                >
                  {texts.revoke}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange ? (
        <NewKey user_id={user_id} />
      ) : (
        <p className={styles['small']}>{texts.notYours}</p>
      )}
      {revoked && (
        <Question
          title={texts.revokeTitle}
          action={texts.revokeNow}
          run={() =>
            looker('DELETE /users/{user_id}/credentials_api3/{credentials_api3_id}', {
              path: { user_id, credentials_api3_id: revoked.id },
            })
          }
          onDone={() => {
            setRevoked(undefined)
            toast(texts.revoked)
          }}
          onClose={() => setRevoked(undefined)}
        >
          <p>{texts.revokeAbout(revoked.client_id)}</p>
        </Question>
      )}
    </Section>
  )
}

async function describe(user_id: string, credentials_api3_id: string, purpose: string) {
  try {
    await looker('PATCH /users/{user_id}/credentials_api3/{credentials_api3_id}', {
      path: { user_id, credentials_api3_id },
      body: { purpose } as never,
    })
  } catch (error) {
    toast(told(error), { kind: 'problem' })
  }
}

function NewKey({ user_id }: { readonly user_id: string }) {
  const [purpose, setPurpose] = useState('')
  const making = useMutation({
    mutationFn: async () => {
      const { body } = await looker('POST /users/{user_id}/credentials_api3', { path: { user_id } })
      // The key is there and its secret must be shown, whatever becomes of its purpose.
      if (purpose.trim() !== '') await describe(user_id, body.id, purpose.trim())
      return body
    },
    onSuccess: async () => {
      setPurpose('')
      await queries.invalidateQueries({ queryKey: ['account', user_id] })
    },
  })
  const send = (event: FormEvent) => {
    event.preventDefault()
    making.mutate()
  }
  return (
    <form onSubmit={send} className={styles['form']}>
      <TextInput
        label={texts.purpose}
        placeholder={texts.purposePlaceholder}
        maxLength={255}
        autoComplete="off"
        value={purpose}
        onChange={(event) => setPurpose(event.currentTarget.value)}
      />
      {making.isError && <Problem error={making.error} />}
      <div>
        <Button type="submit" variant="default" loading={making.isPending}>
          {texts.create}
        </Button>
      </div>
      {/* Closed by its button alone, because the secret cannot be shown again. */}
      <Modal
        opened={making.isSuccess}
        onClose={() => making.reset()}
        title={texts.madeTitle}
        closeOnClickOutside={false}
        closeOnEscape={false}
        withCloseButton={false}
      >
        <div className={styles['form']}>
          <p className={styles['text']}>{texts.madeAbout}</p>
          <CopiedText label={texts.id} text={making.data?.client_id ?? ''} />
          <CopiedText label={texts.secret} text={making.data?.client_secret ?? ''} />
          <div>
            <Button onClick={() => making.reset()}>{texts.close}</Button>
          </div>
        </div>
      </Modal>
    </form>
  )
}
