// My account: what the server knows about the person of the session, and how they sign in.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { personQuery } from '../../api/people.ts'
import { useRights } from '../../api/rights.ts'
import { userRolesQuery } from '../../api/roles.ts'
import { nameOf } from '../../api/users.ts'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { ApiKeys } from '../user-account/api-keys.tsx'
import { Factor } from './factor.tsx'
import { OwnHistory } from './own-history.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { OwnValues } from './own-values.tsx'
import { Password } from './password.tsx'
import { texts } from './texts.ts'

export function AccountScreen() {
  const rights = useRights()
  const id = rights.user_id
  const { data: person } = useSuspenseQuery(personQuery(id))
  const roles = useQuery(userRolesQuery(id, false))
  return (
    <Page
      title={texts.title}
      width="narrow"
      about={
        <>
          <bdi>{nameOf(person)}</bdi> · <bdi>{texts.about(person.email ?? '', id)}</bdi>
        </>
      }
      actions={
        <SameCall
          call={{ method: 'GET', path: `/api/attrium/1.0/users/${id}/explanations` }}
          command={`attrium explain ${id}`}
        />
      }
    >
      <div>
        <OwnValues user_id={id} />
        <Password />
        <Factor isOn={person.credentials_totp?.verified === true} />
        <OwnSessions />
        <ApiKeys user_id={id} mayChange={rights.isAdmin} />
        <Section title={texts.roles} about={texts.rolesAbout}>
          <p style={{ margin: 0 }}>
            {roles.data?.length === 0
              ? texts.noRoles
              : roles.data?.map(({ name }) => name).join(', ')}
          </p>
        </Section>
        <OwnHistory user_id={id} />
      </div>
    </Page>
  )
}
