// The changes that somebody can make in a store behind its servers, one thing at a time, with SQL.
import { watched } from '../../src/retold/watched.ts'
import { isFlag } from '../../src/store/tables.ts'
import type { Random } from '../../test/support/random.ts'

export type Cell = string | number | boolean | null
export type Cells = Readonly<Record<string, Cell>>

/** A database that is written directly, without a server. */
export interface Raw {
  readonly all: (text: string) => Promise<Cells[]>
  readonly run: (text: string, values?: readonly Cell[]) => Promise<void>
}

/** Makes one change in the store; false if the store has nothing to change in this way. */
export type Plant = (raw: Raw, random: Random) => Promise<boolean>

/** Ids are passed as text, because numbers cannot hold them all. */
const equal = (cells: Cells, from = 0) =>
  Object.keys(cells)
    .map((column, at) => `${column} = $${from + at + 1}`)
    .join(' and ')

async function change(raw: Raw, table: string, row: Cells, cells: Cells): Promise<void> {
  const set = Object.keys(cells).map((column, at) => `${column} = $${at + 1}`)
  const key = keyOf(table, row)
  await raw.run(`update ${table} set ${set.join(', ')} where ${equal(key, set.length)}`, [
    ...Object.values(cells),
    ...Object.values(key),
  ])
}

const remove = (raw: Raw, table: string, row: Cells) => {
  const key = keyOf(table, row)
  return raw.run(`delete from ${table} where ${equal(key)}`, Object.values(key))
}

const add = (raw: Raw, table: string, row: Cells) => {
  const places = Object.keys(row).map((_, at) => `$${at + 1}`)
  return raw.run(
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  )
}

const keys: Readonly<Record<string, readonly string[]>> = {
  user_attribute_user_values: ['user_id', 'user_attribute_id'],
  user_attribute_sign_in_values: ['user_id', 'user_attribute_id'],
  group_users: ['group_id', 'user_id'],
  group_groups: ['parent_group_id', 'group_id'],
  role_users: ['role_id', 'user_id'],
  role_groups: ['role_id', 'group_id'],
  credentials_email: ['user_id'],
}
const keyOf = (table: string, row: Cells): Cells =>
  Object.fromEntries((keys[table] ?? ['id']).map((column) => [column, row[column] ?? null]))

/** Acts on one of the rows; returns false if there is none. */
const some =
  (
    table: string,
    condition: string,
    action: (raw: Raw, row: Cells, random: Random) => Promise<unknown>,
  ): Plant =>
  async (raw, random) => {
    const rows = await raw.all(`select * from ${table} where ${condition}`)
    if (rows.length === 0) return false
    return (await action(raw, random.pick(rows), random)) !== false
  }

/** A column of some row gets another cell. */
const altered = (
  table: string,
  column: string,
  to: (cell: Cell, random: Random) => Cell,
  condition = 'true',
): Plant =>
  some(table, condition, async (raw, row, random) => {
    const cell = to(row[column] ?? null, random)
    if (cell === row[column]) return false
    return change(raw, table, row, { [column]: cell })
  })

/** Two rows of a table swap their cells in a column. */
const swapped =
  (table: string, columns: readonly string[], condition = 'true'): Plant =>
  async (raw, random) => {
    const rows = await raw.all(`select * from ${table} where ${condition}`)
    const one = rows[random.below(rows.length)]
    const others = rows.filter((row) => columns.some((column) => row[column] !== one?.[column]))
    if (one === undefined || others.length === 0) return false
    const other = random.pick(others)
    const part = (row: Cells) =>
      Object.fromEntries(columns.map((column) => [column, row[column] ?? null]))
    await change(raw, table, one, part(other))
    await change(raw, table, other, part(one))
    return true
  }

/** A pair that the table does not have. */
const added =
  (table: string, from: readonly [string, string], more: (random: Random) => Cells = () => ({})) =>
  async (raw: Raw, random: Random): Promise<boolean> => {
    const [one = '', other = ''] = keys[table] ?? []
    const held = new Set(
      (await raw.all(`select * from ${table}`)).map((row) => `${row[one]} ${row[other]}`),
    )
    const [ones, others] = [await idsOf(raw, from[0]), await idsOf(raw, from[1])]
    for (let attempt = 0; attempt < 50; attempt++) {
      const [a, b] = [random.pick(ones), random.pick(others)]
      if (held.has(`${a} ${b}`) || (table === 'group_groups' && a === b)) continue
      await add(raw, table, { [one]: a, [other]: b, ...more(random) })
      return true
    }
    return false
  }

