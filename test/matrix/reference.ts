// Who is answered what, written by hand from semantics.md sections 5, 7 and 10, decisions 4 and 6 and
// product rules alone: nothing here is imported, so nothing here can agree with the code by accident.

/**
 * The callers, each with the one permission of his name and a group of his own. `ended` has logged
 * out; `acting` is an admin who acts as somebody plain.
 */
export const callers = [
  ...(['stranger', 'ended', 'plain', 'see_users', 'manage_user_attributes'] as const),
  ...(['manage_groups', 'manage_roles', 'sudo', 'admin', 'acting'] as const),
] as const

export type CallerName = (typeof callers)[number]

/**
 * A block: operations, then a line for each thing they are called on, in words that test/matrix/cast.ts
 * knows; under each caller what he is told. `ok` is a success; of a list it says how the thing stands in
 * it: `whole`, by `name` only, `listed` or `absent`.
 */
export const reference = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

login versions api_spec
  -                           ok       ok    ok     ok     ok     ok     ok     ok     ok     ok
session update_session
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
all_user_sessions user_session delete_user_session
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   403    403    403    403    403    403    ok     403
  an_admin                    401      401   403    403    403    403    403    403    ok     403
  nobody                      401      401   404    404    404    404    404    404    404    404
user_credentials_api3 user_credentials_embed user_session delete_user_session
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
  another                     401      401   404    ok     404    404    404    404    ok     404
  an_admin                    401      401   404    ok     404    404    404    404    ok     404
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

user_attribute_user_values
  himself editable            401      401   listed listed listed listed listed listed listed listed
  himself viewable            401      401   listed listed listed listed listed listed listed listed
  himself hidden              401      401   listed listed listed listed listed listed listed listed
  himself closed              401      401   absent absent listed absent absent absent listed absent
  another viewable            401      401   404    404    listed 404    404    404    listed 404
  an_admin closed             401      401   404    404    listed 404    404    404    listed 404
  nobody viewable             401      401   404    404    404    404    404    404    404    404
set_user_attribute_user_value delete_user_attribute_user_value
  himself editable held       401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself hidden held         401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself viewable held       401      401   403    403    ok     403    403    403    ok     403
  himself closed held         401      401   404    404    ok     404    404    404    ok     404
  himself reserved            401      401   403    403    403    403    403    403    403    403
  himself no_attribute        401      401   404    404    404    404    404    404    404    404
  another editable held       401      401   403    403    ok     403    403    403    ok     403
  another viewable held       401      401   403    403    ok     403    403    403    ok     403
  another closed held         401      401   404    404    ok     404    404    404    ok     404
  an_admin editable held      401      401   403    403    ok     403    403    403    ok     403
  nobody editable             401      401   404    404    404    404    404    404    404    404
delete_user_attribute_user_value
  himself editable            401      401   404    404    404    404    404    404    404    404
  another editable            401      401   403    403    404    403    403    403    404    403

all_user_attributes
  editable                    401      401   listed listed listed listed listed listed listed listed
  viewable                    401      401   listed listed listed listed listed listed listed listed
  hidden                      401      401   listed listed listed listed listed listed listed listed
  reserved                    401      401   listed listed listed listed listed listed listed listed
  closed                      401      401   absent absent listed absent absent absent listed absent
user_attribute
  editable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  viewable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  hidden                      401      401   ok     ok     ok     ok     ok     ok     ok     ok
  reserved                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  closed                      401      401   404    404    ok     404    404    404    ok     404
  no_attribute                401      401   404    404    404    404    404    404    404    404
create_user_attribute
  -                           401      401   404    404    ok     404    404    404    ok     404
update_user_attribute delete_user_attribute set_user_attribute_group_values
  editable                    401      401   404    404    ok     404    404    404    ok     404
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  no_attribute                401      401   404    404    404    404    404    404    404    404
update_user_attribute set_user_attribute_group_values
  reserved                    401      401   404    404    422    404    404    404    422    404
delete_user_attribute
  reserved                    401      401   404    404    400    404    404    404    400    404
all_user_attribute_group_values
  his_group viewable valued   401      401   listed listed listed listed listed listed listed listed
  a_group viewable valued     401      401   absent listed listed listed absent absent listed absent
  all_users viewable valued   401      401   listed listed listed listed listed listed listed listed
  his_group closed valued     401      401   404    404    listed 404    404    404    listed 404
  his_group no_attribute      401      401   404    404    404    404    404    404    404    404
