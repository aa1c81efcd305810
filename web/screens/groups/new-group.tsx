// Asks for the name of a new group, and opens its page.
import { Button, Modal, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { looker } from '../../api/clients.ts'
import { queries } from '../../api/queries.ts'
import { problemsIn } from '../../api/told.ts'
import { Problem } from '../../parts/states.tsx'
import { partTexts } from '../../parts/texts.ts'
import styles from './screen.module.css'
import { texts } from './texts.ts'

export function NewGroup({ onClose }: { readonly onClose: () => void }) {
  const [name, setName] = useState('')
  const navigate = useNavigate()
  const creating = useMutation({
    mutationFn: async () =>
      (await looker('POST /groups', { body: { name: name.trim() } as never })).body,
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['groups'] })
      await navigate({ to: '/groups/$group', params: { group: id } })
    },
  })
  const wrong = problemsIn(creating.error).get('name')
  const send = (event: FormEvent) => {
    event.preventDefault()
    creating.mutate()
  }
  return (
    <Modal opened onClose={onClose} title={texts.createTitle}>
      <form onSubmit={send} className={styles['content']}>
        <TextInput
          label={texts.createLabel}
          description={texts.createAbout}
          data-autofocus
          autoComplete="off"
          maxLength={255}
          error={wrong}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {creating.isError && wrong === undefined && <Problem error={creating.error} />}
        <div className={styles['buttons']}>
          <Button variant="default" onClick={onClose}>
            {partTexts.cancel}
          </Button>
          <Button type="submit" loading={creating.isPending} disabled={name.trim() === ''}>
            {texts.createNow}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
