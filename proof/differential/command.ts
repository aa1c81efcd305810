// A command of a script: an operation on objects named by the script, so that it means the same on every server.

export const operations = {
  create_user_attribute: ['POST', '/user_attributes'],
  update_user_attribute: ['PATCH', '/user_attributes/{attribute}'],
  delete_user_attribute: ['DELETE', '/user_attributes/{attribute}'],
  set_user_attribute_group_values: ['POST', '/user_attributes/{attribute}/group_values'],
  update_user_attribute_group_value: ['PATCH', '/groups/{group}/attribute_values/{attribute}'],
  delete_user_attribute_group_value: ['DELETE', '/groups/{group}/attribute_values/{attribute}'],
  set_user_attribute_user_value: ['PATCH', '/users/{user}/attribute_values/{attribute}'],
  delete_user_attribute_user_value: ['DELETE', '/users/{user}/attribute_values/{attribute}'],
  create_user: ['POST', '/users'],
  update_user: ['PATCH', '/users/{user}'],
  delete_user: ['DELETE', '/users/{user}'],
  create_group: ['POST', '/groups'],
  update_group: ['PATCH', '/groups/{group}'],
  delete_group: ['DELETE', '/groups/{group}'],
  add_group_user: ['POST', '/groups/{group}/users'],
  delete_group_user: ['DELETE', '/groups/{group}/users/{user}'],
  add_group_group: ['POST', '/groups/{group}/groups'],
  delete_group_from_group: ['DELETE', '/groups/{group}/groups/{child}'],
} as const satisfies Record<string, readonly [method: string, path: string]>

export type Operation = keyof typeof operations

/** The things in the path, by their names in the script: `a14`, `u2`, `g3`. */
export interface Target {
  readonly user?: string
  readonly attribute?: string
  readonly group?: string
  readonly child?: string
}

export interface Command {
  readonly operation: Operation
  readonly on: Target
  /** A text is sent as it is, everything else as JSON with names for ids; undefined: no body. */
  readonly body?: unknown
  /** The script's name for the thing that the command creates. */
  readonly makes?: string
}

/** The names of the things that every new store has: the administrator and All Users. */
export const administrator = 'u1'
export const allUsers = 'g1'

/** Whether the text is a name of a script; everything else is sent as it is. */
export const isName = (text: string): boolean => /^[aug]\d+$/.test(text)

/** Method and path; `idOf` replaces each name in the path. */
export function requestLine(
  { operation, on }: Command,
  idOf: (name: string) => string,
): readonly [method: string, path: string] {
  const [method, template] = operations[operation]
  const path = template.replace(/\{(\w+)\}/g, (_, kind: keyof Target) => idOf(on[kind] ?? ''))
  return [method, path]
}

/** A command as a readable line. */
export function asText(command: Command): string {
  const [method, path] = requestLine(command, (name) => name)
  const body = command.body === undefined ? '' : ` ${JSON.stringify(command.body)}`
  const makes = command.makes === undefined ? '' : ` → ${command.makes}`
  return `${method} ${path}${body}${makes}`
}
