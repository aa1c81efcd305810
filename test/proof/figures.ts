// Every figure of the proof, in the order of their numbers.
import { auditTampering } from './audit-tampering.ts'
import type { Figure } from './figure.ts'

export const figures: readonly Figure[] = [auditTampering]
