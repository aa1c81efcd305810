// Disables, enables and deletes a user, each after a question that says what it means.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { looker } from '../../api/clients.ts'
import type { Person } from '../../api/people.ts'
import { nameOf } from '../../api/users.ts'
import { toast } from '../../parts/announce.ts'
import { Question } from '../../parts/question.tsx'
import { Section } from '../../parts/section.tsx'
import { useGoTo } from '../../parts/use-go-to.ts'
import styles from './account.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly person: Person
  /** Nobody disables or deletes themselves by mistake. */
  readonly isSelf: boolean
}

export function Ending({ person, isSelf }: Given) {
  const [asked, setAsked] = useState<'switch' | 'delete'>()
  const name = nameOf(person)
  const close = () => setAsked(undefined)
  const user_id = person.id ?? ''
  if (isSelf) return null
  const isDisabled = person.is_disabled === true
  return (
    <Section title={texts.ending} about={texts.endingAbout}>
      <div className={styles['buttons']}>
        <Button variant="default" onClick={() => setAsked('switch')}>
          {isDisabled ? texts.enable : texts.disable}
        </Button>
        <Button variant="default" onClick={() => setAsked('delete')}>
          {texts.delete}
        </Button>
      </div>
      {asked === 'switch' && (
        <Question
          title={isDisabled ? texts.enableTitle(name) : texts.disableTitle(name)}
          action={isDisabled ? texts.enableNow : texts.disableNow}
          isHarmless={isDisabled}
          run={() =>
            looker('PATCH /users/{user_id}', {
              path: { user_id },
              body: { is_disabled: !isDisabled } as never,
            })
          }
          onDone={() => {
            close()
            toast(isDisabled ? texts.isEnabled(name) : texts.isDisabled(name))
          }}
          onClose={close}
        >
          <p>{isDisabled ? texts.enableAbout : texts.disableAbout}</p>
        </Question>
      )}
      {asked === 'delete' && <Deleting person={person} name={name} onClose={close} />}
    </Section>
  )
}

interface DeletingGiven {
  readonly person: Person
  readonly name: string
  readonly onClose: () => void
}

function Deleting({ person, name, onClose }: DeletingGiven) {
  const goTo = useGoTo()
  const user_id = person.id ?? ''
  const values = useQuery({
    queryKey: ['account', user_id, 'own-values'],
    queryFn: async () => {
      const { body } = await looker('GET /users/{user_id}/attribute_values', {
        path: { user_id },
        query: { all_values: true, include_unset: false, fields: 'rank,source' },
      })
      // The rank of a value of their own (looker 3.7).
      return body.filter(({ rank }) => rank === -1).length
    },
    staleTime: 0,
  })
  const groups = (person.group_ids ?? []).filter((id) => id !== '1').length
  return (
    <Question
      title={texts.deleteTitle(name)}
      action={texts.deleteNow}
      isReady={values.data !== undefined}
      run={() => looker('DELETE /users/{user_id}', { path: { user_id } })}
      onDone={async () => {
        toast(texts.deleted(name))
        await goTo({ to: '/users', ignoreBlocker: true })
      }}
      onClose={onClose}
    >
      <p>
        {values.data === undefined
          ? texts.deleteAsking
          : texts.deleteConcerns(values.data, groups, person.credentials_api3?.length ?? 0)}
      </p>
    </Question>
  )
}
