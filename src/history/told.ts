// What history tells of an operation: which right shows its rows to others, which fields it changes and how, and the
// sentence that says so.

/** The right that shows rows about other people: that of those who manage what the row is about. */
export type Area =
  /** Definitions and values: `manage_user_attributes`. */
  | 'values'
  /** Groups, members and nesting: `manage_groups`. */
  | 'groups'
  /** Roles, sets and who has them: `manage_roles`. */
  | 'roles'
  /** People, their credentials and sessions: administrators. */
  | 'people'
  /** The server itself: administrators. */
  | 'server'

/** How the row tells its fields: what is made has no value before, what ends has none after. */
export type Telling = 'makes' | 'changes' | 'ends'

export interface Told {
  readonly area: Area
  readonly telling: Telling
  readonly fields: readonly string[]
  /**
   * The sentence after the person, unless it begins with the user: `{user}`, `{group}`, `{attribute}`, `{thing}` and
   * `{change}` are filled in.
   */
  readonly says: string
}

export const told = (area: Area, telling: Telling, says: string, ...fields: string[]): Told => ({
  ...{ area, telling, fields, says },
})
