// What package.json says, where it lies, and whether this Node can run what it describes. Older Nodes read this
// file too: it keeps to the syntax and the modules of Node 14.
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
// By name: the same from src/, from dist/ and from the bundle that is published.
const file = require.resolve('attrium/package.json')
const { version, engines } = require(file) as { version: string; engines: { node: string } }

export { version }

/** The directory of package.json. */
export const packageDirectory = dirname(file)

/** The Node-API of SQLite's driver; where there is an older one the driver ends the process. */
const neededNodeApi = 10

/** One sentence that says what to do where this Node is too old; else undefined. */
export function nodeProblem({ node, napi }: { node: string; napi?: string }): string | undefined {
  if (Number(napi) >= neededNodeApi) return undefined
  const needed = engines.node.replace(/^\D*/, '')
  return `Attrium needs Node ${needed} or later and this is Node ${node}; install a newer one from nodejs.org, or use npm start in a checkout, which brings its own.`
}
