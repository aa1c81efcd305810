// What somebody has set without effect: variables that nothing reads, and settings that need another one.
import { settingList } from './setting-list.ts'
import { nearName } from './texts/near-name.ts'

/** Something that has no effect. */
export interface Doubt {
  /** The variable that nothing reads, as far as the settings know. */
  readonly variable?: string
  /** Never contains a value. */
  readonly sentence: string
}

type Environment = Readonly<Record<string, string | undefined>>

const prefix = 'ATTRIUM_'
const settings = [
  ...Object.values(settingList).map(({ env }): string => env),
  `${prefix}MASTER_KEY`,
]

/** Variables that are there for others: callers of a server, and the tests of Attrium itself. */
const others = [
  ...['ATTRIUM_URL', 'ATTRIUM_CLIENT_ID', 'ATTRIUM_CLIENT_SECRET'],
  ...['ATTRIUM_LOOKER_CLI', 'ATTRIUM_TERRAFORM_PROVIDER', 'ATTRIUM_TARBALL'],
]

/** The secrets of providers (decision 77), and the tests of Attrium itself. */
const families = /^ATTRIUM_(SSO|TEST)_/

const isUnknown = (name: string) =>
  name.startsWith(prefix) && ![...settings, ...others].includes(name) && !families.test(name)

/** About the settings in use, and about every variable that looks like one. */
export function doubtsAbout(
  isGiven: (name: 'metricsHost' | 'metricsPort') => boolean,
  env: Environment,
): Doubt[] {
  const { metricsHost, metricsPort } = settingList
  const alone = `${metricsHost.flag} (${metricsHost.env}) has no effect without ${metricsPort.flag}.`
  return [
    ...(isGiven('metricsHost') && !isGiven('metricsPort') ? [{ sentence: alone }] : []),
    ...Object.keys(env)
      .filter((name) => env[name] !== undefined && isUnknown(name))
      .map((variable) => ({ variable, sentence: aboutUnknown(variable) })),
  ]
}

function aboutUnknown(name: string): string {
  const bare = (one: string) => one.slice(prefix.length)
  const near = nearName(bare(name), settings.map(bare))
  const question = near === undefined ? '' : `; did you mean ${prefix}${near}?`
  return `Attrium has no variable ${name}${question || '.'}`
}
