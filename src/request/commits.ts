// Makes the commits of a request: its guards, its statements, and its rows of the audit.
import { adminRemainsRule, guards } from '../access/sql.ts'
import { auditRow, type Subject, type ValueSubject } from '../audit/audit-row.ts'
import { raiseCatalogueVersion } from '../catalogue/sql.ts'
import type { Actor } from '../domain/actor.ts'
import { Refusal } from '../errors.ts'
import type { AuditRow } from '../store/audit/row.ts'
import { type Commit, LostRace } from '../store/db.ts'
import type { Items } from '../store/items.ts'
import type { Statement } from '../store/statement.ts'
import type { Change, OpenContext, Touches } from './context.ts'

type Asked = Pick<OpenContext, 'request' | 'server' | 'now'> & {
  readonly actor: Actor | undefined
}

/** The first has the guards: the others are stored in the same transaction, and may change what they read. */
export function commitsOf(asked: Asked, changes: readonly Change[]): Commit[] {
  // What others read since the request came was true then (decision 59).
  const now = asked.server.now()
  // A new thing has the time of the row that has made it.
  const at = changes.some(({ touches }) => isOfAuthority(touches)) ? asked.now : now
  return changes.map(({ touches, statements, audit, more, items, operation }, place) => {
    const row = rowOf(asked, audit, at, operation)
    const others = more?.map((subject) => rowOf(asked, subject, at, operation))
    return {
      guards: place > 0 || asked.actor === undefined ? [] : guardsOf(asked.actor),
      statements: touches === 'catalogue' ? [...statements, raiseCatalogueVersion] : statements,
      audit: row,
      ...(others && { more: others }),
      ...(items && { items }),
      changesAuthority: isOfAuthority(touches),
      now,
      ...(touches === 'ended values' ? { alone: true } : {}),
    }
  })
}

const isOfAuthority = (touches: Touches) => touches === 'people' || touches === 'catalogue'

function rowOf(
  { actor, request }: Asked,
  subject: Subject | ValueSubject,
  at: number,
  operation: string | undefined,
): AuditRow {
  const circumstances = {
    at,
    request_id: request.request_id,
    operation: operation ?? request.operation,
    actor_id: actor?.user_id ?? null,
    // guard sudo-5: becomes null
    sudo_by: actor?.sudo_by ?? null,
    credentials_api3_id: actor?.credentials_api3_id ?? null,
    address: request.address,
  }
  return auditRow(circumstances, subject)
}

/** The bytes that a row of the audit takes beside its texts, with its indexes and the change itself. */
const rowBytes = 512

export const storedBytes = (commits: readonly Commit[]): number =>
  commits
    .flatMap(({ audit, more = [], items }) => (items ? [] : [audit, ...more]))
    .map(({ new_value, details }) => Buffer.byteLength(`${new_value ?? ''}${details ?? ''}`))
    .concat(commits.flatMap(({ items }) => (items ? [bytesOf(items)] : [])))
    .reduce((sum, bytes) => sum + rowBytes + bytes, 0)

/** A character may be three bytes, but seldom is. */
const bytesOf = ({ count, characters }: Items) => (count - 1) * rowBytes + characters

const known = new WeakMap<Actor, readonly Statement[]>()

/** The guards of an actor; for a remembered actor, the same objects each time. */
export function guardsOf(actor: Actor): readonly Statement[] {
  let guardsOfActor = known.get(actor)
  if (guardsOfActor === undefined) {
    guardsOfActor = guards(actor)
    known.set(actor, guardsOfActor)
  }
  return guardsOfActor
}

/** Refuses the change, because another attempt would not help: it would leave nobody to administer the server. */
export function refuseLastAdmin(error: unknown): never {
  if (!(error instanceof LostRace) || error.taken !== adminRemainsRule) throw error
  throw refusedLastAdmin()
}

export const refusedLastAdmin = () =>
  new Refusal('denied', {
    message:
      'Permission Denied: the last enabled administrator with an enabled API key must stay one; ' +
      'make another user an admin and give them a key first.',
  })
