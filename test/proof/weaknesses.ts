// Guards of durability taken away one by one, so that a harness shows that it would notice.
import type { Edit } from './edited-program.ts'

/** Flushes that SQLite leaves out: NORMAL (1) those of commits, OFF (0) all. */
export const synchronous = (level: 0 | 1): Edit[] => [
  {
    file: 'store/sqlite/connection.js',
    from: 'synchronous: 2,',
    to: `synchronous: ${level},`,
  },
]

/**
 * Some changes are answered as done before they are committed: those whose answer and whose follower
 * in the storm do not need what is stored.
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

/** The audit row, which comes last, has a transaction of its own. */
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

/** No weakness: checkpoints come after 64 MB, and a short run would see none of them. */
export const frequentCheckpoints: readonly Edit[] = [
  {
    file: 'store/sqlite/engine.js',
    from: 'const checkpointPages = 16_000;',
    to: 'const checkpointPages = 30;',
  },
]
