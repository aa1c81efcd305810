// The texts of the page for a new user.
export const texts = {
  all: 'Users',
  title: 'New user',
  about:
    'Somebody who signs in, or a program that calls the API. They choose their password themselves.',
  person: 'Person',
  personAbout: 'With an e-mail address they can sign in with a browser.',
  first: 'First name',
  last: 'Last name',
  email: 'E-mail',
  belongs: 'Groups and roles',
  belongsAbout: 'Groups give values; roles say what somebody may do. Both can be changed later.',
  groups: 'Groups',
  roles: 'Roles',
  save: 'Create the user',
  again: 'Go on',
  taken: (name: string) => `${name} has this e-mail address already.`,
  needsName: 'A name or an e-mail address is needed.',
  halfDone:
    'The user is there, but not everything that you asked for. Correct what is wrong and go on, or leave it for later.',
  done: (name: string) => `${name} is created`,
  link: 'Setup link',
  linkAbout:
    'With this link they choose their password. It works once, and does not end before: hand it to them alone, by a way that you trust. A new link ends it.',
  noLink:
    'Without an e-mail address there is nothing to set up: they cannot sign in with a browser.',
  open: 'Open their account',
  another: 'Create another user',
  notYours: 'Only administrators create users. Ask one of them.',
} as const
