// The rights in `can`, compared with the answers in the reference.
import type { TestServer } from '../../support/server.ts'
import { callOf } from './calls.ts'
import { Cast } from './cast.ts'
import { cells } from './matrix.ts'
import { type CallerName, callers } from './reference.ts'

/** The call that a right is about; `target` if it is not the object that was read. */
interface Right {
  readonly operation: string
  readonly target?: (read: string) => string
  /** The words that mean yes; by default every success. */
  readonly yes?: readonly string[]
}

const nothing = () => '-'
const ofHimself = (read: string) =>
  read === 'reserved' ? `himself ${read}` : `himself ${read} held`
const whole = ['whole']
const succeeds = ['ok', 'whole', 'name', 'listed']

/** By the operation that reads: its objects, and the calls behind each key of `can`. */
const rights: Readonly<
  Record<string, { readonly on: readonly string[]; readonly can: Record<string, Right> }>
> = {
  user: {
    on: ['himself', 'another', 'an_admin'],
    can: {
      show: { operation: 'user' },
      index: { operation: 'all_users' },
      show_details: { operation: 'user', yes: whole },
      index_details: { operation: 'all_users', yes: whole },
      sudo: { operation: 'login_user' },
      show_creds: { operation: 'user_credentials_email' },
      update_creds: { operation: 'update_user_credentials_email' },
    },
  },
  session: {
    on: ['himself'],
    can: { view: { operation: 'session' }, update: { operation: 'update_session' } },
  },
  group: {
    on: ['his_group', 'around_his', 'a_group', 'all_users'],
    can: {
      show: { operation: 'group' },
      create: { operation: 'create_group', target: nothing },
      index: { operation: 'all_groups' },
      update: { operation: 'update_group' },
      delete: { operation: 'delete_group' },
      edit_in_ui: { operation: 'update_group' },
    },
  },
  user_attribute: {
    on: ['editable', 'viewable', 'hidden', 'closed', 'reserved'],
    can: {
      show: { operation: 'user_attribute' },
      index: { operation: 'all_user_attributes' },
      create: { operation: 'create_user_attribute', target: nothing },
      show_value: { operation: 'user_attribute' },
      update: { operation: 'update_user_attribute' },
      destroy: { operation: 'delete_user_attribute' },
      set_value: { operation: 'set_user_attribute_user_value', target: ofHimself },
    },
  },
  role: {
    on: ['weak_role', 'admin_role'],
    can: {
      show: { operation: 'role' },
      index: { operation: 'all_roles', target: nothing },
      update: { operation: 'update_role' },
    },
  },
  permission_set: {
    on: ['weak_set', 'admin_set'],
    can: {
      show: { operation: 'permission_set' },
      index: { operation: 'all_permission_sets', target: nothing },
      update: { operation: 'update_permission_set' },
    },
  },
  model_set: {
    on: ['models', 'all_models'],
    can: {
      show: { operation: 'model_set' },
      index: { operation: 'all_model_sets', target: nothing },
      update: { operation: 'update_model_set' },
    },
  },
}

/** Whether the reference lets the caller do what the right, read from `read`, promises. */
function isHis({ operation, target, yes = succeeds }: Right, read: string, caller: CallerName) {
  const on = target?.(read) ?? read
  const cell = cells.find(
    (it) => it.operation === operation && it.target === on && it.caller === caller,
  )
  if (cell === undefined) throw new Error(`the reference says nothing of ${operation} on ${on}`)
  return yes.includes(cell.expected)
}

/** The number of compared rights, and a sentence for each wrong one. */
export async function rightsDifferences(
  server: TestServer,
): Promise<{ compared: number; found: string[] }> {
  const cast = new Cast(server)
  const found: string[] = []
  let compared = 0
  for (const [reader, { on, can }] of Object.entries(rights)) {
    for (const read of on) {
      for (const caller of callers) {
        const ids = await cast.idsOf(read, caller)
        const { method, path } = await callOf(reader, { ids, cast, server })
        const { status, json } = await (await cast.caller(caller)).api(method, path)
        if (status !== 200) continue
        for (const [key, right] of Object.entries(can)) {
          compared++
          if (json.can[key] === isHis(right, read, caller)) continue
          found.push(`${reader} ${read} tells ${caller} ${key}: ${json.can[key]}`)
        }
      }
    }
  }
  return { compared, found }
}
