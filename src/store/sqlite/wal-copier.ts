// A thread that copies the WAL into the file while the writer continues: a commit waits only for the pages left.
import { parentPort, workerData } from 'node:worker_threads'
import { openConnection } from './connection.ts'

/** The error of a copy that failed. */
export interface Copied {
  readonly code: string
  readonly message: string
}

const port = parentPort
if (port === null) throw new Error('wal-copier runs as a worker thread')
const connection = openConnection(workerData as string, 'writer')
connection.pragma('wal_autocheckpoint=0')
const checkpoint = connection.prepare('pragma wal_checkpoint(passive)')

port.on('message', (message: 'copy' | 'close') => {
  if (message === 'close') {
    connection.close()
    port.close()
    return
  }
  port.postMessage(copy())
})

function copy(): Copied | undefined {
  try {
    checkpoint.get()
    return undefined
  } catch (error) {
    const { code = '', message } = error as { code?: string; message: string }
    return { code, message }
  }
}
