// The fields of a user in a body, and their rules (looker 10.1, 10.5).
import type { Problem } from '../errors.ts'
import { isId } from '../ids.ts'
import { limits } from '../limits.ts'
import { unseenProblems } from '../texts/names.ts'

/** A body; missing fields keep their values. */
export interface UserChange {
  readonly first_name?: string | null
  readonly last_name?: string | null
  readonly home_folder_id?: string | null
  readonly is_disabled?: boolean
  readonly locale?: string | null
  readonly models_dir_validated?: boolean | null
  readonly ui_state?: Record<string, string> | null
}

/** The columns of a new user before any field is given. */
export const nobody = {
  first_name: '',
  last_name: '',
  is_disabled: false,
  is_service_account: false,
  home_folder_id: null,
  models_dir_validated: null,
  ui_state: null,
}

/** The columns that a body sets; a name that is null is stored as the empty text. */
export function changedFields(body: UserChange) {
  const { first_name, last_name, home_folder_id, is_disabled, models_dir_validated, ui_state } =
    body
  return {
    ...(first_name === undefined ? {} : { first_name: first_name ?? '' }),
    ...(last_name === undefined ? {} : { last_name: last_name ?? '' }),
    ...(home_folder_id === undefined ? {} : { home_folder_id }),
    ...(models_dir_validated === undefined ? {} : { models_dir_validated }),
    ...(ui_state === undefined
      ? {}
      : { ui_state: ui_state === null ? null : JSON.stringify(ui_state) }),
    ...(is_disabled === undefined ? {} : { is_disabled }),
  }
}

/** All problems of the fields above. */
export function userProblems(body: UserChange): Problem[] {
  const problems = [
    ...nameProblems('first_name', body.first_name),
    ...nameProblems('last_name', body.last_name),
  ]
  if (body.home_folder_id != null && !isId(body.home_folder_id)) {
    const message = 'home_folder_id must be the id of a folder.'
    problems.push({ field: 'home_folder_id', code: 'invalid', message })
  }
  return problems
}

export function nameProblems(field: string, name: string | null | undefined): Problem[] {
  if ((name ?? '').length <= limits.name_characters) return unseenProblems(field, name ?? '')
  const message = `${field} must have at most ${limits.name_characters} characters.`
  return [{ field, code: 'invalid', message }]
}
