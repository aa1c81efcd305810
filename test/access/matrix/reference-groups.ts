// The reference, as test/access/matrix/reference.ts explains it: groups, their members and their nesting.

export const groups = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

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
delete_group
  rich_group                  401      401   404    403    403    ok     404    404    ok     404
  within_rich                 401      401   404    403    403    ok     404    404    ok     404
add_group_user
  rich_group another          401      401   404    403    403    ok     404    404    ok     404
  rich_group himself          401      401   404    403    403    ok     404    404    ok     404
  within_rich himself         401      401   404    403    403    ok     404    404    ok     404
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
  rich_group member           401      401   404    403    403    ok     404    404    ok     404
  within_rich member          401      401   404    403    403    ok     404    404    ok     404
  his_group himself           401      401   403    403    403    ok     403    403    ok     403
  his_group member            401      401   403    403    403    ok     403    403    ok     403
  a_group member              401      401   404    403    403    ok     404    404    ok     404
  admins_group member         401      401   404    403    403    ok     404    404    ok     404
  all_users another           401      401   403    403    403    403    403    403    403    403
  a_group newcomer            401      401   404    404    404    404    404    404    404    404
  no_group another            401      401   404    404    404    404    404    404    404    404
add_group_group
  rich_group child            401      401   404    403    403    ok     404    404    ok     404
  within_rich his_as_child    401      401   404    403    403    ok     404    404    ok     404
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
  rich_group inner            401      401   404    403    403    ok     404    404    ok     404
  within_rich inner           401      401   404    403    403    ok     404    404    ok     404
  around_his his_as_child     401      401   403    403    403    ok     403    403    ok     403
  a_group inner               401      401   404    403    403    ok     404    404    ok     404
  his_group inner             401      401   404    403    403    ok     404    404    ok     404
  admins_group inner          401      401   404    403    403    ok     404    404    ok     404
  his_group child             401      401   404    404    404    404    404    404    404    404
  all_users child_of_all      401      401   404    403    403    403    404    404    403    404
  no_group child              401      401   404    404    404    404    404    404    404    404
`
