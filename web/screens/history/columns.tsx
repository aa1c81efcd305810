// The columns of the history: when, who, what from what to what, why, and the way back.
import { Button } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { Badge } from '../../parts/badge.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { ShownValue } from '../../parts/shown-value.tsx'
import styles from './history.module.css'
import type { Entry } from './queries.ts'
import type { Wanted } from './revert.tsx'
import { texts } from './texts.ts'

interface Acts {
  readonly onRevert: (wanted: Wanted) => void
  readonly onWhole: (change: string) => void
}

export const columnsOf = ({ onRevert, onWhole }: Acts): readonly Column<Entry>[] => [
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
  { id: 'what', header: texts.what, place: 1, cell: (entry) => <What entry={entry} /> },
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

function What({ entry }: { readonly entry: Entry }) {
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
      {changes.length > 0 && (
        <ul className={styles['fields']}>
          {changes.map(({ field, from, to }) => (
            <li key={field}>
              <code>{field}</code> <Text text={from} /> <span aria-hidden>→</span>
              <span className="visually-hidden">{texts.becomes}</span> <Text text={to} />
            </li>
          ))}
        </ul>
      )}
      {!complete && <div className={styles['channel']}>{texts.partial}</div>}
    </div>
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

const Text = ({ text }: { readonly text: string | null }) => (
  <ShownValue value={text} {...(text === null && { source: 'No Value' })} />
)
