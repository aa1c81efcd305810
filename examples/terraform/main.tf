# User attributes as code, with the provider hirosassa/looker: an attribute, a group with a value, a user in it
# with a value of their own.
#
#   export LOOKER_API_BASE_URL=http://127.0.0.1:19999
#   export LOOKER_API_CLIENT_ID=… LOOKER_API_CLIENT_SECRET=…   (from looker.ini)
#   terraform init && terraform apply

terraform {
  required_providers {
    looker = { source = "hirosassa/looker" }
  }
}

resource "looker_user_attribute" "region" {
  name          = "region"
  label         = "Region"
  type          = "string"
  default_value = "none"
}

resource "looker_group" "emea" {
  name = "EMEA"
}

resource "looker_user_attribute_group_value" "emea" {
  group_id          = looker_group.emea.id
  user_attribute_id = looker_user_attribute.region.id
  value             = "EMEA"
}

resource "looker_user" "maya" {
  first_name = "Maya"
  last_name  = "Lindqvist"
  email      = "maya@acme.example"
}

resource "looker_group_membership" "emea" {
  target_group_id = looker_group.emea.id
  user_ids        = [looker_user.maya.id]
}

resource "looker_user_attribute_user_value" "maya" {
  user_id           = looker_user.maya.id
  user_attribute_id = looker_user_attribute.region.id
  value             = "EMEA,AMER"
}

# The provider cannot read a search path; this address returns it, with a token from POST /api/4.0/login.
output "search_path" {
  value = join("", [
    "/api/4.0/users/${looker_user.maya.id}/attribute_values",
    "?all_values=true&user_attribute_ids=${looker_user_attribute.region.id}",
  ])
}
