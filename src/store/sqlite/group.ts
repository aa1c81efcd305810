// Groups of commits as the writer thread is sent them: each text once for ever, each guard once a group.
import { auditCells } from '../audit/row.ts'
import type { Commit } from '../db.ts'
import type { Statement } from '../statement.ts'
import { bound } from './prepared.ts'
import type { Group, SentCommit, SentStatement } from './writer.ts'

export class GroupMaker {
  readonly #texts = new Map<string, number>()
  #newTexts: string[] = []

  make(commits: readonly Commit[], asked: Omit<Group, 'newTexts' | 'guards' | 'commits'>): Group {
    const places = new Map<Statement, number>()
    const placeOf = (guard: Statement) => {
      const place = places.get(guard) ?? places.size
      places.set(guard, place)
      return place
    }
    const sent = commits.map(
      ({ guards = [], statements, audit, changesAuthority }): SentCommit => ({
        guards: guards.map(placeOf),
        statements: statements.map((statement) => this.#sent(statement)),
        audit: auditCells(audit),
        created: audit.created,
        changesAuthority,
      }),
    )
    const guards = [...places.keys()].map((guard) => this.#sent(guard))
    const newTexts = this.#newTexts
    this.#newTexts = []
    return { newTexts, guards, commits: sent, ...asked }
  }

  #sent({ text, parameters, required }: Statement): SentStatement {
    let number = this.#texts.get(text)
    if (number === undefined) {
      number = this.#texts.size
      this.#texts.set(text, number)
      this.#newTexts.push(text)
    }
    return [number, parameters.map(bound), required]
  }
}
