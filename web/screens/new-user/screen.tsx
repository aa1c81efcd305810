// A new user: names, address, groups and roles; afterwards the link with which they choose a password.
import { Button, TextInput } from '@mantine/core'
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { groupsQuery } from '../../api/groups.ts'
import { queries } from '../../api/queries.ts'
import { useRights } from '../../api/rights.ts'
import { rolesQuery } from '../../api/roles.ts'
import { problemsIn } from '../../api/told.ts'
import { LeaveGuard } from '../../change/leave-guard.tsx'
import { ChoiceField } from '../../parts/choice-field.tsx'
import { commandLine, shellText } from '../../parts/command.ts'
import { CopiedText } from '../../parts/copied-text.tsx'
import { Page } from '../../parts/page.tsx'
import { SameCall } from '../../parts/same-call.tsx'
import { Section } from '../../parts/section.tsx'
import { Empty, Problem } from '../../parts/states.tsx'
import { create, type Made, Taken, type Wanted } from './creating.ts'
import styles from './screen.module.css'
import { texts } from './texts.ts'

const empty: Wanted = { first_name: '', last_name: '', email: '', groups: [], roles: [] }

export function NewUserScreen() {
  const { isAdmin } = useRights()
  const [round, setRound] = useState(0)
  if (!isAdmin) {
    return (
      <Page title={texts.title} width="narrow" above={<Link to="/users">{texts.all}</Link>}>
        <Empty title={texts.title}>{texts.notYours}</Empty>
      </Page>
    )
  }
  return <NewUser key={round} onAnother={() => setRound(round + 1)} />
}

function NewUser({ onAnother }: { readonly onAnother: () => void }) {
  const groups = useSuspenseQuery(groupsQuery)
  const roles = useSuspenseQuery(rolesQuery)
  const [wanted, setWanted] = useState(empty)
  const set = (part: Partial<Wanted>) => setWanted({ ...wanted, ...part })
  const made = useRef<Made>({})
  const saving = useMutation({
    mutationFn: () => create(trimmed(wanted), made.current),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }),
  })
  const isNamed = Object.values(trimmed(wanted)).some((it) => typeof it === 'string' && it !== '')
  const isTouched = JSON.stringify(wanted) !== JSON.stringify(empty)
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (isNamed) saving.mutate()
  }
  if (saving.isSuccess) return <Done wanted={wanted} made={saving.data} onAnother={onAnother} />
  const wrong = problemsIn(saving.error)
  const { error } = saving
  const isHalfDone = saving.isError && made.current.user_id !== undefined
  return (
    <Page
      title={texts.title}
      width="narrow"
      above={<Link to="/users">{texts.all}</Link>}
      about={texts.about}
      actions={<SameCall call={callOf(wanted)} command={commandOf(wanted, nameIn(groups.data))} />}
    >
      {isTouched && <LeaveGuard />}
      <form onSubmit={send} noValidate>
        <Section title={texts.person} about={texts.personAbout}>
          <TextInput
            label={texts.first}
            autoComplete="off"
            autoFocus
            error={wrong.get('first_name')}
            value={wanted.first_name}
            onChange={(event) => set({ first_name: event.currentTarget.value })}
          />
          <TextInput
            label={texts.last}
            autoComplete="off"
            error={wrong.get('last_name')}
            value={wanted.last_name}
            onChange={(event) => set({ last_name: event.currentTarget.value })}
          />
          <TextInput
            label={texts.email}
            type="email"
            autoComplete="off"
            error={error instanceof Taken ? error.message : wrong.get('email')}
            value={wanted.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
        </Section>
        <Section title={texts.belongs} about={texts.belongsAbout}>
          <ChoiceField
            label={texts.groups}
            choices={groups.data.filter(({ id }) => id !== '1')}
            chosen={wanted.groups}
            onChange={(groups) => set({ groups })}
          />
          <ChoiceField
            label={texts.roles}
            choices={roles.data.map(({ id, name }) => ({ id, name: name ?? id }))}
            chosen={wanted.roles}
            onChange={(roles) => set({ roles })}
          />
        </Section>
        <div className={styles['end']}>
          {isHalfDone && <p className={styles['notice']}>{texts.halfDone}</p>}
          {saving.isError && !(error instanceof Taken) && <Problem error={error} />}
          <Button type="submit" loading={saving.isPending} disabled={!isNamed}>
            {isHalfDone ? texts.again : texts.save}
          </Button>
          {!isNamed && isTouched && <span className="quiet">{texts.needsName}</span>}
        </div>
      </form>
    </Page>
  )
}

interface DoneGiven {
  readonly wanted: Wanted
  readonly made: Made
  readonly onAnother: () => void
}

function Done({ wanted, made, onAnother }: DoneGiven) {
  const name = `${wanted.first_name} ${wanted.last_name}`.trim() || wanted.email
  return (
    <Page
      title={texts.done(name)}
      width="narrow"
      above={<Link to="/users">{texts.all}</Link>}
      about={made.link ? undefined : texts.noLink}
    >
      <div className={styles['done']}>
        {made.link && (
          <CopiedText label={texts.link} description={texts.linkAbout} text={made.link} />
        )}
        <div className={styles['buttons']}>
          <Link to="/users/$user/account" params={{ user: made.user_id ?? '' }}>
            {texts.open}
          </Link>
          <Button variant="default" onClick={onAnother}>
            {texts.another}
          </Button>
        </div>
      </div>
    </Page>
  )
}

const trimmed = ({ first_name, last_name, email, ...rest }: Wanted): Wanted => ({
  ...rest,
  first_name: first_name.trim(),
  last_name: last_name.trim(),
  email: email.trim(),
})

const nameIn =
  (things: readonly { readonly id: string; readonly name: string }[]) => (id: string) =>
    things.find((it) => it.id === id)?.name ?? id

const callOf = ({ first_name, last_name }: Wanted) =>
  ({ method: 'POST', path: '/api/4.0/users', body: { first_name, last_name } }) as const

function commandOf(wanted: Wanted, groupOf: (id: string) => string): string {
  const { first_name, last_name, email, groups, roles } = trimmed(wanted)
  const options = [
    ...(first_name === '' ? [] : [`--first-name ${shellText(first_name)}`]),
    ...(last_name === '' ? [] : [`--last-name ${shellText(last_name)}`]),
    ...groups.map((id) => `--group ${shellText(groupOf(id))}`),
    ...roles.map((id) => `--role ${shellText(id)}`),
  ]
  return commandLine('attrium user create', {
    ...{ args: [email || 'EMAIL'], options, between: ' \\\n  ' },
  })
}
