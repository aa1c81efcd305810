// Decides which roles and sets can be changed (looker 10.17).

import type { Actor } from '../domain/actor.ts'
import { allow } from '../errors.ts'
import type { Viewer } from './shapes.ts'

interface Asked {
  readonly actor: Actor
  readonly server: { readonly publicUrl: () => string }
}

export const roleViewer = ({ actor, server }: Asked): Viewer => ({
  actor,
  base: `${server.publicUrl()}/api/4.0`,
})

/** Refuses with 405 if the object is built in. */
export const insistModifiable = (built_in: boolean): void =>
  allow(!built_in, 'unmodifiable', 'Built-in objects cannot be changed or deleted.')

/** Refuses with 405 to delete a set that roles use. */
export const insistUnused = (used: boolean): void =>
  allow(!used, 'unmodifiable', 'Roles use this set; change or delete those roles first.')
