// G-46: a change is allowed exactly where its operations alone are. G-47: changes race with single ones. G-48: servers
// are killed while they store changes.
import { killChanges } from '../test/changes/killed.ts'
import { raceChanges } from '../test/changes/races.ts'
import { rightsDiffer } from '../test/changes/rights.ts'
import { startServer } from '../test/support/server.ts'
import type { Figure } from './figure.ts'

async function onServer<T>(run: (server: Awaited<ReturnType<typeof startServer>>) => Promise<T>) {
  const server = await startServer({ flags: { rateLimit: '0' } })
  try {
    return await run(server)
  } finally {
    await server.stop()
  }
}

export const changedRights: Figure = {
  id: 'G-46',
  about: 'changes are allowed exactly where their operations alone are',
  run: ({ count, seed }) =>
    onServer(async (server) => {
      const { compared, allowed, problems } = await rightsDiffer(server, {
        changes: count(50_000),
        seed,
      })
      return { counts: { changes: compared, allowed, differences: problems.length }, problems }
    }),
}

export const racedChanges: Figure = {
  id: 'G-47',
  about: 'changes that race with single ones overwrite nothing that their preview did not know',
  run: ({ count, seed }) =>
    onServer(async (server) => {
      const { raced, refused, problems } = await raceChanges(server, { races: count(5000), seed })
      return { counts: { races: raced, refused, lost: problems.length }, problems }
    }),
}

export const killedChanges: Figure = {
  id: 'G-48',
  about: 'changes are there as a whole or not at all after kills',
  run: async ({ count, seed }) => {
    const killed = await killChanges({ kills: count(200), values: 10_000, seed })
    const { kills, whole, answered, problems } = killed
    return { counts: { kills, whole, answered, partly: problems.length }, problems }
  },
}
