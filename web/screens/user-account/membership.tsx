// The roles and groups of a user. Roles are given here, members are chosen on the page of their group.
import { Button } from '@mantine/core'
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { looker } from '../../api/clients.ts'
import { groupsQuery } from '../../api/groups.ts'
import type { Person } from '../../api/people.ts'
import { queries } from '../../api/queries.ts'
import { rolesQuery, userRolesQuery } from '../../api/roles.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { toast } from '../../parts/announce.ts'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem } from '../../parts/states.tsx'
import styles from './account.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly person: Person
  /** Whether the caller may give and take roles. */
  readonly mayGive: boolean
}

export function Membership({ person, mayGive }: Given) {
  const user_id = person.id ?? ''
  const { data: direct } = useSuspenseQuery(userRolesQuery(user_id, true))
  const { data: all } = useSuspenseQuery(userRolesQuery(user_id, false))
  const roles = useQuery({ ...rolesQuery, enabled: mayGive })
  const { data: groups } = useSuspenseQuery(groupsQuery)
  const [chosen, setChosen] = useState<string[]>()
  const held = direct.map(({ id }) => id)
  const shown = chosen ?? held
  const isTouched = chosen !== undefined && chosen.toSorted().join() !== held.toSorted().join()
  const through = all.filter(({ id }) => !held.includes(id))
  const own = groups.filter(({ id }) => id !== '1' && person.group_ids?.includes(id))
  const saving = useMutation({
    mutationFn: () => looker('PUT /users/{user_id}/roles', { path: { user_id }, body: [...shown] }),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setChosen(undefined)
      toast(texts.rolesSaved)
    },
  })
  const choices = (roles.data ?? direct).map(({ id, name }) => ({ id, name: name ?? id }))
  return (
    <Section title={texts.rights} about={texts.rightsAbout}>
      {isTouched && <LeaveGuard />}
      <ChoiceField
        label={texts.roles}
        description={texts.rolesAbout}
        readOnly={!mayGive}
        choices={choices}
        chosen={shown}
        onChange={setChosen}
      />
      {saving.isError && <Problem error={saving.error} />}
      {isTouched && (
        <div>
          <Button variant="default" loading={saving.isPending} onClick={() => saving.mutate()}>
            {texts.saveRoles}
          </Button>
        </div>
      )}
      <dl className={styles['facts']}>
        {through.length > 0 && <dt>{texts.throughGroups}</dt>}
        {through.length > 0 && <dd>{through.map(({ name }) => name).join(', ')}</dd>}
        <dt>{texts.groups}</dt>
        <dd className={styles['links']}>
          {own.length === 0 && texts.noGroups}
          {own.map(({ id, name }) => (
            <Link key={id} to="/groups/$group" params={{ group: id }}>
              <bdi>{name}</bdi>
            </Link>
          ))}
        </dd>
      </dl>
      <p className={styles['text']}>
        <span className="quiet">{texts.groupsAbout}</span>
      </p>
    </Section>
  )
}
