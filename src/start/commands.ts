// The commands of the machine that a running server carries out itself (decision 34).
import type { DataDirectory } from '../files/data-directory.ts'
import type { Log } from '../log.ts'
import type { Server } from '../request/context.ts'
import { invite } from './invitation.ts'
import { listenLocally } from './local-channel.ts'
import { makeKey } from './new-key.ts'

/** Without the channel everything works, except that commands cannot reach the server. */
export async function takeCommands(
  { db, keys, random, now, publicUrl }: Server,
  { socket, lookerIni }: DataDirectory,
  log: Log,
): Promise<() => void> {
  try {
    const making = () => ({ db, keys, random, now: now(), lookerIni, publicUrl: publicUrl() })
    return await listenLocally(socket, {
      'new-key': (user) => makeKey(making(), user),
      invite: (user) => invite(making(), user),
    })
  } catch (error) {
    log.warn({ error }, 'commands cannot reach this server while it runs')
    return () => undefined
  }
}
