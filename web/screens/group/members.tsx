// The direct members of a group: those who are there, those who join and those who leave with the next save.
import { Button } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { membersQuery, type TimedMember, timedMembersQuery } from '../../api/group.ts'
import type { Listed } from '../../api/people.ts'
import { nameOf } from '../../api/users.ts'
import { Badge } from '../../parts/badge.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { LoadMore } from '../../parts/load-more.tsx'
import { PersonPicker } from '../../parts/person-picker.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Empty, Problem, Waiting } from '../../parts/states.tsx'
import { minute } from '../../parts/times.ts'
import type { Edits } from './edits.ts'
import styles from './group.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly group_id: string
  readonly search: string
  readonly onSearch: (search: string) => void
  /** A search needs the right to see users. */
  readonly maySearch: boolean
  readonly mayChange: boolean
  readonly edits: Edits
  readonly set: (part: Partial<Edits>) => void
}

type Member = Pick<Listed, 'id' | 'first_name' | 'last_name' | 'email' | 'is_disabled'>

export function Members(given: Given) {
  const { group_id, search, onSearch, maySearch, mayChange, edits, set } = given
  const { joins, leaves } = edits
  const members = useInfiniteQuery({
    ...membersQuery(group_id, maySearch ? search : ''),
    placeholderData: keepPreviousData,
  })
  const { fetchNextPage } = members
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage])
  const present = useMemo(
    () => members.data?.pages.flatMap((page): readonly Member[] => page.members),
    [members.data],
  )
  const { data: timed } = useQuery(timedMembersQuery(group_id))
  const later = useMemo(
    () => (search === '' ? (timed ?? []).filter(({ starts_at }) => starts_at !== null) : []),
    [timed, search],
  )
  const rows = useMemo(
    () => [...joins.toReversed(), ...later, ...(present ?? [])],
    [joins, later, present],
  )
  const columns = useMemo(
    () => columnsOf(edits, mayChange, set, timed ?? []),
    [edits, mayChange, set, timed],
  )
  return (
    <section className={styles['members']} aria-label={texts.members}>
      <h2 className={styles['heading']}>{texts.members}</h2>
      <p className={styles['about']}>{texts.membersAbout}</p>
      <div className={styles['tools']}>
        {mayChange && (
          <div className={styles['picker']}>
            <PersonPicker
              label={texts.add}
              placeholder={texts.addPlaceholder}
              nothingFound={texts.nobodyFits}
              isTaken={(id) => rows.some((it) => it.id === id)}
              onChoose={(person) => set({ joins: [...joins, person] })}
            />
          </div>
        )}
        {maySearch && (
          <SearchField
            className={styles['search'] ?? ''}
            label={texts.search}
            value={search}
            onChange={onSearch}
          />
        )}
      </div>
      {members.isError ? (
        <Problem error={members.error} onRetry={() => members.refetch()} />
      ) : present === undefined ? (
        <Waiting rows={5} />
      ) : rows.length === 0 && leaves.length === 0 ? (
        <Empty title={search === '' ? texts.none : texts.noneFits}>
          {search === '' && mayChange && texts.noneAbout}
        </Empty>
      ) : (
        <>
          <DataTable
            label={texts.table}
            columns={columns}
            rows={rows}
            idOf={({ id }) => id ?? ''}
          />
          <LoadMore
            hasMore={members.hasNextPage}
            isLoading={members.isFetchingNextPage}
            onMore={onMore}
          />
        </>
      )}
    </section>
  )
}

function columnsOf(
  edits: Edits,
  mayChange: boolean,
  set: Given['set'],
  timed: readonly TimedMember[],
): readonly Column<Member>[] {
  const { joins, leaves } = edits
  const timesOf = new Map(timed.map((it) => [it.id, it]))
  const joinsNow = (id: string) => joins.some((it) => it.id === id)
  const named: Column<Member> = {
    id: 'name',
    header: texts.person,
    place: 1,
    cell: (member) => (
      <span className={styles['person']}>
        <Link to="/users/$user/account" params={{ user: member.id ?? '' }}>
          <bdi>{nameOf(member)}</bdi>
        </Link>
        <Times of={timesOf.get(member.id ?? '')} />
        {joinsNow(member.id ?? '') && <Badge meaning="wins">{texts.isNew}</Badge>}
        {leaves.includes(member.id ?? '') && <Badge meaning="ends">{texts.isGone}</Badge>}
        {member.is_disabled && <Badge meaning="outranked">{texts.disabled}</Badge>}
      </span>
    ),
  }
  const email: Column<Member> = {
    id: 'email',
    header: texts.email,
    place: 3,
    cell: ({ email }) => <bdi className="quiet">{email}</bdi>,
  }
  if (!mayChange) return [named, email]
  const change = (member: Member) => {
    const id = member.id ?? ''
    if (joinsNow(id)) set({ joins: joins.filter((it) => it.id !== id) })
    else if (leaves.includes(id)) set({ leaves: leaves.filter((it) => it !== id) })
    else set({ leaves: [...leaves, id] })
  }
  return [
    named,
    email,
    {
      id: 'change',
      header: '',
      place: 1,
      align: 'end',
      width: '7rem',
      cell: (member) => {
        const isLeaving = leaves.includes(member.id ?? '')
        const name = nameOf(member)
        return (
          <Button
            variant="default"
            size="compact-sm"
            aria-label={isLeaving ? texts.keepName(name) : texts.removeName(name)}
            onClick={() => change(member)}
          >
            {isLeaving ? texts.keep : texts.remove}
          </Button>
        )
      },
    },
  ]
}

function Times({ of }: { readonly of: TimedMember | undefined }) {
  if (of === undefined) return null
  const { starts_at, expires_at } = of
  return (
    <>
      {starts_at !== null && <Badge meaning="outranked">{texts.begins(minute(starts_at))}</Badge>}
      {expires_at !== null && <Badge meaning="ends">{texts.ends(minute(expires_at))}</Badge>}
    </>
  )
}
