// The settings of a provider that somebody has sent, and all that is wrong with them.
import { type Problem, refuseIf } from '../errors.ts'
import { limits } from '../limits.ts'
import type { SettingPlace } from '../providers/provider-settings.ts'
import type { Providers } from '../providers/providers.ts'
import { type ProviderDefinition, settingsOf, settingsText } from '../providers/stored-provider.ts'

/** The definition that somebody has sent. Throws 422 with everything that is wrong with it. */
export function readSettings(
  providers: Providers,
  given: Readonly<Record<string, unknown>>,
): ProviderDefinition {
  const problems: Problem[] = []
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
  const definition = providers.read(sent, (place, message) => {
    const field = String(place[0])
    const code = message === 'is missing.' ? 'missing_field' : 'invalid'
    problems.push({ field, code, message: `${spelled(place)} ${message}` })
  })
  if (settingsText(settingsOf(definition)).length > limits.provider_settings_characters) {
    problems.push(tooLong)
  }
  refuseIf(problems.slice(0, mostProblems))
  return definition
}
const mostProblems = 20

/** A name that somebody has chosen is part of it if it is short. */
const spelled = (place: SettingPlace): string =>
  place
    .filter((it) => typeof it === 'number' || it.length <= limits.near_name_characters)
    .map((it) => (typeof it === 'number' ? `[${it}]` : `.${it}`))
    .join('')
    .replace(/^\./, '')

const tooLong: Problem = {
  ...{ field: 'attributes', code: 'invalid' },
  message: `The settings have more than ${limits.provider_settings_characters} characters together; name fewer claims and groups, or use the file of --single-sign-on.`,
}
