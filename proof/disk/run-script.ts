// Runs the scripted commits on a data directory, and prints each commit that is sent and each that is acknowledged.
import { writeSync } from 'node:fs'
import { readDataDirectory } from '../../src/files/data-directory.ts'
import { readSettings } from '../../src/settings.ts'
import { openDatabaseFile } from '../../src/store/sqlite/file.ts'
import { script } from './scripted-commits.ts'

const [data = '', ground = ''] = process.argv.slice(2)
const { databaseFile, masterKey } = readDataDirectory(readSettings({ data }, {}), true)
const onFatal = () => process.exit(1)
const { db } = await openDatabaseFile(databaseFile, { masterKey, now: 0, onFatal })
let number = 0
for (const together of script(JSON.parse(ground))) {
  const done = together.map(({ commit }) => {
    const name = number++
    // The line is written at once, so that nothing is waiting when the process is killed.
    writeSync(1, `sent ${name}\n`)
    return db.commit(commit).then(() => writeSync(1, `acknowledged ${name}\n`))
  })
  await Promise.all(done)
}
await db.close()