update_user_attribute_group_value delete_user_attribute_group_value
  his_group editable valued   401      401   403    403    ok     403    403    403    ok     403
  his_group viewable valued   401      401   403    403    ok     403    403    403    ok     403
  his_group closed valued     401      401   404    404    ok     404    404    404    ok     404
  his_group no_attribute      401      401   404    404    404    404    404    404    404    404
  a_group viewable valued     401      401   404    403    ok     403    404    404    ok     404
  all_users viewable valued   401      401   403    403    ok     403    403    403    ok     403
  no_group viewable           401      401   404    404    404    404    404    404    404    404
update_user_attribute_group_value
  his_group reserved          401      401   403    403    403    403    403    403    403    403
delete_user_attribute_group_value
  his_group viewable          401      401   403    403    404    403    403    403    404    403

all_groups search_groups search_groups_with_hierarchy search_groups_with_roles
  his_group                   401      401   listed listed listed listed listed listed listed listed
  around_his                  401      401   listed listed listed listed listed listed listed listed
  all_users                   401      401   listed listed listed listed listed listed listed listed
  a_group                     401      401   absent listed listed listed absent absent listed absent
group all_group_groups all_group_users
  his_group                   401      401   ok     ok     ok     ok     ok     ok     ok     ok
  around_his                  401      401   ok     ok     ok     ok     ok     ok     ok     ok
  all_users                   401      401   ok     ok     ok     ok     ok     ok     ok     ok
  a_group                     401      401   404    ok     ok     ok     404    404    ok     404
  no_group                    401      401   404    404    404    404    404    404    404    404
create_group
  -                           401      401   404    404    404    ok     404    404    ok     404
update_group delete_group
  his_group                   401      401   403    403    403    ok     403    403    ok     403
  around_his                  401      401   403    403    403    ok     403    403    ok     403
  a_group                     401      401   404    403    403    ok     404    404    ok     404
  admins_group                401      401   404    403    403    ok     404    404    ok     404
  all_users                   401      401   403    403    403    403    403    403    403    403
  no_group                    401      401   404    404    404    404    404    404    404    404
add_group_user
  his_group another           401      401   403    403    403    ok     403    403    ok     403
  a_group another             401      401   404    403    403    ok     404    404    ok     404
  a_group himself             401      401   404    403    403    ok     404    404    ok     404
  all_users another           401      401   403    403    403    ok     403    403    ok     403
  strong_group another        401      401   404    403    403    403    404    404    ok     404
  strong_group himself        401      401   404    403    403    403    404    404    ok     404
  within_strong himself       401      401   404    403    403    403    404    404    ok     404
  admins_group another        401      401   404    403    403    403    404    404    ok     404
  admins_group himself        401      401   404    403    403    403    404    404    ok     404
  no_group another            401      401   404    404    404    404    404    404    404    404
  his_group nobody            401      401   403    403    403    404    403    403    404    403
delete_group_user
  his_group himself           401      401   403    403    403    ok     403    403    ok     403
  his_group member            401      401   403    403    403    ok     403    403    ok     403
  a_group member              401      401   404    403    403    ok     404    404    ok     404
  admins_group member         401      401   404    403    403    ok     404    404    ok     404
  all_users another           401      401   403    403    403    403    403    403    403    403
  a_group newcomer            401      401   404    404    404    404    404    404    404    404
  no_group another            401      401   404    404    404    404    404    404    404    404
add_group_group
  his_group child             401      401   403    403    403    ok     403    403    ok     403
  a_group child               401      401   404    403    403    ok     404    404    ok     404
  a_group his_as_child        401      401   404    403    403    ok     404    404    ok     404
  all_users child             401      401   403    403    403    ok     403    403    ok     403
  strong_group his_as_child   401      401   404    403    403    403    404    404    ok     404
  within_strong his_as_child  401      401   404    403    403    403    404    404    ok     404
  admins_group child          401      401   404    403    403    403    404    404    ok     404
  no_group child              401      401   404    404    404    404    404    404    404    404
  his_group no_child          401      401   403    403    403    404    403    403    404    403
delete_group_from_group
  around_his his_as_child     401      401   403    403    403    ok     403    403    ok     403
  a_group inner               401      401   404    403    403    ok     404    404    ok     404
  his_group inner             401      401   404    403    403    ok     404    404    ok     404
  admins_group inner          401      401   404    403    403    ok     404    404    ok     404
  his_group child             401      401   404    404    404    404    404    404    404    404
  all_users child_of_all      401      401   404    403    403    403    404    404    403    404
  no_group child              401      401   404    404    404    404    404    404    404    404

