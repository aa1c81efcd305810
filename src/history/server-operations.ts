// What the server does by itself or by a command, as history tells it.
import { type Told, told } from './told.ts'

export const serverOperations: Readonly<Record<string, Told>> = {
  end_expired_tokens: told('server', 'ends', 'ended access tokens whose time was over'),
  end_change_results: told('server', 'ends', 'removed results of changes whose time was over'),
  seal_change_results: told('server', 'changes', 'sealed results of changes with the newest key'),
  extend_session: told('server', 'changes', 'noted that {user} is still signed in'),
  first_start: told('server', 'makes', 'started for the first time and made {user}', 'client_id'),
  seed: told('server', 'makes', 'planted a seed'),
  keep_seed: told('server', 'makes', 'kept the seed, to put it back later'),
  reset: told('server', 'changes', 'put everything back as it was when the demo started'),
  restored: told('server', 'changes', 'restored a backup'),
  archive_audit: told('server', 'ends', 'moved the oldest rows of the audit into an archive'),
  mark_moment: told(
    'server',
    'makes',
    'marked a moment, because somebody had asked about the time before it',
  ),
  rotate_value_key: told('server', 'changes', 'made a new key for hidden values'),
  rotate_master_key: told('server', 'changes', 'made a new master key'),
}
