// The texts of saving: impact, conflict, undo.
import { figure } from '../parts/figure.ts'

const people = (count: number) =>
  count === 1 ? '1 person changes' : `${figure(count)} people change`

export const texts = {
  unsaved: (count: number) => (count === 1 ? '1 unsaved change' : `${count} unsaved changes`),
  asking: 'Looking up who changes…',
  nobody: 'Nobody’s value changes',
  people,
  mend: 'Correct what is marked, then save.',
  unknown: 'You may save this, but not see whom it concerns.',
  more: (count: number) => `and ${figure(count)} more ${count === 1 ? 'value' : 'values'}`,
  impact: 'Who changes',
  show: 'Show who',
  hide: 'Hide who',
  reason: 'Reason for the history (optional)',
  save: 'Save',
  saveFor: (users: number) => (users === 0 ? 'Save' : `Save, ${people(users)}`),
  discard: 'Discard',
  keep: 'Cancel',
  saved: 'Saved.',
  savedFor: (users: number) =>
    users === 0 ? 'Saved. Nobody’s value changed.' : `Saved. ${changed(users)}.`,
  undo: 'Undo',
  undone: 'Undone. Everything is as it was before.',
  moved: 'Something has changed since the preview. Look at the impact again, then save.',
  conflict: 'Somebody else has changed this since you opened it.',
  conflictAbout:
    'Your changes are still here. Take theirs and begin again, or put yours on top of theirs and look at the impact.',
  takeTheirs: 'Discard mine, show theirs',
  keepMine: 'Keep mine',
  leave: 'Leave without saving? What you have changed here is lost.',
  leaveTitle: 'Unsaved changes',
  leaveNow: 'Leave without saving',
  stay: 'Stay here',
} as const

function changed(users: number): string {
  return users === 1 ? '1 person changed' : `${figure(users)} people changed`
}
