// The Nodes that can run the program, and the message for the others.
import { expect, it } from 'vitest'
import { nodeProblem } from './package.ts'

it.each(['10', '11', '147'])('a Node with Node-API %s can run the program', (napi) => {
  expect(nodeProblem({ node: '22.14.0', napi })).toBeUndefined()
})

// Node 22.13 and 20 have 9: SQLite's driver would end the process without a message.
it.each(['9', '8', undefined])('one with Node-API %s cannot, and says what to do', (napi) => {
  const versions = { node: '22.13.1', ...(napi === undefined ? {} : { napi }) }
  expect(nodeProblem(versions)).toMatch(
    /^Attrium needs Node 22\.14 or later and this is Node 22\.13\.1; install a newer one .*\.$/,
  )
})
