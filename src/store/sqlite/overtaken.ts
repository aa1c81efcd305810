// Ends a read of one moment that holds the WAL for too long.
import { limits } from '../../limits.ts'
import { Unavailable } from '../db.ts'

const pageBytes = 4096

/**
 * While a snapshot is held, the WAL cannot start over. Throws when it has grown beyond its limit meanwhile; pages
 * are counted since it last started over.
 */
export function insistOnShortLog(pagesAtFirst: number, pages: number): void {
  // guard holders-15: becomes false
  if (pages * pageBytes > limits.held_log_bytes && pages > pagesAtFirst) {
    throw new Unavailable('too much was written while one moment was read', 'OVERTAKEN')
  }
}
