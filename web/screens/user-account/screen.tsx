// A user's account: who they are, how they sign in, what they may do, their keys and sessions.
import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { personQuery } from '../../api/people.ts'
import { useRights } from '../../api/rights.ts'
import { nameOf } from '../../api/users.ts'
import { Badge } from '../../parts/badge.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import styles from './account.module.css'
import { ApiKeys } from './api-keys.tsx'
import { Ending } from './ending.tsx'
import { Membership } from './membership.tsx'
import { Names } from './names.tsx'
import { Sessions } from './sessions.tsx'
import { SignIn } from './sign-in.tsx'
import { UserTabs } from './tabs.tsx'
import { texts } from './texts.ts'

const route = getRouteApi('/signed-in/users/$user/account')

export function UserAccountScreen() {
  const { user } = route.useParams()
  const rights = useRights()
  const { data: person } = useSuspenseQuery(personQuery(user))
  const name = nameOf(person)
  const id = person.id ?? user
  const seesDetails = rights.may('see_users') || rights.user_id === id
  return (
    <Page
      title={name}
      tab={texts.tab(name)}
      width="narrow"
      above={<Link to="/users">{texts.all}</Link>}
      about={
        <>
          {person.email && (
            <>
              <bdi>{person.email}</bdi> <span className="quiet">·</span>{' '}
            </>
          )}
          <span className="quiet">{texts.about(id)}</span>{' '}
          {person.is_disabled && <Badge meaning="danger">{texts.disabled}</Badge>}
        </>
      }
      actions={
        <SameCall
          call={{ method: 'GET', path: `/api/4.0/users/${id}` }}
          command={`attrium user cat ${id}`}
        />
      }
    >
      {(rights.may('manage_user_attributes') || rights.user_id === id) && <UserTabs user={id} />}
      {!seesDetails && <p className={styles['notice']}>{texts.namesOnly}</p>}
      {seesDetails && !rights.isAdmin && <p className={styles['notice']}>{texts.adminOnly}</p>}
      {/* Another user is another form. */}
      <div key={id}>
        {rights.isAdmin && <Names person={person} />}
        {rights.isAdmin && <SignIn person={person} />}
        {seesDetails && <Membership person={person} mayGive={rights.may('manage_roles')} />}
        {rights.isAdmin && <ApiKeys user_id={id} mayChange />}
        {rights.isAdmin && <Sessions user_id={id} />}
        {rights.isAdmin && <Ending person={person} isSelf={rights.user_id === id} />}
      </div>
    </Page>
  )
}
