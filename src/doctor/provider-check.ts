// Checks the sign-in providers that administrators have set: that they can be read, and that what they name is there.
import { readCatalogue } from '../catalogue/sql.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import { settingFaults } from '../domain/identity-provider.ts'
import { type Environment, type ReadRow, readRow } from '../providers/stored-provider.ts'
import { storedProviders } from '../single-sign-on/definition-sql.ts'
import type { Reading } from '../store/db.ts'
import { counted } from './finding.ts'

interface Store {
  readonly db: Pick<Reading, 'read'>
  /** Undefined: it is not that of a server. */
  readonly env?: Environment
}

/** A secret that this process does not have is told and no problem: the server may have it. */
export async function providers({ db, env }: Store) {
  const [rows] = await db.read(storedProviders)
  if (rows.length === 0) return { problems: [], seen: 'none is stored' }
  const catalogue = await readCatalogue(db)
  // A demo may have one on this machine.
  const all = rows.map((row) => ({
    ...readRow(row, { env: env ?? {}, mayBeLocal: true }),
    ...{ id: row.id, enabled: row.enabled },
  }))
  const problems = all.flatMap((it) =>
    // guard single-sign-on-40: becomes []
    it.isSound
      ? missing(it, catalogue)
      : [`The settings of ${it.id} cannot be used; set the provider again, or delete it.`],
  )
  const unset = env === undefined ? [] : all.filter((it) => it.lacksSecret)
  const names = unset.map(({ client_secret_env }) => client_secret_env)
  const lacks = unset.length === 0 ? '' : `; not set where this runs: ${names.join(', ')}`
  return { problems, seen: `${counted(rows.length, 'stored provider')}${lacks}` }
}

const missing = ({ provider, id }: ReadRow & { id: string }, catalogue: Catalogue): string[] =>
  settingFaults(provider, catalogue).map((fault) => `${fault} Set ${id} again, or delete it.`)
