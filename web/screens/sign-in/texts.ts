// The texts of the sign-in page.
export const texts = {
  title: 'Sign in',
  help: 'No password yet, or forgotten? An administrator can send you a link. Whoever runs the server makes one with:',
  command: 'npx attrium admin invite',
} as const
