// The reference, as test/access/matrix/reference.ts explains it: operations that Looker does not have.

export const attrium = `
                              stranger ended plain  see    attrs  groups roles  sudo   admin  acting

explain_user
  himself editable            401      401   listed listed listed listed listed listed listed listed
  himself viewable            401      401   listed listed listed listed listed listed listed listed
  himself hidden              401      401   listed listed listed listed listed listed listed listed
  himself closed              401      401   absent absent listed absent absent absent listed absent
  himself by_address viewable 401      401   listed listed listed listed listed listed listed listed
  another viewable            401      401   404    404    listed 404    404    404    listed 404
  another by_address viewable 401      401   404    404    404    404    404    404    listed 404
  another by_embed viewable   401      401   404    404    404    404    404    404    listed 404
  himself by_embed viewable   401      401   listed listed listed listed listed listed listed listed
  himself address             401      401   listed listed listed listed listed listed listed listed
  himself identity            401      401   listed listed listed listed listed listed listed listed
  another full_name           401      401   404    404    listed 404    404    404    listed 404
  another address             401      401   404    404    absent 404    404    404    listed 404
  another identity            401      401   404    404    absent 404    404    404    listed 404
  an_admin closed             401      401   404    404    listed 404    404    404    listed 404
  nobody viewable             401      401   404    404    404    404    404    404    404    404
  nobody by_address viewable  401      401   404    404    404    404    404    404    404    404
explain_user_if
  himself                     401      401   404    404    ok     404    404    404    ok     404
  himself by_address          401      401   404    404    ok     404    404    404    ok     404
  another                     401      401   404    404    ok     404    404    404    ok     404
  another by_address          401      401   404    404    404    404    404    404    ok     404
  another by_embed            401      401   404    404    404    404    404    404    ok     404
  nobody                      401      401   404    404    404    404    404    404    404    404
user_claims
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself by_address          401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself by_embed            401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   404    404    ok     404    404    404    ok     404
  another by_address          401      401   404    404    404    404    404    404    ok     404
  another by_embed            401      401   404    404    404    404    404    404    ok     404
  an_admin                    401      401   404    404    ok     404    404    404    ok     404
  nobody                      401      401   404    404    404    404    404    404    404    404
api_keys
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself by_address          401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself by_embed            401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   404    404    404    404    404    404    ok     404
  another by_address          401      401   404    404    404    404    404    404    ok     404
  another by_embed            401      401   404    404    404    404    404    404    ok     404
  an_admin                    401      401   404    404    404    404    404    404    ok     404
  nobody                      401      401   404    404    404    404    404    404    404    404
claims_of_users
  himself                     401      401   404    404    ok     404    404    404    ok     404
  himself by_address          401      401   404    404    ok     404    404    404    ok     404
  another                     401      401   404    404    ok     404    404    404    ok     404
  another by_address          401      401   404    404    422    404    404    404    ok     404
  another by_embed            401      401   404    404    422    404    404    404    ok     404
  nobody                      401      401   404    404    422    404    404    404    422    404
  nobody by_address           401      401   404    404    422    404    404    404    422    404

attributes
  -                           401      401   ok     ok     ok     ok     ok     ok     ok     ok
attribute
  editable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  viewable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  hidden                      401      401   ok     ok     ok     ok     ok     ok     ok     ok
  closed                      401      401   404    404    ok     404    404    404    ok     404
  reserved                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  no_attribute                401      401   404    404    404    404    404    404    404    404
update_attribute
  editable                    401      401   404    404    ok     404    404    404    ok     404
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  reserved                    401      401   404    404    422    404    404    404    422    404
  no_attribute                401      401   404    404    404    404    404    404    404    404

values
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  full_name                   401      401   404    404    ok     404    404    404    ok     404
  address                     401      401   404    404    403    404    404    404    ok     404
  identity                    401      401   404    404    403    404    404    404    ok     404
  no_attribute                401      401   404    404    422    404    404    404    422    404
group_values
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  no_attribute                401      401   404    404    422    404    404    404    422    404
memberships
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   422    ok     ok     ok     422    422    ok     422
  an_admin                    401      401   422    ok     ok     ok     422    422    ok     422
  nobody                      401      401   422    ok     ok     ok     422    422    ok     422
  his_group                   401      401   ok     ok     ok     ok     ok     ok     ok     ok
  a_group                     401      401   422    ok     ok     ok     422    422    ok     422
  no_group                    401      401   422    422    422    422    422    422    422    422
values_counts
  -                           401      401   404    404    ok     404    404    404    ok     404
values_summary
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  full_name                   401      401   404    404    ok     404    404    404    ok     404
  address                     401      401   404    404    403    404    404    404    ok     404
  identity                    401      401   404    404    403    404    404    404    ok     404
  no_attribute                401      401   404    404    422    404    404    404    422    404
values_csv
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  full_name                   401      401   404    404    ok     404    404    404    ok     404
  address                     401      401   404    404    403    404    404    404    ok     404
  identity                    401      401   404    404    403    404    404    404    ok     404
  no_attribute                401      401   404    404    422    404    404    404    422    404
values_ndjson
  viewable                    401      401   404    404    ok     404    404    404    ok     404
  hidden                      401      401   404    404    ok     404    404    404    ok     404
  closed                      401      401   404    404    ok     404    404    404    ok     404
  full_name                   401      401   404    404    ok     404    404    404    ok     404
  address                     401      401   404    404    403    404    404    404    ok     404
  identity                    401      401   404    404    403    404    404    404    ok     404
  no_attribute                401      401   404    404    422    404    404    404    422    404

history
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   422    422    ok     ok     ok     422    ok     422
  an_admin                    401      401   422    422    ok     ok     ok     422    ok     422
  nobody                      401      401   422    422    ok     ok     ok     422    ok     422
  viewable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  hidden                      401      401   ok     ok     ok     ok     ok     ok     ok     ok
  closed                      401      401   422    422    ok     422    422    422    ok     422
  no_attribute                401      401   422    422    ok     422    422    422    ok     422
history_csv
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   422    422    ok     ok     ok     422    ok     422
  an_admin                    401      401   422    422    ok     ok     ok     422    ok     422
  nobody                      401      401   422    422    ok     ok     ok     422    ok     422
  viewable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  hidden                      401      401   ok     ok     ok     ok     ok     ok     ok     ok
  closed                      401      401   422    422    ok     422    422    422    ok     422
  no_attribute                401      401   422    422    ok     422    422    422    ok     422
history_ndjson
  himself                     401      401   ok     ok     ok     ok     ok     ok     ok     ok
  another                     401      401   422    422    ok     ok     ok     422    ok     422
  an_admin                    401      401   422    422    ok     ok     ok     422    ok     422
  nobody                      401      401   422    422    ok     ok     ok     422    ok     422
  viewable                    401      401   ok     ok     ok     ok     ok     ok     ok     ok
  hidden                      401      401   ok     ok     ok     ok     ok     ok     ok     ok
  closed                      401      401   422    422    ok     422    422    422    ok     422
  no_attribute                401      401   422    422    ok     422    422    422    ok     422

apply_change
  -                           401      401   403    403    ok     403    403    403    ok     403
  himself editable            401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself viewable            401      401   403    403    ok     403    403    403    ok     403
  himself closed              401      401   422    422    ok     422    422    422    ok     422
  another editable            401      401   403    403    ok     403    403    403    ok     403
  his_group viewable          401      401   403    403    ok     403    403    403    ok     403
  his_group another           401      401   403    403    403    ok     403    403    ok     403
all_changes
  -                           401      401   ok     ok     ok     ok     ok     ok     ok     ok
change
  a_change                    401      401   404    404    ok     404    404    404    ok     404
change_result
  a_change                    401      401   404    404    ok     404    404    404    ok     404
change_effects
  a_change                    401      401   404    404    ok     404    404    404    ok     404
undo_change
  a_change                    401      401   404    404    ok     404    404    404    ok     404
  a_group_change              401      401   404    404    403    404    404    404    ok     404
delete_user_value
  himself editable held       401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself editable            401      401   404    404    404    404    404    404    404    404
  himself viewable held       401      401   403    403    ok     403    403    403    ok     403
  himself closed held         401      401   404    404    ok     404    404    404    ok     404
  himself reserved            401      401   403    403    403    403    403    403    403    403
  himself no_attribute        401      401   404    404    404    404    404    404    404    404
  another editable held       401      401   403    403    ok     403    403    403    ok     403
  nobody editable             401      401   403    403    404    403    403    403    404    403
set_user_value
  himself editable            401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself by_address editable 401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself hidden              401      401   ok     ok     ok     ok     ok     ok     ok     ok
  himself viewable            401      401   403    403    ok     403    403    403    ok     403
  himself closed              401      401   404    404    ok     404    404    404    ok     404
  himself reserved            401      401   403    403    403    403    403    403    403    403
  himself no_attribute        401      401   404    404    404    404    404    404    404    404
  another editable            401      401   403    403    ok     403    403    403    ok     403
  another by_address editable 401      401   404    403    404    404    404    404    ok     404
  another by_embed editable   401      401   404    403    404    404    404    404    ok     404
  another viewable            401      401   403    403    ok     403    403    403    ok     403
  another closed              401      401   404    404    ok     404    404    404    ok     404
  an_admin editable           401      401   403    403    ok     403    403    403    ok     403
  nobody editable             401      401   403    403    404    403    403    403    404    403
  nobody by_address editable  401      401   404    403    404    404    404    404    404    404

events
  -                           401      401   404    404    ok     404    404    404    ok     404

all_sign_in_providers
  -                           401      401   404    404    404    404    404    404    ok     404
sign_in_provider update_sign_in_provider delete_sign_in_provider
  a_provider                  401      401   404    404    404    404    404    404    ok     404
  no_provider                 401      401   404    404    404    404    404    404    404    404
create_sign_in_provider
  no_provider                 401      401   404    404    404    404    404    404    ok     404
  a_provider                  401      401   404    404    404    404    404    404    409    404

attrium_api_spec
  -                           ok       ok    ok     ok     ok     ok     ok     ok     ok     ok
`
