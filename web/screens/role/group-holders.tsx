// The groups whose members have a role.
import { Button } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { looker } from '../../api/clients.ts'
import { groupsQuery } from '../../api/groups.ts'
import { type Role, roleGroupsQuery } from '../../api/roles.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Question } from '../../parts/question.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import styles from './role.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly role: Role
  readonly mayGive: boolean
}

export function GroupHolders({ role, mayGive }: Given) {
  const { data: groups } = useSuspenseQuery(groupsQuery)
  const held = useQuery(roleGroupsQuery(role.id))
  const [chosen, setChosen] = useState<string[]>()
  const [isAsked, setAsked] = useState(false)
  const before = (held.data ?? []).flatMap(({ id }) => id ?? [])
  const shown = chosen ?? before
  const gaining = shown.filter((id) => !before.includes(id))
  const losing = before.filter((id) => !shown.includes(id))
  const isTouched = gaining.length + losing.length > 0
  const membersOf = (ids: readonly string[]) =>
    groups.filter(({ id }) => ids.includes(id)).reduce((sum, it) => sum + it.user_count, 0)
  return (
    <Section title={texts.groups} about={texts.groupsAbout}>
      {isTouched && <LeaveGuard />}
      {held.isError ? (
        <Problem error={held.error} onRetry={() => held.refetch()} />
      ) : held.data === undefined ? (
        <Waiting rows={1} />
      ) : (
        <ChoiceField
          label={texts.groupsField}
          readOnly={!mayGive}
          choices={groups}
          chosen={shown}
          onChange={setChosen}
        />
      )}
      {isTouched && (
        <div className={styles['buttons']}>
          <Button variant="default" onClick={() => setAsked(true)}>
            {texts.saveGroups}
          </Button>
          <Button variant="subtle" onClick={() => setChosen(undefined)}>
            {texts.discard}
          </Button>
        </div>
      )}
      {isAsked && (
        <Question
          title={texts.saveGroupsTitle}
          action={texts.saveGroupsNow}
          run={() =>
            looker('PUT /roles/{role_id}/groups', { path: { role_id: role.id }, body: [...shown] })
          }
          onDone={() => {
            setAsked(false)
            setChosen(undefined)
          }}
          onClose={() => setAsked(false)}
        >
          <p>{texts.saveGroupsAbout(membersOf(gaining), membersOf(losing))}</p>
        </Question>
      )}
    </Section>
  )
}
