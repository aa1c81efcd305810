// Reads package.json: its place, its version, and whether this Node can run the program. Older Nodes read this file
// too, so it uses only the syntax and the modules of Node 14.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
// It is found by name, so that this works from src/, from dist/ and from the published bundle.
const file = require.resolve('attrium/package.json')
const { version, engines } = require(file) as { version: string; engines: { node: string } }

export { version }

/** The directory of package.json. */
export const packageDirectory = dirname(file)

/** The Node-API that SQLite's driver needs; with an older one the driver ends the process. */
const neededNodeApi = 10

/** Returns one sentence that says what to do if this Node is too old; else undefined. */
export function nodeProblem({ node, napi }: { node: string; napi?: string }): string | undefined {
  // guard package-1: becomes true
  if (Number(napi) >= neededNodeApi) return undefined
  const needed = engines.node.replace(/^\D*/, '')
  return `Attrium needs Node ${needed} or later and this is Node ${node}; install a newer one from nodejs.org, or use npm start in a checkout, which brings its own.`
}
