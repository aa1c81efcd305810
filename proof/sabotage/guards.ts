// Every guard that is sabotaged, by area.
import { admitsGuards } from './admits-guards.ts'
import { apiDocsGuards } from './api-docs-guards.ts'
import { backupGuards } from './backup-guards.ts'
import { changeGuards } from './change-guards.ts'
import { cliGuards } from './cli-guards.ts'
import { combiningGuards } from './combining-guards.ts'
import { dataGuards } from './data-guards.ts'
import { definitionGuards } from './definition-guards.ts'
import { errorGuards } from './error-guards.ts'
import { eventGuards } from './event-guards.ts'
import { explanationGuards } from './explanation-guards.ts'
import type { Guard } from './guard.ts'
import { historyGuards } from './history-guards.ts'
import { holderGuards } from './holder-guards.ts'
import { importGuards } from './import-guards.ts'
import { inputGuards } from './input-guards.ts'
import { keyGuards } from './key-guards.ts'
import { largeGuards } from './large-guards.ts'
import { limitGuards } from './limit-guards.ts'
import { listGuards } from './list-guards.ts'
import { membershipGuards } from './membership-guards.ts'
import { migrationGuards } from './migration-guards.ts'
import { oauthGuards } from './oauth-guards.ts'
import { operationGuards } from './operation-guards.ts'
import { packageGuards } from './package-guards.ts'
import { pastGuards } from './past-guards.ts'
import { permissionGuards } from './permission-guards.ts'
import { postgresGuards } from './postgres-guards.ts'
import { referenceGuards } from './reference-guards.ts'
import { resultGuards } from './result-guards.ts'
import { seedGuards } from './seed-guards.ts'
import { sessionGuards } from './session-guards.ts'
import { signInGuards } from './sign-in-guards.ts'
import { signInValueGuards } from './sign-in-value-guards.ts'
import { singleSignOnGuards } from './single-sign-on-guards.ts'
import { stateGuards } from './state-guards.ts'
import { timesGuards } from './times-guards.ts'
import { toldHistoryGuards } from './told-history-guards.ts'
import { undoGuards } from './undo-guards.ts'
import { valueGuards } from './value-guards.ts'
import { webGuards } from './web-guards.ts'

export const guards: readonly Guard[] = [
  ...oauthGuards,
  ...sessionGuards,
  ...signInGuards,
  ...singleSignOnGuards,
  ...signInValueGuards,
  ...permissionGuards,
  ...inputGuards,
  ...limitGuards,
  ...errorGuards,
  ...operationGuards,
  ...valueGuards,
  ...admitsGuards,
  ...changeGuards,
  ...undoGuards,
  ...resultGuards,
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
  ...webGuards,
  ...packageGuards,
  ...referenceGuards,
  ...explanationGuards,
  ...importGuards,
  ...eventGuards,
  ...largeGuards,
  ...definitionGuards,
  ...cliGuards,
  ...timesGuards,
  ...membershipGuards,
]
