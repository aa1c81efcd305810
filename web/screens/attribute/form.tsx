// The form of a definition, for new attributes and for those that are there.
import { TextInput } from '@mantine/core'
import { labelFrom } from '../../../src/domain/user-attribute.ts'
import type { Attribute } from '../../api/attributes.ts'
import { LinesField } from '../../parts/lines-field.tsx'
import { Section } from '../../parts/section.tsx'
import { AccessFields } from './access-fields.tsx'
import { CombineField } from './combine-field.tsx'
import { DefaultField } from './default-field.tsx'
import type { Draft, Shown, Wrong } from './definition.ts'
import { HidingFields } from './hiding-fields.tsx'
import { texts } from './texts.ts'
import { TypeField } from './type-field.tsx'

export interface FieldsGiven {
  readonly base: Attribute | undefined
  readonly shown: Shown
  readonly wrong: Wrong
  readonly isReadOnly: boolean
  readonly set: (change: Draft) => void
}

interface Given extends FieldsGiven {
  /** The label that comes from the name, as long as nobody has written one. */
  readonly isLabelDerived: boolean
}

export function DefinitionForm({ isLabelDerived, ...fields }: Given) {
  const { base, shown, wrong, isReadOnly, set } = fields
  const { name, label, choices, value_is_hidden } = shown
  return (
    <div>
      <Section title={texts.naming} about={texts.namingAbout}>
        <TextInput
          label={texts.name}
          description={
            base === undefined ? texts.nameRule : `${texts.nameRule} ${texts.renameAbout}`
          }
          error={wrong.get('name')}
          readOnly={isReadOnly}
          autoComplete="off"
          spellCheck={false}
          autoFocus={base === undefined}
          value={name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          label={texts.label}
          error={wrong.get('label')}
          readOnly={isReadOnly}
          autoComplete="off"
          value={isLabelDerived ? labelFrom(name) : label}
          onChange={(event) => set({ label: event.currentTarget.value })}
        />
      </Section>
      <Section title={texts.values} about={texts.valuesAbout}>
        <TypeField {...fields} />
        <LinesField
          label={texts.choices}
          description={value_is_hidden ? texts.choicesHidden : texts.choicesAbout}
          error={wrong.get('choices')}
          readOnly={isReadOnly}
          disabled={value_is_hidden}
          lines={choices}
          onChange={(choices) => set({ choices })}
        />
        <DefaultField {...fields} />
      </Section>
      <Section title={texts.combining} about={texts.combiningAbout}>
        <CombineField {...fields} />
      </Section>
      <Section title={texts.access} about={texts.accessAbout}>
        <AccessFields {...fields} />
      </Section>
      <Section title={texts.hiding} about={texts.hidingAbout}>
        <HidingFields {...fields} />
      </Section>
    </div>
  )
}
