// One provider: how it is, what its settings say, and what its claims give.
import { Link } from '@tanstack/react-router'
import type { Source } from '../../api/sources.ts'
import { Badge } from '../../parts/badge.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Section } from '../../parts/section.tsx'
import styles from './sources.module.css'
import { texts } from './texts.ts'
import { TryClaims } from './try-claims.tsx'

export function Provider({ source }: { source: Source }) {
  const { name, email_claim, required_claims } = source
  const addresses = source.requires_verified_email ? texts.verified : texts.unverified
  return (
    <Section title={name} about={<StateOf source={source} />}>
      <Facts>
        <dt>{texts.issuer}</dt>
        <dd>
          <code>{source.issuer}</code>
        </dd>
        <dt>{texts.client}</dt>
        <dd>
          <code>{source.client_id}</code>
        </dd>
        <dt>{texts.callback}</dt>
        <dd>
          <code>{source.callback_address}</code>
        </dd>
        <dt>{texts.newPeople}</dt>
        <dd>{source.creates_users ? texts.created : texts.refused}</dd>
        <dt>{texts.addresses}</dt>
        <dd>{addresses(email_claim)}</dd>
        <dt>{texts.required}</dt>
        <dd>{required_claims.length === 0 ? texts.noRequired : required_claims.join(', ')}</dd>
      </Facts>
      <ClaimTable source={source} />
      {source.is_used && <TryClaims provider={source.id} name={name} />}
    </Section>
  )
}

const StateOf = ({ source: { id, name, trouble, enabled, set_in } }: { source: Source }) => (
  <div className={styles['state']}>
    <span>
      <Badge meaning={trouble === null ? 'wins' : 'danger'}>
        {trouble === null ? texts.reachable : texts.unreachable}
      </Badge>{' '}
      {!enabled && <Badge meaning="outranked">{texts.disabled}</Badge>}
    </span>
    {trouble && <span>{trouble}</span>}
    {set_in === 'file' ? (
      <span>{texts.ofFile}</span>
    ) : (
      <Link to="/sources/$source" params={{ source: id }}>
        {texts.editOf(name)}
      </Link>
    )}
  </div>
)

function ClaimTable({ source }: { source: Source }) {
  const { name, attributes, groups, groups_claim } = source
  const rows = [
    ...attributes.map(({ claim, attribute, problem }) => ({
      ...{ claim, problem, gives: texts.value(attribute) },
    })),
    ...groups.map(({ claim_value, group, problem }) => ({
      ...{ claim: `${groups_claim}: ${claim_value}`, problem, gives: texts.group(group) },
    })),
  ]
  if (rows.length === 0) return <p className={styles['text']}>{texts.noClaims}</p>
  return (
    <table className={styles['claims']} aria-label={texts.claims(name)}>
      <thead>
        <tr>
          <th scope="col">{texts.claim}</th>
          <th scope="col">{texts.gives}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ claim, gives, problem }) => (
          <tr key={claim}>
            <td>
              <code>{claim}</code>
            </td>
            <td>
              <bdi>{gives}</bdi> {problem && <Badge meaning="danger">{problem}</Badge>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
