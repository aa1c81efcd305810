// The reference, as reference.ts beside it explains it: applications that people let in (looker 7.9).

export const oauth = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

all_oauth_client_apps
  an_app                      401      401   404    404    404    404    404    404    listed 404
oauth_client_app update_oauth_client_app invalidate_tokens
  an_app                      401      401   404    404    404    404    404    404    ok     404
  no_app                      401      401   404    404    404    404    404    404    404    404
register_oauth_client_app
  no_app                      401      401   404    404    404    404    404    404    ok     404
  an_app                      401      401   404    404    404    404    404    404    409    404
delete_oauth_client_app
  an_app                      401      401   404    404    404    404    404    404    ok     404
  no_app                      401      401   404    404    404    404    404    404    ok     404
activate_app_user
  himself an_app              401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another an_app              401      401   404    404    404    404    404    404    ok     404
  nobody an_app               401      401   404    404    404    404    404    404    404    404
  himself no_app              401      401   404    404    404    404    404    404    404    404
deactivate_app_user
  himself an_app              401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another an_app              401      401   404    404    404    404    404    404    ok     404
  nobody an_app               401      401   404    404    404    404    404    404    404    404
  himself no_app              401      401   404    404    404    404    404    404    404    404
`