const idsOf = async (raw: Raw, table: string): Promise<Cell[]> =>
  (await raw.all(`select id from ${table}`)).map(({ id }) => id ?? null)

/** One character of a text, as a byte of the file may change. */
const bent = (cell: Cell, random: Random): Cell => {
  const text = String(cell ?? '')
  if (text === '') return 'x'
  const at = random.below(text.length)
  const other = text[at] === 'q' ? 'z' : 'q'
  return text.slice(0, at) + other + text.slice(at + 1)
}
const flipped = (cell: Cell): Cell => (typeof cell === 'boolean' ? !cell : 1 - Number(cell))
const gone = (table: string, condition = 'true'): Plant =>
  some(table, condition, (raw, row) => remove(raw, table, row))

/** Columns with ids of other things: another number may be the id of nothing. */
const refers = (column: string) => column.endsWith('_id') && column !== 'external_group_id'

/** Another cell that fits the column. */
function another(column: string, cell: Cell, random: Random): Cell {
  if (isFlag(column)) return cell === null ? true : flipped(cell)
  // In 2100: what is due is put right by the sweep of a server, before anybody looks.
  if (column.endsWith('_at')) return cell === null ? 4_102_444_800_000 : Number(cell) + 1
  if (column === 'rank') return Number(cell ?? 0) + 1
  return bent(cell, random)
}

/** Every column that is compared, so that a new one cannot be forgotten. */
const everyColumn = Object.fromEntries(
  watched.flatMap(({ table, columns }) =>
    Object.keys(columns)
      .filter((column) => !refers(column))
      .map((column) => [
        `${column} of ${table}`,
        altered(table, column, (cell, random) => another(column, cell, random)),
      ]),
  ),
)

const ofPeople = 'id > 1'
const values = 'user_attribute_user_values'
const groupValues = 'user_attribute_group_values'

