// The reference, as test/access/matrix/reference.ts explains it: user attributes and their values.

export const attributes = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

user_attribute_user_values
  himself editable            401      401   listed listed listed listed listed listed listed listed
  himself viewable            401      401   listed listed listed listed listed listed listed listed
  himself hidden              401      401   listed listed listed listed listed listed listed listed
  himself closed              401      401   absent absent listed absent absent absent listed absent
  another viewable            401      401   404    404    listed 404    404    404    listed 404
  himself address             401      401   listed listed listed listed listed listed listed listed
  himself identity            401      401   listed listed listed listed listed listed listed listed
  another full_name           401      401   404    404    listed 404    404    404    listed 404
  another address             401      401   404    404    absent 404    404    404    listed 404
  another identity            401      401   404    404    absent 404    404    404    listed 404
  an_admin closed             401      401   404    404    listed 404    404    404    listed 404
  nobody viewable             401      401   404    404    404    404    404    404    404    404
set_user_attribute_user_value delete_user_attribute_user_value
  himself editable held       401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself hidden held         401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself viewable held       401      401   403    403    ok     403    403    403    ok     403
  himself closed held         401      401   404    404    ok     404    404    404    ok     404
  himself no_attribute        401      401   404    404    404    404    404    404    404    404
  another editable held       401      401   403    403    ok     403    403    403    ok     403
  another viewable held       401      401   403    403    ok     403    403    403    ok     403
  another closed held         401      401   404    404    ok     404    404    404    ok     404
  an_admin editable held      401      401   403    403    ok     403    403    403    ok     403
  nobody editable             401      401   404    404    404    404    404    404    404    404
set_user_attribute_user_value
  himself reserved            401      401   403    403    403    403    403    403    403    403
delete_user_attribute_user_value
  himself reserved            401      401   404    404    404    404    404    404    404    404
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
`
