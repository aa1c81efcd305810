// The texts of the form that signs somebody in.
export const signInTexts = {
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show the password',
  code: 'One-time code',
  codeAbout: 'From your authenticator app, or one of your recovery codes.',
  signIn: 'Sign in',
  or: 'or',
  signInWith: (name: string) => `Sign in with ${name}`,
  inAnotherWindow: '(opens another window; come back here afterwards)',
} as const
