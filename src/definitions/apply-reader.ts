// Plans on what a server has, previews the plan there, and applies it if nothing has moved since.
import { CallRefused } from '../client/answers.ts'
import type { Clients } from '../client/lists.ts'
import { CannotRun } from '../errors.ts'
import type { Options } from './comparison.ts'
import type { Definitions } from './definitions.ts'
import { planFor } from './difference.ts'
import type { Mistake } from './place.ts'
import type { Effects } from './plan-text.ts'
import type { Plan, PlannedOperation } from './planned.ts'
import type { Present } from './present.ts'
import { readPresent } from './present-reader.ts'
import { mistakesOf, type Secrets, sendingOf } from './sending.ts'

export interface Preview {
  readonly plan: Plan
  /** What the server says of it; undefined if there is nothing to change. */
  readonly answer: ChangeAnswer | undefined
}

export interface ChangeAnswer {
  readonly id: string | null
  readonly basis: string | null
  readonly counts: { readonly operations: number; readonly changed: number }
  readonly effects: Effects | null
}

/** Why a plan cannot be applied: mistakes in the files, or sentences of the server. */
export class PlanRefused extends Error {
  readonly problems: readonly (Mistake | string)[]
  constructor(problems: readonly (Mistake | string)[]) {
    super('the plan is refused')
    this.problems = problems
  }
}

/** A server on which plans are made and applied. */
export interface Server extends Clients {
  /** Sends a change, or tries it. Throws CallRefused. */
  readonly change: (body: ChangeBody, how: { readonly isPreview: boolean }) => Promise<ChangeAnswer>
}

export interface ChangeBody {
  readonly changes: readonly PlannedOperation[]
  readonly basis?: string
  readonly reason?: string
}

export interface Asked extends Options {
  readonly secrets: Secrets
}

/** How often a plan is made anew because somebody has changed definitions meanwhile. */
const attempts = 3

export async function previewOf(
  server: Server,
  definitions: Definitions,
  asked: Asked,
): Promise<Preview> {
  const { users: named } = definitions
  const users = named === undefined ? 'none' : { named, prunes: asked.prunes }
  for (let attempt = 1; attempt <= attempts; attempt++) {
    // The basis of a change without operations tells whether definitions have moved while they were read.
    const before = await basisNow(server)
    const present = await readPresent(server, { users })
    const preview = await previewOn(server, present, definitions, asked)
    if (before === (await basisNow(server))) return preview
  }
  throw new CannotRun('Somebody is changing definitions on the server; plan again.')
}

const basisNow = async ({ change }: Server) =>
  (await change({ changes: [] }, { isPreview: true })).basis

async function previewOn(
  { change }: Server,
  present: Present,
  definitions: Definitions,
  asked: Asked,
): Promise<Preview> {
  const plan = planFor(definitions, present, asked)
  refuseIf(plan.mistakes)
  if (plan.operations.length === 0) return { plan, answer: undefined }
  const { operations: changes, mistakes } = sendingOf(plan, asked.secrets)
  refuseIf(mistakes)
  return { plan, answer: await refusing(plan, () => change({ changes }, { isPreview: true })) }
}

function refuseIf(problems: readonly (Mistake | string)[]): void {
  if (problems.length > 0) throw new PlanRefused(problems)
}

/** Applies a preview; the server refuses it if what it rested on has moved. */
export async function applyPreview(
  { change }: Server,
  { plan, answer }: Preview,
  { secrets, reason }: { readonly secrets: Secrets; readonly reason: string | undefined },
): Promise<ChangeAnswer> {
  const { operations: changes, mistakes } = sendingOf(plan, secrets)
  refuseIf(mistakes)
  const rests = answer?.basis == null ? {} : { basis: answer.basis }
  // guard definitions-5: ...rests → ...{}
  const body = { changes, ...rests, ...(reason !== undefined && { reason }) }
  return refusing(plan, () => change(body, { isPreview: false }))
}

async function refusing<Answer>(plan: Plan, call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call()
  } catch (error) {
    if (!(error instanceof CallRefused)) throw error
    if (error.problems.length > 0) throw new PlanRefused(mistakesOf(plan, error.problems))
    throw new PlanRefused([error.message])
  }
}
