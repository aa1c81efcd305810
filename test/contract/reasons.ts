// The reasons why our document differs from the official one, by place, each with a decision.

const decision = 'docs/decisions/0007-differences-from-the-official-document.md'

const form = `the form that SDKs send is declared (${decision})`
const accounts = `service accounts exist here, as in 26.12 (${decision})`
const newer = `a parameter of 26.12 (${decision})`
const purpose = `written by an operation of 26.12 (${decision})`

export const reasons: Readonly<Record<string, string>> = {
  'login body': form,
  LoginForm: form,
  'CredentialsApi3.purpose': purpose,
  'CreateCredentialsApi3.purpose': purpose,
  'every operation 401': `without a living token every operation answers it (${decision})`,
  'User.is_service_account': accounts,
  'User.service_account_name': accounts,
  'user_attribute_user_values 400': `a flag that cannot be read is refused, not ignored (${decision})`,
  'all_users ?email': `a client in use acts as the first row (${decision})`,
  'search_users ?is_service_account': newer,
  'search_users ?full_name': newer,
  'search_users ?can_manage_api3_creds': newer,
  'search_roles ?permission_set_ids': newer,
  'search_roles ?model_set_ids': newer,
  'search_permission_sets ?permissions': newer,
  'search_model_sets ?models': newer,
}
