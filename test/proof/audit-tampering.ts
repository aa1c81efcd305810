// G-18: whatever somebody without the key does to the audit is found.
import { anAuditLog, tamperings } from '../audit/tampering.ts'
import { randomFrom } from '../faults/random.ts'
import type { Figure } from './figure.ts'

export const auditTampering: Figure = {
  id: 'G-18',
  about: 'the audit edited, deleted from, reordered, added to and cut off, without its key',
  run: async ({ count, seed }) => {
    const random = randomFrom(seed)
    const kinds = Object.entries(tamperings)
    const problems: string[] = []
    const log = await anAuditLog()
    const found = await log.problems(log.head)
    problems.push(...found.map((it) => `nothing was done, and yet: ${it}`))
    const rounds = count(1000)
    for (let round = 0; round < rounds; round++) {
      const [name, tamper] = kinds[round % kinds.length] ?? random.pick(kinds)
      log.connection.exec('begin')
      tamper(log.connection, random)
      if ((await log.problems(log.head)).length === 0) problems.push(`round ${round}: ${name}`)
      log.connection.exec('rollback')
    }
    const rows = log.connection.prepare('select count(*) from audit').pluck().get() as number
    log.remove()
    const undetected = problems.length - found.length
    return {
      counts: { audit_tamperings: rounds, undetected, kinds: kinds.length, audit_rows: rows },
      problems,
    }
  },
}
