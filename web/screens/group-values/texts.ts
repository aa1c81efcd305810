// The texts of the values of groups.
export const texts = {
  about: {
    first: 'People in several of these groups get the value of the one that stands highest.',
    union: 'People in several of these groups get all of their values together.',
    min: 'People in several of these groups get the smallest of their values.',
    max: 'People in several of these groups get the greatest of their values.',
  },
  list: 'Groups with a value, strongest first',
  rank: 'Rank',
  group: 'Group',
  value: 'Value',
  members: 'Members',
  decides: 'Decides for',
  decidesAbout: 'People whose value comes from this group',
  valueOf: (group: string) => `Value of ${group}`,
  move: (group: string, rank: number, all: number) => `Move ${group}, rank ${rank} of ${all}`,
  handleHelp:
    'Press space to pick the group up, the arrow keys to move it, space to drop it, escape to put it back.',
  up: (group: string) => `Move ${group} up`,
  down: (group: string) => `Move ${group} down`,
  remove: (group: string) => `Take the value of ${group} away`,
  putBack: 'Put it back',
  add: 'Add a group…',
  noMore: 'No other group has this in its name.',
  hiddenKept: 'Hidden; type to replace it',
  changedFrom: (rank: number) => `was ${rank}`,
  isNew: 'new',
  begins: (at: string) => `begins ${at}`,
  ends: (at: string) => `ends ${at}`,
  goes: 'goes when you save',
  empty: 'No group gives a value yet',
  emptyAbout:
    'Members of a group get its value unless they have one of their own. With several groups, the order decides. Add the ' +
    'first group here.',
  pickedUp: (group: string, rank: number, all: number) =>
    `Picked up ${group}, rank ${rank} of ${all}.`,
  movedTo: (group: string, rank: number, all: number) => `${group} is at rank ${rank} of ${all}.`,
  dropped: (group: string, rank: number) => `Dropped ${group} at rank ${rank}.`,
  cancelled: (group: string) => `${group} is back where it was.`,
} as const
