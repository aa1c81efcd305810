"""The same with Looker's Python SDK (pip install looker-sdk).

Usage: python set_a_value.py path/to/looker.ini
"""
import sys
import time

import looker_sdk
from looker_sdk import models40 as models

sdk = looker_sdk.init40(sys.argv[1])

name = f"region_{int(time.time())}"
attribute = sdk.create_user_attribute(
    models.WriteUserAttribute(name=name, label=name, type="string", default_value="none")
)
user = sdk.create_user(models.WriteUser(first_name="Maya", last_name="Lindqvist"))

row = sdk.set_user_attribute_user_value(
    user.id, attribute.id, models.WriteUserAttributeWithValue(value="EMEA")
)
print(row.value, row.source)

sdk.delete_user_attribute_user_value(user.id, attribute.id)
row = sdk.user_attribute_user_values(
    user.id, user_attribute_ids=models.DelimSequence([attribute.id])
)[0]
print(row.value, row.source)

sdk.delete_user(user.id)
sdk.delete_user_attribute(attribute.id)
sdk.logout()
