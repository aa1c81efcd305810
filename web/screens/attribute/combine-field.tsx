// How the values of several groups become one: what the type does not allow cannot be chosen.
import { Select } from '@mantine/core'
import { combines, isCombine, typesOf } from '../../../src/domain/combining.ts'
import styles from './form.module.css'
import type { FieldsGiven } from './form.tsx'
import { texts } from './texts.ts'

export function CombineField({ shown, wrong, isReadOnly, set }: FieldsGiven) {
  const { type, combine, value_is_hidden } = shown
  const data = combines.map((how) => {
    const types: readonly string[] | undefined = typesOf(how)
    const fits = types === undefined || (types.includes(type) && !value_is_hidden)
    const label = fits ? texts.combines[how] : `${texts.combines[how]} (${texts.notForType})`
    return { value: how, label, disabled: !fits }
  })
  return (
    <div>
      <Select
        label={texts.combine}
        data={data}
        error={wrong.get('combine')}
        readOnly={isReadOnly}
        allowDeselect={false}
        value={combine}
        onChange={(how) => how !== null && set({ combine: how })}
      />
      {isCombine(combine) && <p className={styles['below']}>{texts.combineAbout[combine]}</p>}
    </div>
  )
}
