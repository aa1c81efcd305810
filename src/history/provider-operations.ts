// What is done with the providers that administrators set, as history tells it.
import { type Told, told } from './told.ts'

const providerFields = [
  ...['enabled', 'name', 'issuer', 'client_id', 'client_secret_env', 'scopes', 'userinfo'],
  ...['email_claim', 'require_verified_email', 'create_users', 'attributes', 'groups_claim'],
  ...['groups', 'required_claims'],
]

export const providerOperations: Readonly<Record<string, Told>> = {
  create_sign_in_provider: told(
    ...(['people', 'makes', 'set up the sign-in provider {thing}', ...providerFields] as const),
  ),
  update_sign_in_provider: told(
    ...(['people', 'changes', 'changed the sign-in provider {thing}', ...providerFields] as const),
  ),
  delete_sign_in_provider: told(
    ...(['people', 'ends', 'deleted the sign-in provider {thing}', ...providerFields] as const),
  ),
}
