// What a group gives: its values by attribute, and its roles.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { groupGivesQuery } from '../../api/group.ts'
import { Badge } from '../../parts/badge.tsx'
import { Section } from '../../parts/section.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import { minute } from '../../parts/times.ts'
import styles from './group.module.css'
import { texts } from './texts.ts'

export function Values({ group_id, name }: { readonly group_id: string; readonly name: string }) {
  const values = useQuery(groupGivesQuery(group_id, name))
  return (
    <Section title={texts.values} about={texts.valuesAbout}>
      {values.isError ? (
        <Problem error={values.error} onRetry={() => values.refetch()} />
      ) : values.data === undefined ? (
        <Waiting rows={2} />
      ) : values.data.length === 0 ? (
        <p className={styles['text']}>{texts.noValues}</p>
      ) : (
        <ul className={styles['list']}>
          {values.data.map(({ attribute, value, hidden, rank, expires_at }) => (
            <li key={attribute} className={styles['item']}>
              <Link to="/attributes/$attribute/groups" params={{ attribute }}>
                <code>{attribute}</code>
              </Link>
              <ShownValue value={value} isHidden={hidden} />
              {rank !== null && <span className="quiet">{texts.rank(rank)}</span>}
              {expires_at !== null && (
                <Badge meaning="ends">{texts.ends(minute(expires_at))}</Badge>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface RolesGiven {
  readonly roles: readonly { readonly id: string; readonly name: string | null }[]
}

export const Roles = ({ roles }: RolesGiven) => (
  <Section title={texts.roles} about={texts.rolesAbout}>
    {roles.length === 0 ? (
      <p className={styles['text']}>{texts.noRoles}</p>
    ) : (
      <ul className={styles['list']}>
        {roles.map(({ id, name }) => (
          <li key={id}>
            <Link to="/roles/$role" params={{ role: id }}>
              <bdi>{name ?? id}</bdi>
            </Link>
          </li>
        ))}
      </ul>
    )}
  </Section>
)
