"""A sending that would change too much is held, and an approval is good for exactly that, once."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from checks.errors import ExitCode
from checks.example.changes import as_files
from checks.example.district import district, school_year
from dde_tui.process.events import EventKind
from dde_tui.workspace.settings import change_settings
from support.changed_sets import students, without, without_school

SCHOOL = "057950102"
TEXT = "Lincoln closed in June"


@pytest.fixture
def rows():
    return district(year=school_year(datetime.now(UTC).date()))


@pytest.fixture
def sent(dde, connected, put, tmp_path, rows):
    """The full set was sent."""
    assert dde("send", put(tmp_path / "full", as_files(rows)), workspace=connected).code == 0
    return connected


@pytest.fixture
def send(dde, sent, put, tmp_path):
    """Sends rows with these flags."""
    number = iter(range(100))

    def call(rows, *flags, **how):
        return dde(
            "send", put(tmp_path / f"set{next(number)}", as_files(rows)), *flags, workspace=sent, **how
        )

    return call


def events(workspace, kind):
    return [event for event in workspace.journal.events() if event.kind is kind]


def test_a_cut_export_is_held_and_nothing_is_sent(send, sent, rows, arrived):
    before = arrived()
    said = send(without(rows, students(rows)[60:]), "--json")
    data = said.json
    assert said.code == ExitCode.HELD
    assert data["outcome"] == "held"
    assert data["submission"] is None
    assert data["hold"]["causes"][0] == {"cause": "export-cut", "school": None, "count": 176}
    assert arrived() == before
    (held,) = events(sent, EventKind.HELD)
    assert datetime.fromisoformat(data["hold"]["since"]) == held.at
    assert held.data["removed"] == 176


def test_the_text_says_what_why_and_what_to_do(send, rows):
    out = send(without_school(rows, SCHOOL)).out
    assert "Held: nothing was sent" in out
    assert f"School {SCHOOL} is missing in the files, with its 79 students." in out
    assert "4 teacher accounts would be switched off." in out
    assert "dde approve --because" in out


def test_the_same_hold_is_recorded_once_and_since_stays(send, sent, rows):
    cut = without_school(rows, SCHOOL)
    since = [send(cut, "--json").json["hold"]["since"] for _ in range(2)]
    assert since[0] == since[1]
    assert len(events(sent, EventKind.HELD)) == 1


def test_a_dry_run_says_it_would_be_held_and_records_nothing(send, sent, rows):
    before = sent.journal.events()
    said = send(without_school(rows, SCHOOL), "--dry-run")
    assert said.code == ExitCode.HELD
    assert "It would be held" in said.out
    assert sent.journal.events() == before


def test_yes_approves_what_is_shown_and_records_who_and_why(send, sent, rows):
    said = send(without_school(rows, SCHOOL), "--yes", "--because", TEXT, "--json")
    assert said.code == 0
    assert said.json["outcome"] == "sent"
    (approved,) = events(sent, EventKind.APPROVED)
    assert approved.data["because"] == TEXT
    assert "@" in approved.data["by"]
    assert events(sent, EventKind.SUBMITTED)[-1].data["approved"] == approved.data["hold"]


def test_yes_where_nothing_is_held_approves_nothing(send, sent, rows):
    assert send(without(rows, students(rows)[:1]), "--yes").code == 0
    assert events(sent, EventKind.APPROVED) == []


def test_an_approval_is_good_for_one_sending(send, sent, dde, rows):
    smaller = without_school(rows, SCHOOL)
    assert send(smaller).code == ExitCode.HELD
    approval = dde("approve", "--because", TEXT, "--json", workspace=sent).json
    assert approval["schema"] == "dde-approve/1"
    assert approval["approved"] is True
    assert approval["removed"] == 79 + 4 + 4
    until = datetime.fromisoformat(approval["until"])
    assert timedelta(days=6) < until - datetime.now(UTC) < timedelta(days=8)
    assert send(smaller).code == 0
    assert send(rows).code == 0
    assert send(smaller).code == ExitCode.HELD


def test_one_removal_more_is_held_again_and_the_approval_stays_for_its_set(send, sent, dde, rows):
    smaller = without_school(rows, SCHOOL)
    send(smaller)
    dde("approve", "--because", TEXT, workspace=sent)
    assert send(without(smaller, students(smaller)[:1])).code == ExitCode.HELD
    assert send(smaller).code == 0


def test_fewer_removals_are_covered(send, sent, dde, rows):
    kids = students(rows)
    send(without(rows, kids[:60]))
    dde("approve", workspace=sent)
    assert send(without(rows, kids[:59])).code == 0


def test_an_approved_set_is_what_the_next_one_is_compared_with(send, rows):
    smaller = without_school(rows, SCHOOL)
    send(smaller, "--yes")
    assert send(without(smaller, students(smaller)[:1])).code == 0


def test_the_limits_do_not_move_by_an_approval(send, sent, rows):
    before = sent.settings_file.read_bytes()
    send(without_school(rows, SCHOOL), "--yes")
    assert sent.settings_file.read_bytes() == before


def test_where_nothing_is_held_there_is_nothing_to_approve(dde, sent):
    said = dde("approve", "--json", workspace=sent)
    assert said.code == 0
    assert said.json["approved"] is False
    assert events(sent, EventKind.APPROVED) == []


def test_a_hold_whose_file_is_lost_is_told_and_can_be_held_anew(send, sent, dde, rows):
    smaller = without_school(rows, SCHOOL)
    send(smaller)
    (kept,) = (sent.state / "nightly" / "holds").iterdir()
    kept.unlink()
    said = dde("approve", workspace=sent)
    assert said.code == ExitCode.USAGE
    assert "Send again" in said.sentence
    send(smaller)
    assert dde("approve", workspace=sent).code == 0


def test_limits_are_settings(send, sent, rows):
    change_settings(sent.settings_file, {"limits.removed": 80, "limits.fewest_groups": 50})
    assert send(without(rows, students(rows)[:60])).code == 0


def test_a_set_that_was_sent_before_snapshots_is_compared_by_its_rows(send, sent, rows):
    for path in (sent.state / "nightly" / "snapshots").iterdir():
        path.unlink()
    assert send(without(rows, students(rows)[60:])).code == ExitCode.HELD


def test_the_list_of_who_is_on_a_terminal_only(send, rows):
    kids = students(rows)[:60]
    smaller = without(rows, kids)
    assert kids[0] not in send(smaller).out
    assert kids[0] in send(smaller, terminal=True).out
    shown = send(smaller, "--show-values").out
    assert [kid for kid in kids if kid not in shown] == []


def test_the_list_comes_from_a_copy_where_one_is_kept(dde, connected, put, tmp_path, rows, securestor):
    change_settings(connected.settings_file, {"send.copies": 1})
    dde("send", put(tmp_path / "full", as_files(rows)), workspace=connected)
    securestor.stop()
    kids = students(rows)[:60]
    smaller = put(tmp_path / "smaller", as_files(without(rows, kids)))
    assert kids[0] in dde("send", smaller, "--show-values", workspace=connected).out


def test_a_canary_is_kept_as_a_hash_and_missed(send, sent, rows):
    change_settings(sent.settings_file, {"limits.canaries": (f"orgs.csv {SCHOOL}",)})
    assert send(rows).code == 0
    assert SCHOOL not in sent.settings_file.read_text()
    assert "hash:" in sent.settings_file.read_text()
    change_settings(sent.settings_file, {"limits.removed": 100})
    said = send(without_school(rows, SCHOOL), "--json")
    assert said.code == ExitCode.HELD
    assert "canary-missing" in [each["cause"] for each in said.json["hold"]["causes"]]


def test_nothing_of_a_student_is_kept_with_a_hold(send, sent, rows, secrets_of_the_district):
    send(without_school(rows, SCHOOL))
    ids = [row["sourcedId"] for row in rows["users.csv"]]
    kept = [path.read_bytes() for path in sent.state.rglob("*") if path.is_file()]
    found = [value for value in (*secrets_of_the_district, *ids) for data in kept if value.encode() in data]
    assert found == []
    (held,) = events(sent, EventKind.HELD)
    assert json.dumps(dict(held.data))
