// Reads the settings from flags and the environment.
import { isIP } from 'node:net'
import { CannotRun } from './errors.ts'
import { type Doubt, doubtsAbout } from './setting-doubts.ts'
import { type SettingName, settingList } from './setting-list.ts'
import { isLoopback } from './texts/loopback.ts'

export interface Settings {
  readonly data: string
  /** `postgres://…`; undefined: a SQLite file in `data`. */
  readonly database: string | undefined
  /** The file that contains that URL instead. */
  readonly databaseFile: string | undefined
  /** From the environment only, because everybody can read a command line. */
  readonly masterKey: string | undefined
  readonly masterKeyFile: string | undefined
  /** The seed of an empty store; undefined: it gets only its administrator. */
  readonly seed: string | undefined
  readonly port: number
  readonly host: string
  readonly publicUrl: string | undefined
  readonly documentationUrl: string
  /** Requests per second and API key, megabytes an hour and caller, connections per address; 0: no limit. */
  readonly rateLimit: number
  readonly writeBudget: number
  readonly connectionsPerAddress: number
  /** The two files; undefined: plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly metrics: { readonly port: number; readonly host: string } | undefined
  readonly strict: boolean
  /** Whether a change of who gets a value through groups needs the right to set the value. */
  readonly guardGroupValues: boolean
  /** 1 for January to 12 for December. */
  readonly firstMonthOfFiscalYear: number
  /** The file of the providers with which people sign in; undefined: there are none. */
  readonly singleSignOn: string | undefined
  readonly trustedProxies: string | undefined
  readonly logLevel: string
  /** What was set and has no effect. */
  readonly doubts: readonly Doubt[]
}

/** A setting that cannot be used; the message is one sentence for the operator. */
export class SettingProblem extends CannotRun {}

/**
 * Settings from flags, then environment, then defaults. Throws SettingProblem naming the flag and
 * the variable.
 */
export function readSettings(
  flags: Partial<Record<SettingName, string>>,
  env: Record<string, string | undefined>,
): Settings {
  const text = (name: SettingName): string | undefined => {
    const value = flags[name] ?? env[settingList[name].env] ?? settingList[name].fallback
    // guard operation-34: gone
    if (value === '') throw problem(name, notEmpty)
    return value
  }
  const requiredText = (name: SettingName): string => text(name) ?? ''
  const host = hostName('host', requiredText('host'))
  const tls = tlsFiles(text('tlsCert'), text('tlsKey'))
  const mayBePlain = flag('allowPlainHttp', requiredText('allowPlainHttp')) || isLoopback(host)
  // guard operation-16: becomes false
  if (tls === undefined && !mayBePlain) {
    throw problem('host', `needs TLS beyond loopback: ${howToListenBeyond}`)
  }
  const metricsPort = text('metricsPort')
  const metricsHost = hostName('metricsHost', requiredText('metricsHost'))
  return {
    data: requiredText('data'),
    ...database(text('database'), text('databaseFile')),
    masterKey: masterKey(env['ATTRIUM_MASTER_KEY'], text('masterKeyFile')),
    masterKeyFile: text('masterKeyFile'),
    seed: text('seed'),
    port: port('port', requiredText('port')),
    host,
    tls,
    metrics:
      metricsPort === undefined
        ? undefined
        : { port: port('metricsPort', metricsPort), host: metricsHost },
    connectionsPerAddress: count('connectionsPerAddress', requiredText('connectionsPerAddress')),
    publicUrl: url('publicUrl', text('publicUrl')),
    documentationUrl: url('documentationUrl', requiredText('documentationUrl')) ?? '',
    rateLimit: count('rateLimit', requiredText('rateLimit')),
    writeBudget: count('writeBudget', requiredText('writeBudget')),
    strict: flag('strict', requiredText('strict')),
    guardGroupValues: flag('guardGroupValues', requiredText('guardGroupValues')),
    firstMonthOfFiscalYear: month('fiscalYearStartsIn', requiredText('fiscalYearStartsIn')),
    singleSignOn: text('singleSignOn'),
    trustedProxies: proxies(text('trustedProxies')),
    logLevel: logLevel(requiredText('logLevel')),
    doubts: doubtsAbout((name) => (flags[name] ?? env[settingList[name].env]) !== undefined, env),
  }
}

