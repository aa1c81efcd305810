// Wire shapes of signing in (looker 7.2).
import { integer, nullableText, readOnlyNullableText, readOnlyText, shape } from '../http/schema.ts'

export const AccessToken = shape('AccessToken', {
  access_token: readOnlyText,
  token_type: readOnlyText,
  expires_in: integer({ readOnly: true }),
  refresh_token: readOnlyNullableText,
})

/** The form that `login` takes; 25.10 documents the same two as query parameters. */
export const LoginForm = shape('LoginForm', {
  client_id: nullableText({ description: 'client_id part of API Key.' }),
  client_secret: nullableText({ description: 'client_secret part of API Key.' }),
})
