// `npm run docs`: writes docs/reference, and the picture of the README.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { explainPicture } from '../cli/picture.ts'
import { repository } from '../support/repository.ts'
import { referenceFiles } from './reference.ts'

const directory = join(repository, 'docs', 'reference')
mkdirSync(directory, { recursive: true })
for (const [name, make] of Object.entries(referenceFiles)) {
  writeFileSync(join(directory, name), make())
}
writeFileSync(join(repository, 'assets', 'explain.svg'), await explainPicture())
