// Makes assets/common-passwords: `node dist/tools/common-passwords.js LIST`, where LIST has one password a line.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { digestOf, digestsFile } from '../src/files/common-passwords.ts'
import { limits } from '../src/limits.ts'

const lines = readFileSync(process.argv[2] ?? '', 'utf8').split(/\r?\n/)
const long = lines.filter((line) => [...line].length >= limits.password_characters_least)
const digests = new Map(long.map(digestOf).map((digest) => [digest.toString('hex'), digest]))
const sorted = [...digests.values()].sort(Buffer.compare)
writeFileSync(join(import.meta.dirname, '..', '..', digestsFile), Buffer.concat(sorted))
console.log(`${sorted.length} of ${lines.length} passwords`)
