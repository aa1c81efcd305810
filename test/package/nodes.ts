// The Nodes on this machine that can run the package, and one that is too old.
import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { nodeProblem } from '../../src/files/package.ts'
import { repository } from '../support/repository.ts'

export interface Node {
  /** For example `22`. */
  readonly line: string
  /** The path of its program. */
  readonly file: string
}

interface Versions {
  readonly node: string
  readonly napi: string
}

/** This Node, those that `npm run nodes` has installed, and those of the PATH; the first of each line counts. */
function nodesHere(): (Node & { readonly versions: Versions })[] {
  const cached = globSync('node_modules/.cache/nodes/node_modules/*/bin/node', { cwd: repository })
  const named = (process.env['PATH'] ?? '').split(delimiter).map((dir) => join(dir, 'node'))
  const files = [process.execPath, ...cached.map((file) => join(repository, file)), ...named]
  const found = files
    .filter((file) => existsSync(file))
    .map((file) => {
      const said = execFileSync(file, ['-p', 'JSON.stringify(process.versions)'])
      const versions = JSON.parse(said.toString()) as Versions
      return { line: versions.node.split('.')[0] ?? '', file, versions }
    })
  return found.filter(({ line }, at) => found.findIndex((one) => one.line === line) === at)
}

const here = nodesHere()
const [runs, cannot] = [true, false].map((wanted) =>
  here.filter(({ versions }) => (nodeProblem(versions) === undefined) === wanted),
)

export const supportedNodes: readonly Node[] = runs ?? []
export const olderNodes: readonly Node[] = cannot ?? []
