// The names of a user.
import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { looker } from '../../api/clients.ts'
import type { Person } from '../../api/people.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { toast } from '../../parts/announce.ts'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import styles from './account.module.css'
import { texts } from './texts.ts'

export function Names({ person }: { readonly person: Person }) {
  const [first, setFirst] = useState<string>()
  const [last, setLast] = useState<string>()
  const first_name = first ?? person.first_name ?? ''
  const last_name = last ?? person.last_name ?? ''
  const isTouched = first_name !== person.first_name || last_name !== person.last_name
  const saving = useMutation({
    mutationFn: () =>
      looker('PATCH /users/{user_id}', {
        path: { user_id: person.id ?? '' },
        body: { first_name, last_name } as never,
      }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setFirst(undefined)
      setLast(undefined)
      toast(texts.saved)
    },
  })
  const wrong = problemsIn(saving.error)
  const send = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <Section title={texts.names} about={texts.namesAbout}>
      {isTouched && <LeaveGuard />}
      <form onSubmit={send} className={styles['form']}>
        <TextInput
          label={texts.first}
          autoComplete="off"
          error={wrong.get('first_name')}
          value={first_name}
          onChange={(event) => setFirst(event.currentTarget.value)}
        />
        <TextInput
          label={texts.last}
          autoComplete="off"
          error={wrong.get('last_name')}
          value={last_name}
          onChange={(event) => setLast(event.currentTarget.value)}
        />
        {saving.isError && wrong.size === 0 && <Problem error={saving.error} />}
        <div>
          <Button type="submit" variant="default" disabled={!isTouched} loading={saving.isPending}>
            {texts.save}
          </Button>
        </div>
      </form>
    </Section>
  )
}
