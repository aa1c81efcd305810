// A group: its name, its members, the groups inside it, and what it gives. Everything is saved as one change.
import { Button, TextInput } from '@mantine/core'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { childrenQuery, groupGivesQuery, groupQuery } from '../../api/group.ts'
import { allUsersGroup, groupName, hierarchyQuery } from '../../api/hierarchy.ts'
import { useRights } from '../../api/rights.ts'
import { rolesQuery } from '../../api/roles.ts'
import { ConfirmChange } from '../../change/confirm-change.tsx'
import { SaveBar } from '../../change/save-bar.tsx'
import { problemsOf, useChange } from '../../change/use-change.ts'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { useGoTo } from '../../parts/use-go-to.ts'
import { commandOf, type Edits, noEdits, operationsOf } from './edits.ts'
import { Roles, Values } from './gives.tsx'
import styles from './group.module.css'
import { Members } from './members.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/groups/$group')

export function GroupScreen() {
  const { group } = route.useParams()
  // Another group is another form.
  return <GroupPage key={group} id={group} />
}

function GroupPage({ id }: { readonly id: string }) {
  const { search = '' } = route.useSearch()
  const navigate = useNavigate()
  const goTo = useGoTo()
  const rights = useRights()
  const query = useSuspenseQuery(groupQuery(id))
  const inside = useSuspenseQuery(childrenQuery(id))
  const { data: all } = useSuspenseQuery(hierarchyQuery)
  const group = query.data
  const name = groupName(group)
  const isAllUsers = id === allUsersGroup
  const mayChange = group.can['update'] === true
  const seesValues = rights.may('manage_user_attributes')
  const seesRoles = rights.may('see_users') || rights.may('manage_roles')
  const roles = useQuery({ ...rolesQuery, enabled: seesRoles })
  const gives = useQuery({ ...groupGivesQuery(id, name), enabled: seesValues })
  const [edits, setEdits] = useState(noEdits)
  const [isDeleting, setDeleting] = useState(false)
  const set = useCallback(
    (part: Partial<Edits>) => setEdits((before) => ({ ...before, ...part })),
    [],
  )
  const children = useMemo(() => inside.data.map(({ id }) => id), [inside.data])
  const operations = useMemo(
    () => operationsOf({ id, name, children }, edits),
    [id, name, children, edits],
  )
  const change = useChange({
    operations,
    refresh: () => Promise.all([query.refetch(), inside.refetch()]),
    onSaved: () => setEdits(noEdits),
  })
  const wrongName =
    operations[0]?.op === 'update_group' ? problemsOf(change.refusal, 0).get('name') : undefined
  const names = useMemo(() => new Map(all.map((it) => [it.id, groupName(it)])), [all])
  const placed = all.find((it) => it.id === id)
  const parents = (placed?.parent_group_ids ?? []).filter((it) => it !== allUsersGroup)
  const held = (roles.data ?? []).filter((role) => placed?.role_ids?.includes(role.id))
  const notice = isAllUsers
    ? texts.allUsersNotice
    : group.externally_managed
      ? texts.elsewhere
      : mayChange
        ? undefined
        : texts.notYours
  return (
    <Page
      title={name}
      width="narrow"
      above={<Link to="/groups">{texts.all}</Link>}
      about={texts.about(group.user_count ?? 0)}
      actions={
        <>
          <SameCall
            call={
              operations.length === 0
                ? { method: 'GET', path: `/api/4.0/groups/${id}` }
                : {
                    method: 'POST',
                    path: '/api/attrium/1.0/changes',
                    body: { changes: operations },
                  }
            }
            command={commandOf({ id, name, children }, operations, (it) => names.get(it) ?? it)}
          />
          {group.can['delete'] === true && (
            <Button variant="default" onClick={() => setDeleting(true)}>
              {texts.delete}
            </Button>
          )}
        </>
      }
    >
      {notice && <p className={styles['notice']}>{notice}</p>}
      <div>
        {mayChange && (
          <Section title={texts.name} about={texts.nameAbout}>
            <TextInput
              label={texts.name}
              autoComplete="off"
              maxLength={255}
              error={wrongName}
              value={edits.name ?? name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          </Section>
        )}
        <Section title={texts.inside} about={texts.insideAbout}>
          {(mayChange || children.length > 0) && (
            <ChoiceField
              label={texts.groups}
              readOnly={!mayChange}
              choices={all
                .filter((it) => it.id !== id && it.id !== allUsersGroup)
                .map((it) => ({ id: it.id, name: groupName(it) }))}
              chosen={edits.children ?? children}
              onChange={(children) => set({ children })}
            />
          )}
          {!mayChange && children.length === 0 && (
            <p className={styles['text']}>{texts.noneInside}</p>
          )}
          {parents.length > 0 && (
            <div className={styles['item']}>
              <span className="quiet">{texts.inGroups}</span>
              {parents.map((it) => (
                <Link key={it} to="/groups/$group" params={{ group: it }}>
                  <bdi>{names.get(it) ?? it}</bdi>
                </Link>
              ))}
            </div>
          )}
        </Section>
        {seesValues && <Values group_id={id} name={name} />}
        {seesRoles && <Roles roles={held} />}
      </div>
      <Members
        group_id={id}
        search={search}
        onSearch={(search) =>
          navigate({
            to: '/groups/$group',
            params: { group: id },
            search: search === '' ? {} : { search },
            replace: true,
          })
        }
        maySearch={rights.may('see_users')}
        mayChange={mayChange}
        edits={edits}
        set={set}
      />
      <SaveBar
        change={change}
        count={operations.length}
        onDiscard={() => setEdits(noEdits)}
        isWrong={wrongName !== undefined}
      />
      {isDeleting && (
        <ConfirmChange
          title={texts.deleteTitle(name)}
          operations={[{ op: 'delete_group', group_id: id }]}
          action={texts.deleteNow}
          onClose={() => setDeleting(false)}
          onDone={() => goTo({ to: '/groups', ignoreBlocker: true })}
        >
          <p>{texts.deleteAbout(group.user_count ?? 0, gives.data?.length ?? 0)}</p>
        </ConfirmChange>
      )}
    </Page>
  )
}
