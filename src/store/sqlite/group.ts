// Makes groups of commits for the writer thread. Each text is sent only once, each guard once in a group.
import { auditCells, openIn } from '../audit/row.ts'
import { textsOf } from '../audit/texts.ts'
import type { Commit } from '../db.ts'
import type { Statement } from '../statement.ts'
import { bound } from './prepared.ts'
import type { Group, SentCommit, SentStatement } from './writer.ts'

export class GroupMaker {
  readonly #texts = new Map<string, number>()
  #newTexts: string[] = []

  make(commits: readonly Commit[], rest: Omit<Group, 'newTexts' | 'guards' | 'commits'>): Group {
    const places = new Map<Statement, number>()
    const placeOf = (guard: Statement) => {
      const place = places.get(guard) ?? places.size
      places.set(guard, place)
      return place
    }
    const sent = commits.map(
      ({ guards = [], statements, audit, more = [], items, changesAuthority }): SentCommit => ({
        guards: guards.map(placeOf),
        statements: statements.map((statement) => this.#sent(statement)),
        audit: auditCells(audit),
        open: openIn(audit),
        texts: textsOf(audit, more),
        items: items?.packed,
        more: more.length === 0 ? undefined : JSON.stringify(more.map(auditCells)),
        changesAuthority,
      }),
    )
    const guards = [...places.keys()].map((guard) => this.#sent(guard))
    const newTexts = this.#newTexts
    this.#newTexts = []
    return { newTexts, guards, commits: sent, ...rest }
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

/** Changes of rights make other commits of the group start over, so they go last (decision 2). */
export function valuesFirst<Asked extends { readonly commit: Commit }>(waiting: Asked[]): Asked[] {
  const changing = waiting.filter(({ commit }) => commit.changesAuthority)
  if (changing.length === 0 || changing.length === waiting.length) return waiting
  return [...waiting.filter(({ commit }) => !commit.changesAuthority), ...changing]
}