all_permissions
  -                           401      401   ok     ok     ok     ok     ok     ok     ok     ok
all_roles search_roles search_roles_with_user_count all_permission_sets search_permission_sets
all_model_sets search_model_sets
  -                           401      401   404    ok     404    404    ok     404    ok     404
role role_groups role_users
  weak_role                   401      401   404    ok     404    404    ok     404    ok     404
  strong_role                 401      401   404    ok     404    404    ok     404    ok     404
  admin_role                  401      401   404    ok     404    404    ok     404    ok     404
  no_role                     401      401   404    404    404    404    404    404    404    404
permission_set
  weak_set                    401      401   404    ok     404    404    ok     404    ok     404
  admin_set                   401      401   404    ok     404    404    ok     404    ok     404
  no_set                      401      401   404    404    404    404    404    404    404    404
model_set
  models                      401      401   404    ok     404    404    ok     404    ok     404
  all_models                  401      401   404    ok     404    404    ok     404    ok     404
  no_models                   401      401   404    404    404    404    404    404    404    404
create_role
  weak_set models             401      401   404    404    404    404    ok     404    ok     404
  strong_set models           401      401   404    404    404    404    422    404    ok     404
  admin_set models            401      401   404    404    404    404    405    404    405    404
  no_set models               401      401   404    404    404    404    422    404    422    404
update_role
  weak_role                   401      401   404    404    404    404    ok     404    ok     404
  weak_role weak_set          401      401   404    404    404    404    ok     404    ok     404
  weak_role strong_set        401      401   404    404    404    404    422    404    ok     404
  weak_role admin_set         401      401   404    404    404    404    405    404    405    404
update_role delete_role
  admin_role                  401      401   404    404    404    404    405    404    405    404
  no_role                     401      401   404    404    404    404    404    404    404    404
delete_role
  weak_role                   401      401   404    404    404    404    ok     404    ok     404
create_permission_set
  -                           401      401   404    404    404    404    ok     404    ok     404
  more                        401      401   404    404    404    404    422    404    ok     404
update_permission_set
  weak_set                    401      401   404    404    404    404    ok     404    ok     404
  used_set                    401      401   404    404    404    404    ok     404    ok     404
  weak_set more               401      401   404    404    404    404    422    404    ok     404
  used_set more               401      401   404    404    404    404    422    404    ok     404
update_permission_set delete_permission_set
  admin_set                   401      401   404    404    404    404    405    404    405    404
  no_set                      401      401   404    404    404    404    404    404    404    404
delete_permission_set
  weak_set                    401      401   404    404    404    404    ok     404    ok     404
  used_set                    401      401   404    404    404    404    405    404    405    404
create_model_set
  -                           401      401   404    404    404    404    ok     404    ok     404
update_model_set
  models                      401      401   403    403    403    403    ok     403    ok     403
  all_models                  401      401   403    403    403    403    405    403    405    403
  no_models                   401      401   403    403    403    403    404    403    404    403
delete_model_set
  models                      401      401   404    404    404    404    ok     404    ok     404
  used_models                 401      401   404    404    404    404    405    404    405    404
  all_models                  401      401   404    404    404    404    405    404    405    404
  no_models                   401      401   404    404    404    404    404    404    404    404
set_role_users
  weak_role another           401      401   403    403    403    403    ok     403    ok     403
  weak_role himself           401      401   403    403    403    403    ok     403    ok     403
  strong_role another         401      401   403    403    403    403    403    403    ok     403
  strong_role himself         401      401   403    403    403    403    403    403    ok     403
  admin_role himself          401      401   403    403    403    403    403    403    ok     403
  no_role another             401      401   403    403    403    403    404    403    404    403
  weak_role nobody            401      401   403    403    403    403    422    403    422    403
set_role_groups
  weak_role his_group         401      401   403    403    403    403    ok     403    ok     403
  weak_role a_group           401      401   403    403    403    403    422    403    ok     403
  strong_role his_group       401      401   403    403    403    403    403    403    ok     403
  admin_role his_group        401      401   403    403    403    403    403    403    ok     403
  no_role his_group           401      401   403    403    403    403    404    403    404    403
  weak_role no_group          401      401   403    403    403    403    422    403    422    403
`
