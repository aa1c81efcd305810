// Who may change which role and set (looker 10.17).
import { allow } from '../errors.ts'
import type { Context } from '../request/context.ts'
import type { Viewer } from './shapes.ts'

export const roleViewer = ({ actor, server }: Context): Viewer => ({
  actor,
  base: `${server.publicUrl()}/api/4.0`,
})

/** Refuses with 405 what is built in. */
export const insistModifiable = (built_in: boolean): void =>
  allow(!built_in, 'unmodifiable', 'What is built in cannot be changed or deleted.')

/** Refuses with 405 to delete a set that roles are made of. */
export const insistUnused = (used: boolean): void =>
  allow(!used, 'unmodifiable', 'Roles use this set; change or delete those roles first.')
