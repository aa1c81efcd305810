// `npm run docs`: writes docs/reference.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../support/repository.ts'
import { referenceFiles } from './reference.ts'

const directory = join(repository, 'docs', 'reference')
mkdirSync(directory, { recursive: true })
for (const [name, make] of Object.entries(referenceFiles)) {
  writeFileSync(join(directory, name), make())
}
