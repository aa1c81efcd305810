// The default: checked while it is typed; of a hidden attribute only that there is one.
import { Button } from '@mantine/core'
import { useState } from 'react'
import { defaultIsSet } from '../../../src/domain/user-attribute.ts'
import { ValueInput } from '../../parts/value-input.tsx'
import styles from './form.module.css'
import type { FieldsGiven } from './form.tsx'
import { texts } from './texts.ts'

export function DefaultField({ base, shown, wrong, isReadOnly, set }: FieldsGiven) {
  const isSealed = base?.value_is_hidden === true && base.default_value === defaultIsSet
  const [isReplacing, setReplacing] = useState(false)
  if (isSealed && !isReplacing) {
    return (
      <div>
        <div className={styles['label']}>{texts.default}</div>
        <div className={styles['sealed']}>
          <span>{texts.defaultSet}</span>
          {!isReadOnly && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                setReplacing(true)
                set({ default_value: '' })
              }}
            >
              {texts.replace}
            </Button>
          )}
        </div>
      </div>
    )
  }
  return (
    <ValueInput
      label={texts.default}
      description={texts.defaultAbout}
      type={shown.type}
      choices={shown.choices}
      isHidden={shown.value_is_hidden}
      error={wrong.get('default_value')}
      readOnly={isReadOnly}
      value={String(shown.default_value)}
      onChange={(default_value) => set({ default_value })}
    />
  )
}
