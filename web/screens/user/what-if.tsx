// What a user would have in another group: tried by the server, stored nowhere.
import { CloseButton, Select } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import { jsonText } from '../../../src/client/client.ts'
import { attrium } from '../../api/clients.ts'
import { groupsQuery } from '../../api/groups.ts'
import type { Explanation, User } from '../../api/users.ts'
import { ShownValue } from '../../parts/shown-value.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import { texts } from './texts.ts'
import styles from './user.module.css'

const route = getRouteApi('/signed-in/users/$user')

/** `group` is an id, or the word with which the panel is opened. */
export function WhatIf({ user, group }: { readonly user: User; readonly group: string }) {
  const navigate = route.useNavigate()
  const { data: groups } = useSuspenseQuery(groupsQuery)
  const data = useMemo(
    () =>
      groups
        .filter(({ id }) => !user.group_ids?.includes(id))
        .map(({ id, name }) => ({ value: id, label: name })),
    [groups, user.group_ids],
  )
  const choose = (chosen: string | undefined) =>
    navigate({ search: (before) => ({ ...before, group: chosen }), replace: true })
  const isChosen = data.some(({ value }) => value === group)
  return (
    <section className={styles['what-if']} aria-label={texts.whatIf}>
      <div className={styles['what-if-head']}>
        <Select
          label={texts.whatIfTitle}
          description={texts.whatIfAbout}
          placeholder={texts.chooseGroup}
          data={data}
          limit={100}
          searchable
          nothingFoundMessage={texts.noGroup}
          autoFocus={!isChosen}
          value={isChosen ? group : null}
          onChange={(id) => choose(id ?? 'choose')}
        />
        <CloseButton aria-label={texts.close} onClick={() => choose(undefined)} />
      </div>
      {isChosen && <Differences user_id={user.id ?? ''} group_id={group} />}
    </section>
  )
}

function Differences({
  user_id,
  group_id,
}: {
  readonly user_id: string
  readonly group_id: string
}) {
  const tried = useQuery({
    queryKey: ['what-if', user_id, group_id],
    queryFn: async () => {
      const text = jsonText({ changes: [{ op: 'add_group_user', user_id, group_id }] })
      return (await attrium('POST /users/{user}/explanations', { path: { user: user_id }, text }))
        .body
    },
  })
  if (tried.isError) return <Problem error={tried.error} onRetry={() => tried.refetch()} />
  if (tried.data === undefined) return <Waiting rows={2} />
  const differing = tried.data.after.flatMap((after) => {
    const before = tried.data.before.find((it) => it.user_attribute_id === after.user_attribute_id)
    return before && isOther(before, after) ? [{ before, after }] : []
  })
  return (
    <div role="status">
      <p className={styles['sum']}>
        {differing.length === 0 ? texts.whatIfSame : texts.whatIfChanges(differing.length)}
      </p>
      <ul className={styles['differences']}>
        {differing.map(({ before, after }) => (
          <li key={after.name}>
            <code>{after.name}</code>{' '}
            <ShownValue value={before.value} source={before.source} isHidden={before.hidden} />{' '}
            <span aria-hidden>→</span>
            <span className="visually-hidden">becomes</span>{' '}
            <ShownValue value={after.value} source={after.source} isHidden={after.hidden} />
            <div className="quiet">{after.because}</div>
          </li>
        ))}
      </ul>
    </div>
  )
}

const isOther = (before: Explanation, after: Explanation): boolean =>
  before.value !== after.value || before.source !== after.source
