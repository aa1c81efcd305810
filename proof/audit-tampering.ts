// G-18: every change of the audit without the keys is found, and changed sealed values do not open.
import { anAuditLog, tamperings } from '../test/audit/tampering.ts'
import { randomFrom } from '../test/support/random.ts'
import type { Figure } from './figure.ts'
import { openedAfterBending } from './moved-ciphertexts.ts'

export const auditTampering: Figure = {
  id: 'G-18',
  about: 'the audit and sealed values edited, moved, mixed and cut off, without their keys',
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
    const ciphertext_swaps = count(1000)
    const opened = openedAfterBending(ciphertext_swaps, random)
    return {
      counts: {
        ...{ audit_tamperings: rounds, undetected, kinds: kinds.length, audit_rows: rows },
        ...{ ciphertext_swaps, accepted: opened.length },
      },
      problems: [...problems, ...opened],
    }
  },
}
