// Wire shapes of signing in (looker 7.2).
import { integer, nullableText, readOnlyNullableText, readOnlyText, shape } from '../http/schema.ts'

export const AccessToken = shape(
  'AccessToken',
  'A token that proves who is calling, for an hour.',
  {
    access_token: readOnlyText(
      'The token. Send it as `Authorization: Bearer …` or `Authorization: token …`.',
    ),
    token_type: readOnlyText('Always `Bearer`.'),
    expires_in: integer('Seconds until the token ends: 3600.', { readOnly: true }),
    refresh_token: readOnlyNullableText('Always null; sign in again instead.'),
  },
)

/** The document knows no real key: whoever tries `login` replaces these texts with their own. */
export const exampleKey = { client_id: 'your client_id', client_secret: 'your client_secret' }

/** The form that `login` takes; Looker 25.10 documents the same two fields as query parameters. */
export const LoginForm = shape('LoginForm', 'The two parts of an API key.', {
  client_id: nullableText('Public part of the API key.', { example: exampleKey.client_id }),
  client_secret: nullableText('Secret part of the API key; it begins with `lks_`.', {
    example: exampleKey.client_secret,
  }),
})
