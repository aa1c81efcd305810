// Every guard that is sabotaged, by area.
import { admitsGuards } from './admits-guards.ts'
import { apiDocsGuards } from './api-docs-guards.ts'
import { backupGuards } from './backup-guards.ts'
import { changeGuards } from './change-guards.ts'
import { combiningGuards } from './combining-guards.ts'
import { dataGuards } from './data-guards.ts'
import { errorGuards } from './error-guards.ts'
import { explanationGuards } from './explanation-guards.ts'
import type { Guard } from './guard.ts'
import { historyGuards } from './history-guards.ts'
import { holderGuards } from './holder-guards.ts'
import { importGuards } from './import-guards.ts'
import { inputGuards } from './input-guards.ts'
import { keyGuards } from './key-guards.ts'
import { limitGuards } from './limit-guards.ts'
import { listGuards } from './list-guards.ts'
import { migrationGuards } from './migration-guards.ts'
import { operationGuards } from './operation-guards.ts'
import { packageGuards } from './package-guards.ts'
import { pastGuards } from './past-guards.ts'
import { permissionGuards } from './permission-guards.ts'
import { postgresGuards } from './postgres-guards.ts'
import { referenceGuards } from './reference-guards.ts'
import { seedGuards } from './seed-guards.ts'
import { signInGuards } from './sign-in-guards.ts'
import { stateGuards } from './state-guards.ts'
import { toldHistoryGuards } from './told-history-guards.ts'
import { valueGuards } from './value-guards.ts'

export const guards: readonly Guard[] = [
  ...signInGuards,
  ...permissionGuards,
  ...inputGuards,
  ...limitGuards,
  ...errorGuards,
  ...operationGuards,
  ...valueGuards,
  ...admitsGuards,
  ...changeGuards,
  ...combiningGuards,
  ...dataGuards,
  ...historyGuards,
  ...toldHistoryGuards,
  ...stateGuards,
  ...pastGuards,
  ...keyGuards,
  ...backupGuards,
  ...migrationGuards,
  ...listGuards,
  ...holderGuards,
  ...seedGuards,
  ...postgresGuards,
  ...apiDocsGuards,
  ...packageGuards,
  ...referenceGuards,
  ...explanationGuards,
  ...importGuards,
]
