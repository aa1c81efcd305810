// Compares our API document with the official ones: counts the operations that agree, and lists the differences and
// their reasons.
import { readFileSync } from 'node:fs'
import { openApiDocument } from '../../src/http/openapi.ts'
import { lookerApi, routes } from '../../src/routes.ts'
import { officialFile } from '../support/repository.ts'
import { Contract, type Difference, type Document, differencesOf } from './compare.ts'
import { reasons as givenReasons } from './reasons.ts'

const tags = ['ApiAuth', 'Session', 'UserAttribute', 'User', 'Group', 'Role']

/** Operations that only the later API has. */
const later = [
  'create_service_account',
  'update_service_account',
  'delete_service_account',
  'update_user_credentials_api3',
]

export interface Verdict {
  /** Operations that agree or whose differences all have a reason, out of all. */
  readonly counts: readonly [agreeing: number, all: number][]
  readonly lines: readonly string[]
  /** Differences without a reason and reasons without a difference. */
  readonly problems: readonly string[]
}

/** Undefined if the official documents are not beside the repository. */
export function judge(): Verdict | undefined {
  const [now, then] = ['4.0.25.10', '4.0.26.12'].map((version) =>
    officialFile(`openapi-${version}-people.json`),
  )
  if (now === undefined || then === undefined) return undefined
  const ours = new Contract(ourDocument())
  const [official, next] = [contractIn(now), contractIn(then)]
  return verdictOf([
    comparison('4.0.25.10', official, ours, official.tagged(tags)),
    comparison('4.0.26.12', next, ours, later, (at) => `26.12 ${at}`),
  ])
}

export const ourDocument = () =>
  openApiDocument(routes, lookerApi.face.document, '') as unknown as Document

const contractIn = (file: string) => new Contract(JSON.parse(readFileSync(file, 'utf8')))

export interface Comparison {
  readonly version: string
  readonly operations: readonly (readonly Difference[])[]
}

function comparison(
  version: string,
  official: Contract,
  ours: Contract,
  ids: readonly string[],
  named = (at: string) => at,
): Comparison {
  const operations = ids.map((id) =>
    differencesOf(official, ours, id).map((it) => ({
      ...it,
      at: it.at === `${id} 401` ? 'every operation 401' : named(it.at),
    })),
  )
  return { version, operations }
}

export function verdictOf(
  comparisons: readonly Comparison[],
  reasons: Readonly<Record<string, string>> = givenReasons,
): Verdict {
  const all = comparisons.flatMap(({ operations }) => operations.flat())
  const places = new Map(all.map((difference) => [difference.at, difference]))
  const counts = comparisons.map(({ operations }): [number, number] => [
    operations.filter((list) => list.every(({ at }) => reasons[at] !== undefined)).length,
    operations.length,
  ])
  const shown = [...places.values()].map((it) => `${it.at}: ${said(it)}`)
  return {
    counts,
    lines: [
      ...comparisons.map(({ version }, index) => `${counts[index]?.join('/')} as in ${version}`),
      '',
      `${places.size} differences`,
      ...shown.map(
        (line, index) =>
          `  ${line}\n    ${reasons[[...places.keys()][index] ?? ''] ?? 'NO REASON'}`,
      ),
    ],
    problems: [
      ...[...places.values()]
        .filter(({ at }) => reasons[at] === undefined)
        .map((it) => `no reason for ${it.at}: ${said(it)}`),
      ...Object.keys(reasons)
        .filter((at) => !places.has(at))
        .map((at) => `no such difference: ${at}`),
    ],
  }
}

const said = ({ official, ours }: Difference) =>
  `official ${JSON.stringify(official) ?? 'nothing'}, ours ${JSON.stringify(ours) ?? 'nothing'}`
