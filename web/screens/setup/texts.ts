// The texts of the page behind a link for a new password.
export const texts = {
  title: 'Choose a password',
  show: 'Show the password',
  welcome: (name: string) => `Welcome, ${name}`,
  about:
    'Choose a password of at least 12 characters. A few words that you remember are better than odd characters.',
  account: 'Your e-mail address',
  password: 'New password',
  repeat: 'The same password again',
  differs: 'The two passwords differ.',
  save: 'Set the password and sign in',
  noLink: 'This link does not work',
  noLinkAbout:
    'It has been used, has ended, or was not copied whole. Ask the administrator who sent it for another one.',
  toSignIn: 'To the sign-in page',
} as const
