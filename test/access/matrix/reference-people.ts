// The reference, as reference.ts beside it explains it: signing in, users, their credentials, sessions and roles.

export const people = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

login versions api_spec
  -                           ok       ok    ok     ok     ok     ok     ok     ok     ok     ok
session update_session get_setting
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
logout
  himself                     404      404   ok     ok     ok     ok     ok     ok     ok     ok
login_user
  himself                     401      401   403    403    403    403    403    ok     ok     403
  another                     401      401   403    403    403    403    403    ok     ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  disabled                    401      401   403    403    403    403    403    404    404    403
  nobody                      401      401   404    404    404    404    404    404    404    404

me
  himself                     401      401   whole  whole  whole  whole  whole  whole  whole  whole
user all_users search_users search_users_names
  himself                     401      401   whole  whole  whole  whole  whole  whole  whole  whole
  another                     401      401   name   whole  name   name   name   name   whole  name
  an_admin                    401      401   name   whole  name   name   name   name   whole  name
user
  nobody                      401      401   404    404    404    404    404    404    404    404
user_for_credential
  himself                     401      401   403    whole  403    403    403    403    whole  403
  another                     401      401   403    whole  403    403    403    403    whole  403
  nobody                      401      401   403    404    403    403    403    403    404    403
search_credentials_email
  himself                     401      401   403    403    403    403    403    403    listed 403
  another                     401      401   403    403    403    403    403    403    listed 403
create_user
  -                           401      401   404    404    404    404    404    404    ok     404
create_embed_user create_service_account
  -                           401      401   403    403    403    403    403    403    ok     403
update_user
  himself                     401      401   403    403    403    403    403    403    ok     403
update_user delete_user
  another                     401      401   403    403    403    403    403    403    ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
delete_user
  himself                     401      401   403    403    403    403    403    403    403    403
update_service_account delete_service_account
  an_account                  401      401   403    403    403    403    403    403    ok     403
  another                     401      401   403    403    403    403    403    403    404    403
  nobody                      401      401   404    404    404    404    404    404    404    404
wipeout_user_emails
  disabled                    401      401   403    403    403    403    403    403    ok     403
  another                     401      401   403    403    403    403    403    403    422    403
  nobody                      401      401   404    404    404    404    404    404    404    404

all_user_credentials_api3s user_credentials_api3 user_credentials_email
user_credentials_google user_credentials_ldap user_credentials_looker_openid user_credentials_oidc
user_credentials_saml user_credentials_totp all_user_credentials_embeds user_credentials_embed
all_user_sessions
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   403    403    403    403    403    403    ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
user_session delete_user_session
  himself                     401      401   404    404    404    404    404    404    404    404
  another                     401      401   403    403    403    403    403    403    404    403
  an_admin                    401      401   403    403    403    403    403    403    404    403
  nobody                      401      401   404    404    404    404    404    404    404    404
user_credentials_api3 user_credentials_embed
  himself anothers_keys       401      401   404    404    404    404    404    404    404    404
  another no_keys             401      401   403    403    403    403    403    403    404    403
user_credentials_email user_credentials_google user_credentials_ldap user_credentials_looker_openid
user_credentials_oidc user_credentials_saml user_credentials_totp
  newcomer                    401      401   403    403    403    403    403    403    404    403
create_user_credentials_email create_user_credentials_totp
  himself                     401      401   403    403    403    403    403    403    422    403
  newcomer                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
create_user_credentials_api3 update_user_credentials_api3 delete_user_credentials_api3
update_user_credentials_email delete_user_credentials_email
create_user_credentials_email_password_reset send_user_credentials_email_password_reset
delete_user_credentials_google delete_user_credentials_ldap delete_user_credentials_looker_openid
delete_user_credentials_oidc delete_user_credentials_saml delete_user_credentials_totp
delete_user_credentials_embed
  himself                     401      401   403    403    403    403    403    403    ok     403
  another                     401      401   403    403    403    403    403    403    ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
update_user_credentials_api3 delete_user_credentials_api3 delete_user_credentials_embed
  himself anothers_keys       401      401   403    403    403    403    403    403    404    403

user_roles
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   404    ok     404    404    ok     404    ok     404
  an_admin                    401      401   404    ok     404    404    ok     404    ok     404
  nobody                      401      401   404    404    404    404    404    404    404    404
set_user_roles
  himself                     401      401   403    403    403    403    ok     403    ok     403
  another                     401      401   403    403    403    403    ok     403    ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
  another weak_role           401      401   403    403    403    403    ok     403    ok     403
  another strong_role         401      401   403    403    403    403    403    403    ok     403
  himself strong_role         401      401   403    403    403    403    403    403    ok     403
  another admin_role          401      401   403    403    403    403    403    403    ok     403
  another no_role             401      401   403    403    403    403    422    403    422    403
`
