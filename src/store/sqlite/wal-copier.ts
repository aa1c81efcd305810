// A thread that copies the WAL into the file while the writer goes on: a commit waits only for the rest.
import { parentPort, workerData } from 'node:worker_threads'
import { openConnection } from './connection.ts'

/** What came of one copy: nothing to tell, or the error. */
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
