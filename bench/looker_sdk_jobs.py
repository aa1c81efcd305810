"""The daily jobs of docs/guides/README.md with Looker's own SDK, as far as it has calls for them.

Usage: looker_sdk_jobs.py STAGING.ini PRODUCTION.ini
Prints a JSON object: by the number of the job its lines, calls and seconds.
"""

import inspect
import json
import sys
import time

import looker_sdk
from looker_sdk import models40 as models
from looker_sdk.rtl import serialize

# Without these lines each call makes the next one slower: see examples/python.
serialize.converter40.register_structure_hook_factory(
    serialize.is_sequence, serialize.list_structure_factory
)
serialize.is_sequence = None


def job_1(sdk, _):
    sdk.create_user_attribute(
        models.WriteUserAttribute(
            name="quarter",
            label="Quarter",
            type="string",
            default_value="none",
            user_can_view=True,
        )
    )


def job_2(sdk, _):
    table = {user.email: "North" for user in sdk.all_users(fields="email") if user.email}
    attributes = sdk.all_user_attributes(fields="id,name,label,type")
    quarter = next(it.id for it in attributes if it.name == "quarter")
    ids = {user.email: user.id for user in sdk.all_users(fields="id,email")}
    for email, value in table.items():
        if email not in ids:
            print(f"{email}: there is no such user", file=sys.stderr)
            continue
        sdk.set_user_attribute_user_value(
            ids[email], quarter, models.WriteUserAttributeWithValue(value=value)
        )


def job_3(sdk, _):
    attributes = sdk.all_user_attributes(fields="id,name,label,type")
    quarter = next(it.id for it in attributes if it.name == "quarter")
    found = []
    for user in sdk.all_users(fields="id,email,display_name"):
        values = sdk.user_attribute_user_values(
            user.id,
            fields="value,source",
            user_attribute_ids=models.DelimSequence([quarter]),
        )
        found += [(user.email, it.value, it.source) for it in values if it.value == "North"]
    return found


def job_4(sdk, _):
    [jonas] = sdk.search_users(email="jonas@acme.example", fields="id")
    attributes = sdk.all_user_attributes(fields="id,name,label,type")
    region = next(it.id for it in attributes if it.name == "region")
    path = sdk.user_attribute_user_values(
        jonas.id,
        all_values=True,
        fields="value,source,rank",
        user_attribute_ids=models.DelimSequence([region]),
    )
    return [(it.source, it.value, it.rank) for it in path]


def job_9(sdk, production):
    there = {group.name: group.id for group in production.all_groups(fields="id,name")}
    here = {group.id: group.name for group in sdk.all_groups(fields="id,name")}
    for name in here.values():
        if name not in there:
            there[name] = production.create_group(models.WriteGroup(name=name)).id
    for group_id, name in here.items():
        inside = {it.id for it in production.all_group_groups(there[name], fields="id")}
        for child in sdk.all_group_groups(group_id, fields="name"):
            if there[child.name] not in inside:
                production.add_group_group(
                    there[name], models.GroupIdForGroupInclusion(group_id=there[child.name])
                )
    known = {it.name: it.id for it in production.all_user_attributes(fields="id,name,label,type")}
    for attribute in sdk.all_user_attributes():
        if attribute.is_system:
            continue
        body = models.WriteUserAttribute(
            name=attribute.name,
            label=attribute.label,
            type=attribute.type,
            default_value=None if attribute.value_is_hidden else attribute.default_value,
            value_is_hidden=attribute.value_is_hidden,
            user_can_view=attribute.user_can_view,
            user_can_edit=attribute.user_can_edit,
            hidden_value_domain_whitelist=attribute.hidden_value_domain_whitelist,
        )
        if attribute.name in known:
            made = production.update_user_attribute(known[attribute.name], body).id
        else:
            made = production.create_user_attribute(body).id
        values = sdk.all_user_attribute_group_values(attribute.id)
        production.set_user_attribute_group_values(
            made,
            [
                models.UserAttributeGroupValue(
                    group_id=there[here[it.group_id]],
                    value="typed again" if attribute.value_is_hidden else it.value,
                )
                for it in sorted(values, key=lambda it: it.rank)
            ],
        )


def job_10(sdk, _):
    [ana] = sdk.search_users(email="ana@acme.example", fields="id")
    old = sdk.all_user_credentials_api3s(ana.id, fields="id")
    made = sdk.create_user_credentials_api3(ana.id)
    with open("ana.ini", "w", encoding="utf-8") as file:
        file.write(f"client_id={made.client_id}\nclient_secret={made.client_secret}\n")
    for key in old:
        sdk.delete_user_credentials_api3(ana.id, key.id)


def job_11(sdk, _):
    user = sdk.create_user(models.WriteUser(first_name="Nils", last_name="Berg"))
    sdk.create_user_credentials_email(
        user.id, models.WriteCredentialsEmail(email="nils@acme.example")
    )
    [emea] = sdk.search_groups(name="EMEA", fields="id")
    sdk.add_group_user(emea.id, models.GroupIdForGroupUserInclusion(user_id=user.id))
    values = sdk.user_attribute_user_values(user.id, fields="name,value,source")
    return [(it.name, it.value, it.source) for it in values]


def job_12(sdk, _):
    hidden = [it for it in sdk.all_user_attributes() if it.value_is_hidden]
    for attribute in hidden:
        sdk.all_user_attribute_group_values(attribute.id, fields="group_id,rank")
    found = []
    for user in sdk.all_users(fields="id,email"):
        values = sdk.user_attribute_user_values(
            user.id,
            fields="name,source",
            user_attribute_ids=models.DelimSequence([it.id for it in hidden]),
        )
        found += [(user.email, it.name) for it in values if it.source == "User Setting"]
    return found


def counted(sdk, count):
    request = sdk.transport.request

    def counting(method, path, *given, **named):
        if not path.endswith("/login"):
            count[0] += 1
        return request(method, path, *given, **named)

    sdk.transport.request = counting
    return sdk


def main():
    count = [0]
    staging, production = (
        counted(looker_sdk.init40(config_file=file), count) for file in sys.argv[1:3]
    )
    found = {}
    for name, job in list(globals().items()):
        if not name.startswith("job_"):
            continue
        count[0] = 0
        began = time.monotonic()
        job(staging, production)
        seconds = time.monotonic() - began
        lines = [it for it in inspect.getsource(job).splitlines() if it.strip() != ""]
        found[name[4:]] = {"lines": len(lines), "calls": count[0], "seconds": seconds}
    print(json.dumps(found))


main()
