// `attrium mark-restored`: does to a store that another program has restored what `attrium restore` does.
import { endEverything } from '../backup/end-everything.ts'
import type { SettingName } from '../setting-list.ts'
import { readSettings } from '../settings.ts'
import { withOwnStore } from './own-store.ts'

export async function markRestoredCommand(
  flags: Partial<Record<SettingName, string>>,
): Promise<void> {
  await withOwnStore(readSettings(flags, process.env), ({ db, now }) =>
    endEverything(db, now(), { backup: null, replaced: null }),
  )
  console.log(
    'Every access token, session, grant and link was ended, and the audit says that the store was restored.',
  )
  console.log('The API keys are those that were restored.')
}
