// What people may do with their own value.
import { Input, SegmentedControl } from '@mantine/core'
import { useId } from 'react'
import type { FieldsGiven } from './form.tsx'
import { texts } from './texts.ts'

const options = (['none', 'view', 'edit'] as const).map((value) => ({
  value,
  label: texts.mayOptions[value],
}))

export function AccessFields({ shown, isReadOnly, set }: FieldsGiven) {
  const id = useId()
  const { user_can_view, user_can_edit } = shown
  return (
    <div>
      <Input.Label id={id} labelElement="div">
        {texts.may}
      </Input.Label>
      <SegmentedControl
        aria-labelledby={id}
        fullWidth
        readOnly={isReadOnly}
        data={options}
        value={user_can_edit ? 'edit' : user_can_view ? 'view' : 'none'}
        onChange={(may) => set({ user_can_view: may !== 'none', user_can_edit: may === 'edit' })}
      />
    </div>
  )
}
