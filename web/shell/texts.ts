// The texts of the frame around the screens.
export const texts = {
  skip: 'Skip to the content',
  navigation: 'Main',
  openNavigation: 'Open the menu',
  closeNavigation: 'Close the menu',
  account: (name: string) => `Signed in as ${name}`,
  myAccount: 'My account',
  signOut: 'Sign out',
  theme: 'Theme',
  light: 'Light',
  dark: 'Dark',
  auto: 'As the system',
  apiDocs: 'Read and try the API',
  noPage: 'There is no such page',
  noPageAbout: 'The address may be mistyped, or what it named may be gone.',
  toAttributes: 'Go to the attributes',
  notShown: 'This cannot be shown',
  broken: 'This page has a fault',
  brokenAbout:
    'Nothing that was saved is lost. Reload the page; if it happens again, tell whoever runs this server what you did.',
  reload: 'Reload',
  ended: 'Your session has ended',
  endedAbout: (name: string) =>
    `Sign in again, ${name}. This page stays as it is, with everything that you have typed.`,
  other: (name: string) => `Sign in as ${name}, or leave this page to sign in as somebody else.`,
  leave: 'Leave this page',
  notYours: 'This is for those who manage attributes',
  notYoursAbout:
    'That needs the permission manage_user_attributes. An administrator can give it to you. Your own values are under My account.',
} as const