export const plants: Readonly<Record<string, Plant>> = {
  ...everyColumn,
  'a text about a person': altered('audit_texts', 'after', bent, "after <> '' and sequence > 0"),
  'a byte of a value': altered(values, 'value', bent, 'version is null'),
  'a byte of a hidden value': altered(values, 'value', bent, 'version is not null'),
  'the version of a hidden value': altered(values, 'version', bent, 'version is not null'),
  'values swapped': swapped(values, ['value', 'version']),
  'a value moved to another user': some(values, 'true', async (raw, row, random) => {
    const held = await raw.all(
      `select user_id from ${values} where user_attribute_id = ${row['user_attribute_id']}`,
    )
    const owners = new Set(held.map(({ user_id }) => user_id))
    const free = (await idsOf(raw, 'users')).filter((id) => !owners.has(id))
    if (free.length === 0) return false
    return change(raw, values, row, { user_id: random.pick(free) })
  }),
  'a value gone': gone(values),
  'a value added': added(values, ['users', 'user_attributes'], () => ({ value: 'planted' })),
  'a byte of a group value': altered(groupValues, 'value', bent),
  'group values swapped': swapped(groupValues, ['value', 'version']),
  'ranks swapped': async (raw, random) => {
    const lists = await raw.all(
      `select user_attribute_id from ${groupValues} group by user_attribute_id having count(*) > 1`,
    )
    if (lists.length === 0) return false
    const id = random.pick(lists)['user_attribute_id']
    return swapped(groupValues, ['rank'], `user_attribute_id = ${id}`)(raw, random)
  },
  'a rank moved': altered(groupValues, 'rank', (cell) => Number(cell) + 1),
  'a group value gone': gone(groupValues),
  'a group value added': async (raw, random) => {
    const held = await raw.all(`select * from ${groupValues}`)
    const taken = new Set(held.map((row) => `${row['user_attribute_id']} ${row['group_id']}`))
    const [attributes, groups] = [await idsOf(raw, 'user_attributes'), await idsOf(raw, 'groups')]
    const user_attribute_id = random.pick(attributes)
    const free = groups.filter((id) => !taken.has(`${user_attribute_id} ${id}`))
    if (free.length === 0) return false
    const row = { user_attribute_id, group_id: random.pick(free), rank: 1, value: 'planted' }
    await add(raw, groupValues, row)
    return true
  },
  'a byte of a default': altered('user_attributes', 'default_value', bent),
  'a default gone': altered('user_attributes', 'default_value', () => null),
  'the type of an attribute': altered('user_attributes', 'type', (cell) =>
    cell === 'string' ? 'advanced_filter_string' : 'string',
  ),
  'the name of an attribute': altered('user_attributes', 'name', bent),
  'the label of an attribute': altered('user_attributes', 'label', bent),
  'the key of a label': altered('user_attributes', 'label_key', bent),
  'the places of a hidden attribute': altered(
    'user_attributes',
    'hidden_value_domain_whitelist',
    bent,
    'value_is_hidden',
  ),
  ...Object.fromEntries(
    ['value_is_hidden', 'user_can_view', 'user_can_edit', 'is_system', 'is_permanent'].map(
      (flag) => [`${flag} of an attribute`, altered('user_attributes', flag, flipped)],
    ),
  ),
  'a membership added': added('group_users', ['groups', 'users']),
  'a membership gone': gone('group_users'),
  'a nesting added': added('group_groups', ['groups', 'groups']),
  'a nesting gone': gone('group_groups'),
  'a role given to a user': added('role_users', ['roles', 'users']),
  'a role taken from a user': gone('role_users'),
  'a role given to a group': added('role_groups', ['roles', 'groups']),
  'a role taken from a group': gone('role_groups'),
  'a role made of another permission set': some('roles', 'true', async (raw, row, random) => {
    const sets = await idsOf(raw, 'permission_sets')
    const others = sets.filter((id) => id !== row['permission_set_id'])
    return change(raw, 'roles', row, { permission_set_id: random.pick(others) })
  }),
  'the name of a role': altered('roles', 'name', bent),
  'the key of the name of a role': altered('roles', 'name_key', bent),
  'a permission added': altered('permission_sets', 'permissions', (cell) =>
    JSON.stringify([...JSON.parse(String(cell)), 'sudo']),
  ),
  'a permission set that allows everything': altered('permission_sets', 'all_access', flipped),
  'a model added': altered('model_sets', 'models', (cell) =>
    JSON.stringify([...JSON.parse(String(cell)), 'planted']),
  ),
  'a user switched': altered('users', 'is_disabled', flipped),
  'a user made a program': altered('users', 'is_service_account', flipped),
  'the name of a user': altered('users', 'first_name', bent),
  'the key of the name of a user': altered('users', 'first_name_key', bent),
  'the folder of a user': altered('users', 'home_folder_id', () => '4711'),
  'the state of a user': altered('users', 'ui_state', () => '{"planted":"1"}'),
  'a user added': async (raw, random) => {
    const [row = {}] = await raw.all('select * from users where id = 1')
    await add(raw, 'users', { ...row, id: 100_000 + random.below(1000) })
    return true
  },
  'a user gone': gone('users', ofPeople),
  'an address': altered('credentials_email', 'email', bent),
  'the key of an address': altered('credentials_email', 'email_key', bent),
  'addresses swapped': swapped('credentials_email', ['email']),
  'an address gone': gone('credentials_email'),
  'a key of somebody else': some('credentials_api3', 'true', async (raw, row, random) => {
    const others = (await idsOf(raw, 'users')).filter((id) => id !== row['user_id'])
    return change(raw, 'credentials_api3', row, { user_id: random.pick(others) })
  }),
  'the secret of a key': altered('credentials_api3', 'secret_digest', bent),
  'secrets swapped': swapped('credentials_api3', ['secret_digest']),
  'a key switched': altered('credentials_api3', 'is_disabled', flipped),
  'a key gone': gone('credentials_api3'),
  'a key added': some('credentials_api3', 'true', async (raw, row, random) =>
    add(raw, 'credentials_api3', {
      ...row,
      id: 100_000 + random.below(1000),
      client_id: `planted${random.below(1000)}`,
    }),
  ),
  'who somebody is elsewhere': altered('credentials', 'identity', bent, `kind = 'embed'`),
  'a second factor gone': gone('credentials', `kind = 'totp'`),
  'the name of a group': altered('groups', 'name', bent),
  'a group that takes everybody in': altered('groups', 'include_by_default', flipped),
  'a group gone': gone('groups', ofPeople),
  'a group added': async (raw, random) => {
    const [row = {}] = await raw.all('select * from groups where id = 1')
    const name = `planted${random.below(1000)}`
    await add(raw, 'groups', { ...row, id: 100_000 + random.below(1000), name, name_key: name })
    return true
  },
}
