// Values of users have times. Every place that names their table is listed here with the reason why it is right: it
// reads what counts at a time by `values/own-values-sql.ts`, or what counts makes no difference to it.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { repository } from '../support/repository.ts'

const source = join(repository, 'src')
const table = 'user_attribute_user_values'

const asStored = 'reads or writes the stored rows with all their times'
const links = 'reads only which change was the newest'
const operation = 'an operation has the same name'
const owners = 'asks whose rows there are, whether they count or not'

/** Files that name the table. */
const known: Readonly<Record<string, string>> = {
  'attrium/reset-sql.ts': asStored,
  'audit/before-sql.ts': owners,
  'audit/sql.ts': links,
  'backup/sql.ts': 'counts rows',
  'changes/large-planning-sql.ts':
    'reads values without times; those with times come from `slotsOfRow`',
  'changes/planning-sql.ts': links,
  'domain/permissions.ts': operation,
  'explanations/sql.ts': links,
  'history/finding-sql.ts': links,
  'holders/held-sql.ts': 'makes an index of what somebody may have at some time',
  'moment/sql.ts': 'reads values without times; those with times come from `timedOf`',
  'past/sql.ts': 'reads what is stored; `past/moment-reader.ts` decides by the time of the moment',
  'retold/left-out.ts': asStored,
  'retold/own-values-sql.ts': asStored,
  'retold/retelling.ts': links,
  'retold/sql.ts': asStored,
  'retold/watched.ts': asStored,
  'store/audit/insert.ts': links,
  'store/conformance/audit.ts': 'tests the store',
  'store/conformance/lists.ts': 'tests the store',
  'store/conformance/rows.ts': 'tests the store',
  'store/conformance/sets.ts': 'tests the store',
  'store/copy/store-copy.ts': asStored,
  'store/postgres/chain.ts': links,
  'store/sqlite/chain.ts': links,
  'store/tables.ts': 'declares it',
  'user-attributes/sql.ts': 'reads all that must fit a new type, with what follows',
  'user-attributes/user-value-routes.ts': operation,
  'values/deletion-sql.ts': owners,
  'values/own-values-sql.ts': 'the rule',
  'values/sealing-sql.ts': 'seals both values of a row',
  'values/user-value-list-sql.ts': 'writes them, and reads which change was the newest',
  'values/user-value-sql.ts': 'writes them',
}

/** Uses of the table in each file that reads values of it: a new one has to be looked at. */
const uses: Readonly<Record<string, number>> = {
  'holders/held-sql.ts': 1,
  'moment/sql.ts': 2,
  'past/sql.ts': 2,
  'user-attributes/sql.ts': 2,
  'changes/planning-sql.ts': 1,
  'changes/large-planning-sql.ts': 1,
}

const sent = 'user_attribute_sign_in_values'

/** Files that name the table of values from sign-ins: whoever reads what users have reads these as well. */
const knownOfSignIns: Readonly<Record<string, string>> = {
  'attrium/reset-sql.ts': asStored,
  'audit/before-sql.ts': owners,
  'changes/extent-sql.ts': owners,
  'doctor/past-sql.ts': asStored,
  'retold/left-out.ts': asStored,
  'retold/own-values-sql.ts': asStored,
  'retold/sql.ts': asStored,
  'retold/watched.ts': asStored,
  'store/conformance/rows.ts': 'tests the store',
  'store/copy/store-copy.ts': asStored,
  'store/tables.ts': 'declares it',
  'user-attributes/sql.ts': 'reads all that must fit a new type',
  'values/deletion-sql.ts': owners,
  'values/sealing-sql.ts': 'seals them',
  'values/sign-in-values-sql.ts': 'the rule',
}

const members = 'group_users'
const operationOfMembers = 'an operation has nearly the same name'

/** Files that name the table of memberships, which have times as well. */
const knownOfMembers: Readonly<Record<string, string>> = {
  'access/sql.ts': 'reads them with their times, and counts administrators for good',
  'attrium/reset-sql.ts': asStored,
  'audit/before-sql.ts': owners,
  'changes/planning-sql.ts': 'counts administrators for good',
  'doctor/past-sql.ts': asStored,
  'domain/permissions.ts': operationOfMembers,
  'groups/deletion-sql.ts': asStored,
  'groups/member-routes.ts': operationOfMembers,
  'groups/membership-times-sql.ts': 'sweeps those that have begun or ended',
  'groups/sql.ts': 'writes them',
  'retold/sql.ts': asStored,
  'retold/watched.ts': asStored,
  'seed/administrator-sql.ts': 'writes one',
  'store/conformance/commits.ts': 'tests the store',
  'store/conformance/rows.ts': 'tests the store',
  'store/copy/store-copy.ts': asStored,
  'store/tables.ts': 'declares it',
  'users/change-sql.ts': 'writes those of a new user',
  'values/members-sql.ts': 'the rule',
}

const all = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .filter((file) => !file.startsWith('store/migrations/'))
  .map((file) => [file, readFileSync(join(source, file), 'utf8')] as const)
const found = all.filter(([, text]) => text.includes(table))

it('every file that names the table of own values is known', () => {
  expect(found.map(([file]) => file).sort()).toEqual(Object.keys(known).sort())
})

it('every file that names the table of values from sign-ins is known', () => {
  const naming = all.filter(([, text]) => text.includes(sent)).map(([file]) => file)
  expect(naming.sort()).toEqual(Object.keys(knownOfSignIns).sort())
})

it('every file that names the table of memberships is known', () => {
  const naming = all.filter(([, text]) => text.includes(members)).map(([file]) => file)
  expect(naming.sort()).toEqual(Object.keys(knownOfMembers).sort())
})

it('no file has another statement that reads values of it', () => {
  for (const [file, text] of found) {
    if (file in uses) expect([file, text.split(table).length - 1]).toEqual([file, uses[file]])
  }
})
