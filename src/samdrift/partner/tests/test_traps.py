# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each trap of the real Table API that the desk reproduces, one test each; a bridge that passes here has met them."""

import re

from .conftest import USER


def test_an_unknown_field_in_a_query_is_ignored_and_more_rows_come_back(api):
    api.create(short_description="one")
    api.create(short_description="two")
    assert len(api.rows("short_description=one")) == 1
    assert len(api.rows("u_no_such_field=x^short_description=one")) == 1
    assert len(api.rows("u_no_such_field=x")) == 2


def test_unknown_fields_asked_for_are_left_out_of_the_answer(api):
    api.create(short_description="one")
    assert api.rows("", sysparm_fields="short_description,u_no_such_field") == [{"short_description": "one"}]


def test_unknown_and_system_fields_written_are_ignored(api):
    made = api.create(short_description="one", u_no_such_field="x", sys_mod_count="99", sys_id="0" * 32, priority="1")
    assert "u_no_such_field" not in made
    assert (made["sys_mod_count"], made["priority"]) == ("0", "5")
    assert re.fullmatch("[0-9a-f]{32}", made["sys_id"])
    assert made["sys_id"] != "0" * 32


def test_version_1_says_not_found_for_an_empty_list_and_version_2_says_an_empty_list(api):
    assert api.ask("GET", "v1/table/incident").status_code == 404
    for version in ("", "v2/"):
        answer = api.ask("GET", f"{version}table/incident")
        assert (answer.status_code, answer.json()) == (200, {"result": []})


def test_a_comment_written_answers_empty_and_is_found_in_the_journal_only(api):
    made = api.create(short_description="one")
    answer = api.change(made["sys_id"], comments="For the customer", work_notes="For us").json()["result"]
    assert (answer["comments"], answer["work_notes"]) == ("", "")
    entries = api.rows(f"element_id={made['sys_id']}", table="sys_journal_field")
    assert {(row["element"], row["value"], row["sys_created_by"]) for row in entries} == {
        ("comments", "For the customer", USER),
        ("work_notes", "For us", USER),
    }


def test_times_have_whole_seconds_and_rows_share_them(api):
    times = [api.create(short_description=str(number))["sys_updated_on"] for number in range(30)]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", time) for time in times)
    assert len(set(times)) < len(times)


def test_stored_times_are_utc_and_display_values_are_in_the_desks_zone(api):
    made = api.create(short_description="one")
    both = api.rows("", sysparm_display_value="all", sysparm_fields="sys_created_on")[0]["sys_created_on"]
    assert both["value"] == made["sys_created_on"]
    assert both["display_value"] != both["value"]


def test_a_write_as_the_caller_takes_the_ticket_off_hold(api):
    me = api.rows(f"user_name={USER}", table="sys_user")[0]["sys_id"]
    as_caller = api.create(short_description="mine", caller_id=me, state="3", hold_reason="1")
    as_another = api.create(short_description="not mine", state="3", hold_reason="1")
    changed = api.change(as_caller["sys_id"], comments="Any news?").json()["result"]
    assert (changed["state"], changed["hold_reason"]) == ("2", "")
    assert api.change(as_another["sys_id"], comments="Any news?").json()["result"]["state"] == "3"


def test_a_work_note_as_the_caller_leaves_it_on_hold(api):
    me = api.rows(f"user_name={USER}", table="sys_user")[0]["sys_id"]
    made = api.create(short_description="mine", caller_id=me, state="3")
    assert api.change(made["sys_id"], work_notes="Note").json()["result"]["state"] == "3"


def test_resolving_without_code_and_notes_breaks_the_data_policy_and_changes_nothing(api):
    made = api.create(short_description="one")
    refused = api.change(made["sys_id"], state="6", comments="Done")
    assert refused.status_code == 403
    assert refused.json() == {
        "error": {
            "message": "Operation Failed",
            "detail": "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes",
        },
        "status": "failure",
    }
    assert api.read(made["sys_id"])["state"] == "1"
    assert api.rows("", table="sys_journal_field") == []


def test_resolving_with_code_and_notes_tells_who_and_when(api):
    made = api.create(short_description="one")
    done = api.change(made["sys_id"], state="6", close_code="Solution provided", close_notes="New fibre").json()[
        "result"
    ]
    assert (done["state"], done["incident_state"], done["active"]) == ("6", "6", "true")
    assert done["resolved_at"] == done["sys_updated_on"]
    reopened = api.change(made["sys_id"], state="2").json()["result"]
    assert (reopened["reopen_count"], reopened["resolved_at"]) == ("1", "")


def test_a_deleted_ticket_vanishes_without_a_word(api):
    made = api.create(short_description="one", comments="x")
    assert api.ask("DELETE", f"table/incident/{made['sys_id']}").status_code == 204
    assert api.rows("") == []
    assert api.rows("", table="sys_journal_field") == []
    assert api.ask("GET", f"table/incident/{made['sys_id']}").json()["error"]["message"] == "No Record found"


def test_a_write_that_changes_nothing_leaves_no_trace(api):
    made = api.create(short_description="one")
    assert api.change(made["sys_id"], short_description="one").json()["result"]["sys_mod_count"] == "0"
    assert api.change(made["sys_id"], comments="Hi").json()["result"]["sys_mod_count"] == "1"


def test_a_long_short_description_is_cut_in_silence(api):
    assert api.create(short_description="x" * 200)["short_description"] == "x" * 160
