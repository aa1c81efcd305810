// Removes the guards of durability one by one, to check that a harness notices.
import type { Edit } from './edited-program.ts'

/** The flushes that SQLite leaves out: NORMAL (1) leaves out those of commits, OFF (0) leaves out all. */
export const synchronous = (level: 0 | 1): Edit[] => [
  {
    file: 'store/sqlite/connection.js',
    from: 'synchronous: 2,',
    to: `synchronous: ${level},`,
  },
]

/**
 * Some changes are answered as done before they are committed. For these changes, neither the answer nor
 * the next request of the storm needs the stored data.
 */
export const acknowledgedEarly: readonly Edit[] = [
  {
    file: 'store/sqlite/engine.js',
    from: 'this.#waiting.push({ commit, resolve, reject });',
    to: `this.#waiting.push({ commit, resolve, reject });
            const early = /^(update_group|update_user_attribute|delete_user_attribute_user_value)$/;
            if (early.test(commit.audit.operation)) resolve([]);`,
  },
]

/** The audit row, which comes last, has its own transaction. */
export const auditedApart: readonly Edit[] = [
  {
    file: 'store/sqlite/writer.js',
    from: 'chain.add(audit);',
    to: `release.run();
        commit.run();
        begin.run();
        savepoint.run();
        chain.add(audit);`,
  },
]

/** This is not a weakness: checkpoints come after 64 MB, and a short run would see none of them. */
export const frequentCheckpoints: readonly Edit[] = [
  {
    file: 'store/sqlite/engine.js',
    from: 'const checkpointPages = 16_000;',
    to: 'const checkpointPages = 30;',
  },
]
