// The texts of the screens that set a provider.
export const texts = {
  all: 'Sources',
  newTitle: 'New provider',
  newAbout:
    'People sign in with it on every node as soon as it is saved and enabled. Passwords go on working.',
  about: (people: number) =>
    people === 0
      ? 'Nobody has signed in with it yet.'
      : people === 1
        ? 'One person signs in with it.'
        : `${people} people sign in with it.`,
  ofFile:
    'The file of --single-sign-on sets this provider. Change it there, on every node, and start them again.',
  notYours: 'Providers are for administrators',
  notYoursAbout: 'Whoever sets a provider decides who may sign in as whom.',
  who: 'Provider',
  whoAbout: 'Register this server there as a confidential web application with a code flow.',
  id: 'Id',
  idAbout: 'The name in addresses: a to z, digits and -. It cannot be changed.',
  name: 'Name',
  nameAbout: 'For people, on the button of the sign-in page.',
  issuer: 'Issuer',
  issuerAbout: 'The https URL that its tokens name as iss, exactly.',
  client: 'Client id',
  secret: 'Variable of the client secret',
  secretAbout:
    'The name of an environment variable of the server, such as ATTRIUM_SSO_ACME_SECRET: it begins with ATTRIUM_SSO_ and ends with SECRET. The secret itself is never entered here. Empty: a public client.',
  secretThere: 'This server has the variable.',
  secretGone: 'This server does not have the variable: set it, and start the server again.',
  callback: 'Redirect address',
  callbackAbout: 'Register it with the provider, exactly.',
  enabled: 'Enabled',
  enabledAbout: 'Only then does the sign-in page have its button.',
  people: 'People',
  peopleAbout: 'Whom it signs in, and how they are found here.',
  email: 'Claim of the e-mail address',
  verified: 'Only addresses that the provider has verified',
  verifiedAbout:
    'Without it, whoever can choose their own address there could sign in as somebody else.',
  create: 'Make users of people whom nobody here knows',
  required: 'Required claims',
  requiredAbout:
    'One a line, such as hd = acme.example. true and false are flags; a text of that kind is in quotes.',
  claims: 'Claims',
  claimsAbout: 'What the provider is asked for, and what its answers give.',
  scopes: 'Scopes',
  scopesAbout: 'With blanks between them; openid is one of them.',
  userinfo: 'Read the userinfo endpoint, too',
  values: 'Values from claims',
  valuesAbout: 'One a line: the claim, an equals sign with blanks, and the user attribute.',
  groupsClaim: 'Claim that names groups',
  groups: 'Groups from that claim',
  groupsAbout:
    'One a line: the value of the claim, an equals sign with blanks, and the group here.',
  badLine: (line: string) => `Line ${line} needs a name of its own, " = " and what it gives.`,
  test: 'Try it',
  testAbout: 'With what is entered above, saved or not. Nothing is stored and nobody is signed in.',
  token: 'A token or claims',
  tokenAbout:
    'An ID token, or claims as JSON. Leave it empty to ask only whether the provider answers.',
  tryIt: 'Try the settings',
  result: 'Result',
  answers: 'The provider answers as it has to.',
  silent: (trouble: string) => `The provider does not answer as it has to: ${trouble}.`,
  untried: 'The token was not tried: its signature is checked with the keys of the provider.',
  save: 'Save',
  saved: 'Saved.',
  discard: 'Discard',
  overtaken:
    'Somebody has changed or deleted this provider since you opened it, so nothing was saved.',
  readAgain: 'Show it as it is now',
  remove: 'Delete…',
  removeTitle: (name: string) => `Delete ${name}?`,
  removeNow: 'Delete the provider',
  removed: (name: string) => `${name} is deleted.`,
  removeAbout: (people: number) =>
    people === 0
      ? 'Nobody has signed in with an identity of its issuer.'
      : people === 1
        ? 'One person has signed in with an identity of its issuer. They cannot sign in with it any more; a password goes on working.'
        : `${people} people have signed in with an identity of its issuer. They cannot sign in with it any more; passwords go on working.`,
  removeStays:
    'Values and memberships that it gave stay until each person signs in with another provider. Values that people have set do not change. Sessions go on until they end.',
} as const
