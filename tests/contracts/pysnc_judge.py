# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Runs ServiceNow's own Python client, unmodified, against a desk and prints what it saw: the judge of how true the emulator is.
Called as: pysnc_judge.py ADDRESS USER PASSWORD, in an environment that has pysnc.
"""

import json
import sys

from pysnc import ServiceNowClient
from pysnc.exceptions import AuthenticationException, RoleException


def main(address: str, user: str, password: str) -> None:
    client = ServiceNowClient(address, (user, password))
    seen = {}
    made = client.GlideRecord("incident")
    made.initialize()
    made.short_description = "From pysnc"
    seen["inserted"] = len(made.insert())
    record = client.GlideRecord("incident")
    seen["got"] = record.get(made.get_value("sys_id"))
    seen["state"] = [record.get_value("state"), record.get_display_value("state")]
    record.state = 2
    record.comments = "Hello"
    seen["updated"] = record.update() == made.get_value("sys_id")
    seen["comments"] = record.get_value("comments")
    journal = client.GlideRecord("sys_journal_field")
    journal.add_query("element_id", made.get_value("sys_id"))
    journal.query()
    seen["journal"] = [[entry.get_value("element"), entry.get_value("value")] for entry in journal]
    for number in range(25):
        row = client.GlideRecord("incident")
        row.initialize()
        row.short_description = f"Row {number}"
        row.correlation_id = "bulk"
        row.insert()
    bulk = client.GlideRecord("incident", batch_size=4)
    bulk.add_query("correlation_id", "bulk")
    bulk.order_by_desc("number")
    bulk.query()
    numbers = [row.get_value("number") for row in bulk]
    seen["paged"] = [bulk.get_row_count(), len(set(numbers)), numbers == sorted(numbers, reverse=True)]
    either = client.GlideRecord("incident")
    either.add_query("short_description", "Row 1").add_or_condition("short_description", "Row 2")
    either.query()
    seen["either"] = either.get_row_count()
    record.state = 6
    try:
        record.update()
    except RoleException as error:
        seen["policy"] = "Data Policy Exception" in str(error)
    record.close_code, record.close_notes = "Solution provided", "Done"
    record.update()
    seen["resolved"] = record.get_display_value("state")
    seen["deleted"] = record.delete()
    seen["gone"] = not client.GlideRecord("incident").get(made.get_value("sys_id"))
    try:
        ServiceNowClient(address, (user, "wrong")).GlideRecord("incident").get("x")
    except AuthenticationException:
        seen["stranger"] = "refused"
    print(json.dumps(seen))


main(*sys.argv[1:])
