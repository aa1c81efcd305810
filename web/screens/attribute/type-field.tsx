// The type of an attribute, each with its meaning and an example.
import { Select } from '@mantine/core'
import { attributeTypes } from '../../parts/attribute-types.ts'
import styles from './form.module.css'
import type { FieldsGiven } from './form.tsx'
import { texts } from './texts.ts'

const data = attributeTypes.map(({ type, label }) => ({ value: type, label }))

export function TypeField({ shown, wrong, isReadOnly, set }: FieldsGiven) {
  const told = attributeTypes.find(({ type }) => type === shown.type)
  return (
    <div>
      <Select
        label={texts.type}
        data={data}
        error={wrong.get('type')}
        readOnly={isReadOnly}
        allowDeselect={false}
        maxDropdownHeight={360}
        renderOption={({ option }) => {
          const { label, about } = attributeTypes.find(({ type }) => type === option.value) ?? {}
          return (
            <div>
              <div>{label}</div>
              <div className={styles['small']}>{about}</div>
            </div>
          )
        }}
        value={shown.type}
        onChange={(type) => type !== null && set({ type })}
      />
      {told && (
        <p className={styles['below']}>
          {told.about} {texts.example} <code>{told.example}</code>
        </p>
      )}
    </div>
  )
}
