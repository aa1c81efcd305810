// The reference, as test/access/matrix/reference.ts explains it: people who sign in. Its callers are programs: they
// have no session, no password and no link.

export const web = `
                              stranger ended  plain  see    attrs  groups roles  sudo   admin  acting

web_api_spec sign_out
  -                           ok       ok     ok     ok     ok     ok     ok     ok     ok     ok
sign_in
  -                           422      422    422    422    422    422    422    422    422    422
web_session
  -                           401      401    401    401    401    401    401    401    401    401
web_sessions end_other_web_sessions
  -                           401      401    ok     ok     ok     ok     ok     ok     ok     ok
end_web_session
  himself                     401      401    404    404    404    404    404    404    404    404
change_password begin_totp confirm_totp end_totp
  -                           401      401    404    404    404    404    404    404    404    404
providers
  -                           ok       ok     ok     ok     ok     ok     ok     ok     ok     ok
sources
  -                           401      401    404    404    404    404    404    404    ok     404
try_provider
  -                           401      401    404    404    404    404    404    404    ok     404
try_source
  -                           401      401    404    404    404    404    404    404    404    404
link use_link
  -                           404      404    404    404    404    404    404    404    404    404
`
