// The reference, as test/access/matrix/reference.ts explains it: roles, permission sets and model sets.

export const roles = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

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