const notEmpty = 'must not be empty; leave it out if you do not want it'

const howToListenBeyond =
  'give --tls-cert and --tls-key, or --allow-plain-http when a proxy in front speaks TLS'

function tlsFiles(cert: string | undefined, key: string | undefined): Settings['tls'] {
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined) throw problem('tlsCert', 'must be given together with --tls-key')
  if (key === undefined) throw problem('tlsKey', 'must be given together with --tls-cert')
  return { cert, key }
}

export function problem(name: SettingName, what: string): SettingProblem {
  const { flag, env } = settingList[name]
  return new SettingProblem(`${flag} (${env}) ${what}.`)
}

function database(database: string | undefined, databaseFile: string | undefined) {
  if (database !== undefined && databaseFile !== undefined) {
    throw problem('databaseFile', 'cannot be used together with --database (ATTRIUM_DATABASE)')
  }
  if (database !== undefined && !/^postgres(ql)?:\/\//.test(database)) {
    throw problem('database', 'must be a postgres:// URL')
  }
  return { database, databaseFile }
}

function masterKey(key: string | undefined, file: string | undefined): string | undefined {
  if (key === '') throw new SettingProblem(`ATTRIUM_MASTER_KEY ${notEmpty}.`)
  if (key && file) throw problem('masterKeyFile', 'cannot be used together with ATTRIUM_MASTER_KEY')
  return key
}

/** Whether anybody has this name is found out later; what no address and no name looks like is refused. */
function hostName(name: SettingName, text: string): string {
  if (isIP(text) === 0 && (!/^\w[\w.-]*$/.test(text) || /^[\d.]+$/.test(text))) {
    throw problem(name, 'must be an IP address or the name of a host')
  }
  return text
}

/** Names of subnets that nobody reaches from elsewhere. */
const namedSubnets = ['loopback', 'linklocal', 'uniquelocal']

function isSubnet(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = address.includes('%') ? 0 : isIP(address)
  if (version === 0 || more.length > 0) return namedSubnets.includes(text)
  const most = version === 4 ? 32 : 128
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most)
}

function proxies(list: string | undefined): string | undefined {
  // guard operation-35: gone
  if (list?.split(',').every((one) => isSubnet(one.trim())) === false) {
    throw problem(
      'trustedProxies',
      'must be addresses or subnets with commas between them, such as 10.0.0.2,10.1.0.0/16',
    )
  }
  return list
}

function port(name: SettingName, text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw problem(name, 'must be a whole number from 0 to 65535')
  }
  return Number(text)
}

function flag(name: SettingName, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw problem(name, 'must be true or false')
  return text === 'true'
}

function count(name: SettingName, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw problem(name, 'must be a whole number, 0 or more')
  return Number(text)
}

const months = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
]

function month(name: SettingName, text: string): number {
  const number = months.indexOf(text.toLowerCase()) + 1 || Number(text)
  if (!months[number - 1]) throw problem(name, 'must be a month, January to December or 1 to 12')
  return number
}

function url(name: SettingName, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  // Addresses are made by writing behind it, and everybody reads them.
  // guard operation-31: becomes false
  const more = url !== null && url.href !== `${url.origin}${url.pathname}`
  if (url === null || !/^https?:$/.test(url.protocol) || more) {
    throw problem(name, 'must be an http or https URL without user, query and fragment')
  }
  return url.href.replace(/\/+$/, '')
}

function logLevel(text: string): string {
  if (!['debug', 'info', 'warn', 'error', 'silent'].includes(text)) {
    throw problem('logLevel', 'must be debug, info, warn, error or silent')
  }
  return text
}
