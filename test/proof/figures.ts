// Every figure of the proof, in the order of their numbers.
import { auditTampering } from './audit-tampering.ts'
import type { Figure } from './figure.ts'
import { fuzzer } from './fuzzer.ts'
import { permissions } from './permissions.ts'

export const figures: readonly Figure[] = [fuzzer, permissions, auditTampering]
