// Hiding: for good, with the list of addresses to which values may be sent.
import { Switch } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { LinesField } from '../../parts/lines-field.tsx'
import styles from './form.module.css'
import type { FieldsGiven } from './form.tsx'
import { texts } from './texts.ts'

export function HidingFields({ base, shown, wrong, isReadOnly, set }: FieldsGiven) {
  const { value_is_hidden, hidden_value_domain_whitelist } = shown
  const isForGood = base?.value_is_hidden === true
  const isSystem = base?.is_system === true
  return (
    <>
      <Switch
        label={texts.hidden}
        description={isForGood ? texts.hiddenForGood : isSystem ? texts.hiddenSystem : undefined}
        error={wrong.get('value_is_hidden')}
        disabled={isForGood || isSystem || isReadOnly}
        checked={value_is_hidden}
        onChange={(event) =>
          set({ value_is_hidden: event.currentTarget.checked, choices: [], combine: 'first' })
        }
      />
      {value_is_hidden && !isForGood && (
        <div className={styles['warning']} role="alert">
          <IconAlertTriangle size={20} aria-hidden />
          <div>
            <strong>{texts.warningTitle}</strong> {texts.warning}
          </div>
        </div>
      )}
      {value_is_hidden && (
        <LinesField
          label={texts.allowlist}
          description={texts.allowlistAbout}
          error={wrong.get('hidden_value_domain_whitelist')}
          readOnly={isReadOnly}
          lines={hidden_value_domain_whitelist.split(',').filter((it) => it !== '')}
          onChange={(lines) => set({ hidden_value_domain_whitelist: lines.join(',') })}
        />
      )}
    </>
  )
}
