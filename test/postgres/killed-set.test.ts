// A process that is killed in the middle of a commit of many values, on PostgreSQL.
import { test } from 'vitest'
import { expectNothingHalfStored } from '../audit/killed-set.ts'
import { freshDatabase } from './databases.ts'

test('a node that is killed while it sets many values has set none, and its audit is whole', async () => {
  await expectNothingHalfStored(await freshDatabase())
})
