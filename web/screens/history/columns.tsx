// The columns of the history: when, who, what from what to what, why, and the way back.
import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import { minute } from '../../parts/times.ts'
import styles from './history.module.css'
import type { Entry } from './queries.ts'
import type { Wanted } from './revert.tsx'
import { texts } from './texts.ts'

/** Of groups, by id. */
type Names = ReadonlyMap<string, string>

interface Given {
  readonly groups: Names
  readonly onRevert: (wanted: Wanted) => void
  readonly onWhole: (change: string) => void
}

export const columnsOf = ({ onRevert, onWhole, groups }: Given): readonly Column<Entry>[] => [
  {
    ...{ id: 'at', header: texts.when, place: 2, width: '9rem' },
    cell: ({ at }) => <time dateTime={at}>{at.slice(0, 16).replace('T', ' ')}</time>,
  },
  {
    ...{ id: 'who', header: texts.who, place: 3, width: '12rem' },
    cell: ({ actor, channel }) => (
      <>
        {actor !== null && <bdi>{nameOf(actor)}</bdi>}
        <div className={styles['channel']}>
          {texts.channels[channel as keyof typeof texts.channels] ?? channel}
        </div>
      </>
    ),
  },
  {
    id: 'what',
    header: texts.what,
    place: 1,
    cell: (entry) => <What entry={entry} groups={groups} />,
  },
  {
    ...{ id: 'why', header: texts.why, place: 3, width: '14rem' },
    cell: ({ reason }) => <bdi>{reason}</bdi>,
  },
  {
    ...{ id: 'acts', header: texts.acts, place: 1, width: '8rem' },
    cell: ({ sequence, change_id, channel, sentence, attribute, group }) => (
      <div className={styles['acts']}>
        {/* Values, definitions and groups can be put back; that somebody signed in cannot. */}
        {(attribute !== null || group !== null) && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            aria-label={texts.revertOf(sentence)}
            onClick={() => onRevert({ change: sequence, about: sentence })}
          >
            {texts.revert}
          </Button>
        )}
        {channel === 'change' && (
          <Button
            variant="subtle"
            size="compact-xs"
            aria-label={texts.wholeOf(change_id)}
            onClick={() => onWhole(change_id)}
          >
            {texts.whole}
          </Button>
        )}
      </div>
    ),
  },
]

const nameOf = ({ display_name, user_id }: NonNullable<Entry['actor']>): string =>
  display_name ?? `User ${user_id}`

function What({ entry, groups }: { readonly entry: Entry; readonly groups: Names }) {
  const { attribute, user, group, changes, sentence, complete } = entry
  const isValue =
    attribute !== null &&
    (entry.old_value !== null || entry.new_value !== null || (entry.hidden && changes.length === 0))
  return (
    <div className={styles['what']}>
      <span className={styles['narrow']}>
        {entry.at.slice(0, 16).replace('T', ' ')} {entry.actor && <bdi>{nameOf(entry.actor)}</bdi>}
      </span>
      {isValue ? (
        <>
          <span className={styles['about']}>
            <code>{attribute.name ?? attribute.user_attribute_id}</code>
            {user !== null && (
              <span>
                {texts.of} <bdi>{user.display_name ?? `User ${user.user_id}`}</bdi>
              </span>
            )}
            {group !== null && (
              <span>
                {texts.inGroup} <bdi>{group.name ?? group.group_id}</bdi>
              </span>
            )}
          </span>
          <Values entry={entry} />
        </>
      ) : (
        <bdi className={styles['sentence']}>{sentence}</bdi>
      )}
      {entry.operation === 'apply_change' ? (
        <Counts changes={changes} />
      ) : (
        changes.length > 0 && <Fields changes={changes} groups={groups} />
      )}
      {!complete && <div className={styles['channel']}>{texts.partial}</div>}
    </div>
  )
}

type Changes = Entry['changes']

/** What a list of operations came to: its rows stand beside it. */
function Counts({ changes }: { readonly changes: Changes }) {
  const counts = new Map(changes.map(({ field, to }) => [field, Number(to)]))
  const [changed = 0, refused = 0] = ['changed', 'refused'].map((field) => counts.get(field))
  return <div className={styles['channel']}>{texts.counts(changed, refused)}</div>
}

function Fields({ changes, groups }: { readonly changes: Changes; readonly groups: Names }) {
  return (
    <ul className={styles['fields']}>
      {changes.map(({ field, from, to }) => (
        <li key={field}>
          <Field field={field} groups={groups} />{' '}
          {/* What is new was nothing before, which needs no saying. */}
          {from !== null && (
            <>
              <Text text={from} /> <span aria-hidden>→</span>
              <span className="visually-hidden">{texts.becomes}</span>{' '}
            </>
          )}
          <Text text={to} />
        </li>
      ))}
    </ul>
  )
}

/** Groups are told by their ids; people know their names. */
function Field({ field, groups }: { readonly field: string; readonly groups: Names }) {
  const [, what = '', id = ''] = /^(\w+) of group (\d+)$/.exec(field) ?? []
  const name = groups.get(id)
  if (name === undefined) return <code>{field}</code>
  return (
    <>
      <code>{what}</code> {texts.of} <bdi>{name}</bdi>
    </>
  )
}

function Values({ entry: { old_value, new_value, hidden } }: { readonly entry: Entry }) {
  // Nothing of a hidden value is told, not even whether there is one.
  if (hidden) return <Badge meaning="hidden">{texts.isHidden}</Badge>
  return (
    <span className={styles['values']}>
      <span className="visually-hidden">{texts.was}</span>
      <Text text={old_value} />
      <span aria-hidden>→</span>
      <span className="visually-hidden">{texts.becomes}</span>
      <Text text={new_value} />
    </span>
  )
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const Text = ({ text }: { readonly text: string | null }) =>
  text !== null && isTime.test(text) ? (
    <time dateTime={text}>{minute(text)}</time>
  ) : (
    <ShownValue value={text} {...(text === null && { source: 'No Value' })} />
  )
