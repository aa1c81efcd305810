// Statements about the wrapped keys of the store.
import { idText, prepare, required } from '../store/statement.ts'

export const storedKeys = prepare((writer) =>
  writer
    .selectFrom('keys')
    .select([idText('id').as('id'), 'purpose', 'wrapped'])
    .orderBy('keys.id'),
)({})

export const addKey = prepare(
  (writer, key: { purpose: string; wrapped: string; created_at: number }) =>
    writer
      .insertInto('keys')
      .values({ purpose: key.purpose, wrapped: key.wrapped, created_at: key.created_at })
      .returning(idText('id').as('id')),
)

const prepareRewrap = prepare((writer, key: { id: string; wrapped: string }) =>
  writer.updateTable('keys').set({ wrapped: key.wrapped }).where('id', '=', key.id),
)
export const rewrapKey = (key: { id: string; wrapped: string }) => required(prepareRewrap(key))
