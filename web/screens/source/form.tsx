// The fields of a provider, in their sections.
import { Checkbox, TextInput } from '@mantine/core'
import { LinesField } from '../../parts/lines-field.tsx'
import { Section } from '../../parts/section.tsx'
import { badLines, type Draft } from './draft.ts'
import styles from './source.module.css'
import { texts } from './texts.ts'

interface Given {
  readonly draft: Draft
  readonly isNew: boolean
  /** Sentences for single fields, by their names. */
  readonly wrong: ReadonlyMap<string, string>
  /** Beside the variable: whether the server has it. */
  readonly secretState?: string | undefined
  readonly callback?: string | undefined
  readonly set: (part: Partial<Draft>) => void
}

type Name<T> = { [K in keyof Draft]: Draft[K] extends T ? K : never }[keyof Draft]

export function ProviderForm({ draft, isNew, wrong, secretState, callback, set }: Given) {
  const bad = badLines(draft)
  const text = (name: Name<string>, label: string, description?: string) => ({
    ...{ label, description, error: wrong.get(name), value: draft[name] },
    ...{ autoComplete: 'off', spellCheck: false },
    onChange: (event: { currentTarget: { value: string } }) =>
      set({ [name]: event.currentTarget.value }),
  })
  const flag = (name: Name<boolean>, label: string, description?: string) => ({
    ...{ label, description, error: wrong.get(name), checked: draft[name] },
    onChange: (event: { currentTarget: { checked: boolean } }) =>
      set({ [name]: event.currentTarget.checked }),
  })
  const lines = (
    name: 'attributes' | 'groups' | 'required_claims',
    label: string,
    description: string,
  ) => {
    const line = bad.get(name)
    return {
      ...{ label, description, lines: draft[name] },
      error: wrong.get(name) ?? (line === undefined ? undefined : texts.badLine(line)),
      onChange: (typed: string[]) => set({ [name]: typed }),
    }
  }
  return (
    <>
      <Section title={texts.who} about={texts.whoAbout}>
        {isNew && <TextInput {...text('id', texts.id, texts.idAbout)} />}
        <TextInput {...text('name', texts.name, texts.nameAbout)} />
        <TextInput {...text('issuer', texts.issuer, texts.issuerAbout)} inputMode="url" />
        <TextInput {...text('client_id', texts.client)} />
        <TextInput {...text('client_secret_env', texts.secret, texts.secretAbout)} />
        {secretState !== undefined && <p className={styles['text']}>{secretState}</p>}
        {callback !== undefined && (
          <TextInput
            label={texts.callback}
            description={texts.callbackAbout}
            readOnly
            value={callback}
          />
        )}
        <Checkbox {...flag('enabled', texts.enabled, texts.enabledAbout)} />
      </Section>
      <Section title={texts.people} about={texts.peopleAbout}>
        <TextInput {...text('email_claim', texts.email)} />
        <Checkbox {...flag('require_verified_email', texts.verified, texts.verifiedAbout)} />
        <Checkbox {...flag('create_users', texts.create)} />
        <LinesField {...lines('required_claims', texts.required, texts.requiredAbout)} />
      </Section>
      <Section title={texts.claims} about={texts.claimsAbout}>
        <TextInput {...text('scopes', texts.scopes, texts.scopesAbout)} />
        <Checkbox {...flag('userinfo', texts.userinfo)} />
        <LinesField {...lines('attributes', texts.values, texts.valuesAbout)} />
        <TextInput {...text('groups_claim', texts.groupsClaim)} />
        <LinesField {...lines('groups', texts.groups, texts.groupsAbout)} />
      </Section>
    </>
  )
}
