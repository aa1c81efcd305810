// The users who have a role themselves.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { looker } from '../../api/clients.ts'
import { type Role, roleUsersQuery } from '../../api/roles.ts'
import { nameOf } from '../../api/users.ts'
import { PersonPicker } from '../../parts/person-picker.tsx'
import { Question } from '../../parts/question.tsx'
import { Section } from '../../parts/section.tsx'
import { Problem, Waiting } from '../../parts/states.tsx'
import styles from './role.module.css'
import { texts } from './texts.ts'

/** The server lists the users of a role as a whole. */
const mostListed = 2000

interface Given {
  readonly role: Role
  /** How many have it, those through groups included; undefined before it is known. */
  readonly count: number | undefined
  readonly mayGive: boolean
}

interface Asked {
  readonly id: string
  readonly name: string
  readonly gives: boolean
}

export function UserHolders({ role, count, mayGive }: Given) {
  const [asked, setAsked] = useState<Asked>()
  const isListed = count !== undefined && count <= mostListed
  const holders = useQuery({ ...roleUsersQuery(role.id), enabled: isListed })
  const name = role.name ?? role.id
  const { all_access, permissions } = role.permission_set
  return (
    <Section title={texts.holders} about={texts.holdersAbout}>
      {mayGive && (
        <PersonPicker
          label={texts.give}
          placeholder={texts.givePlaceholder}
          nothingFound={texts.nobodyFits}
          isTaken={(id) => holders.data?.some((it) => it.id === id) ?? false}
          onChoose={(person) =>
            setAsked({ id: person.id ?? '', name: nameOf(person), gives: true })
          }
        />
      )}
      {count !== undefined && !isListed ? (
        <p className={styles['text']}>{texts.tooMany(count)}</p>
      ) : holders.isError ? (
        <Problem error={holders.error} onRetry={() => holders.refetch()} />
      ) : holders.data === undefined ? (
        <Waiting rows={2} />
      ) : holders.data.length === 0 ? (
        <p className={styles['text']}>{texts.noUsers}</p>
      ) : (
        <ul className={styles['list']}>
          {holders.data.map((user) => (
            <li key={user.id} className={styles['item']}>
              <span className={styles['main']}>
                <Link to="/users/$user/account" params={{ user: user.id ?? '' }}>
                  <bdi>{nameOf(user)}</bdi>
                </Link>{' '}
                <bdi className="quiet">{user.email}</bdi>
              </span>
              {mayGive && (
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={texts.takeName(nameOf(user))}
                  onClick={() => setAsked({ id: user.id ?? '', name: nameOf(user), gives: false })}
                >
                  {texts.take}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {asked && (
        <Question
          title={(asked.gives ? texts.giveTitle : texts.takeTitle)(asked.name, name)}
          action={asked.gives ? texts.giveNow : texts.takeNow}
          isHarmless={asked.gives}
          run={() => switchRole(asked.id, role.id, asked.gives)}
          onDone={() => setAsked(undefined)}
          onClose={() => setAsked(undefined)}
        >
          <p>
            {asked.gives ? texts.giveAbout(all_access, permissions?.length ?? 0) : texts.takeAbout}
          </p>
        </Question>
      )}
    </Section>
  )
}

/** By the roles of the one user: the list of all holders may be long, and others may be changing it. */
async function switchRole(user_id: string, role_id: string, gives: boolean): Promise<void> {
  const path = { user_id }
  const query = { direct_association_only: true, fields: 'id' }
  const { body } = await looker('GET /users/{user_id}/roles', { path, query })
  const others = body.flatMap(({ id = '' }) => (id === role_id ? [] : [id]))
  await looker('PUT /users/{user_id}/roles', {
    path,
    body: gives ? [...others, role_id] : others,
  })
}
