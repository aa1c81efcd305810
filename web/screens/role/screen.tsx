// A role: who has it, what it allows; it is given and taken here.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useRights } from '../../api/rights.ts'
import { countedRolesQuery, roleQuery } from '../../api/roles.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { GroupHolders } from './group-holders.tsx'
import styles from './role.module.css'
import { texts } from './texts.ts'
import { UserHolders } from './user-holders.tsx'

const route = getRouteApi('/signed-in/roles/$role')

export function RoleScreen() {
  const { role: id } = route.useParams()
  const rights = useRights()
  const { data: role } = useSuspenseQuery(roleQuery(id))
  const counted = useQuery(countedRolesQuery)
  const count = counted.data?.find((it) => it.id === id)?.user_count
  const mayGive = rights.may('manage_roles')
  const { permission_set, model_set } = role
  return (
    <Page
      title={role.name ?? id}
      width="narrow"
      above={<Link to="/roles">{texts.all}</Link>}
      about={count != null && texts.about(count)}
      actions={
        <SameCall
          call={{ method: 'GET', path: `/api/4.0/roles/${id}` }}
          command={`attrium role cat ${id}`}
        />
      }
    >
      {!mayGive && <p className={styles['notice']}>{texts.notYours}</p>}
      <div key={id}>
        <UserHolders role={role} count={count ?? undefined} mayGive={mayGive} />
        <GroupHolders role={role} mayGive={mayGive} />
        <Section
          title={texts.permissions}
          about={texts.permissionsAbout(permission_set.name ?? '')}
        >
          <Names
            names={permission_set.permissions ?? []}
            all={permission_set.all_access ? texts.everything : undefined}
            none={texts.noPermissions}
          />
        </Section>
        <Section title={texts.models} about={texts.modelsAbout(model_set.name ?? '')}>
          <Names
            names={model_set.models ?? []}
            all={model_set.all_access ? texts.allModels : undefined}
            none={texts.noModels}
          />
        </Section>
      </div>
    </Page>
  )
}

interface NamesGiven {
  readonly names: readonly string[]
  /** In place of names where the set covers everything. */
  readonly all: string | undefined
  readonly none: string
}

function Names({ names, all, none }: NamesGiven) {
  if (all !== undefined) return <p className={styles['text']}>{all}</p>
  if (names.length === 0) return <p className={styles['text']}>{none}</p>
  return (
    <ul className={styles['names']}>
      {names.map((name) => (
        <li key={name}>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  )
}
