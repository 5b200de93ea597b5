"""CLI's answers, by hand and from the exchange folder: each counts once and none can harm."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from checks.errors import ExitCode
from dde_tui.actions.process.status import status
from dde_tui.feedback.folder import Review
from dde_tui.helpcenter.answer import answer
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder


@pytest.fixture
def theirs(connected, securestor):
    """The district's folder as the Help Center sees it on its own disk."""
    return LocalFolder(securestor.root / "district")


@pytest.fixture
def says(theirs):
    """Writes an answer of the Help Center, now."""

    def write(kind, **words):
        return answer(theirs, Review(EventKind(kind), datetime.now(UTC), **words))

    return write


@pytest.fixture
def sent(connected):
    """The connected workspace, after the sending that `REVIEW` is about."""
    sent_at = datetime(2026, 9, 14, 14, tzinfo=UTC)
    connected.journal.append(EventKind.SUBMITTED, {"submission": REVIEW["submission"]}, sent_at)
    return connected


def kinds(workspace):
    return [str(event.kind) for event in workspace.journal.events()]


def steps(workspace):
    found = status(workspace, datetime.now(UTC)).steps
    return {step.id: (str(step.state), step.round) for step in found}


def put_review(securestor, content, name="20260914T150000Z-returned-initial.json"):
    path = securestor.root / "district" / "dde" / "reviews" / name
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


REVIEW = {
    "schema": "dde-review/1",
    "kind": "returned",
    "at": "2026-09-14T15:00:00+00:00",
    "by": "Pat",
    "text": "Please look again.",
    "review": "initial",
    "submission": "20260914T140000Z-00000000",
    "findings": [],
}


def test_what_is_recorded_moves_the_steps(dde, workspace):
    moves = [
        ("answered", "confirm", ("yours", 1)),
        ("folder-ready", "initial-review", ("yours", 1)),
        ("returned", "initial-review", ("returned", 2)),
        ("accepted", "quality-review", ("waiting", 1)),
        ("returned", "quality-review", ("returned", 2)),
        ("accepted", "preparation", ("waiting", 1)),
        ("prepared", "production", ("waiting", 1)),
        ("live", "production", ("done", 1)),
    ]
    for kind, step, state in moves:
        said = dde("feedback", "record", kind, "--yes", "--json", workspace=workspace)
        assert said.code == 0
        assert said.json["answers"][0]["kind"] == kind
        assert steps(workspace)[step] == state, kind
    assert kinds(workspace) == [kind for kind, _, _ in moves]


def test_time_text_and_review_are_kept(dde, workspace):
    flags = ["--at", "2026-09-15T09:00", "--text", " Birth dates are missing. ", "--review", "quality"]
    data = dde("feedback", "record", "returned", *flags, "--yes", "--json", workspace=workspace).json
    assert data["schema"] == "dde-feedback/1"
    (recorded,) = data["answers"]
    assert data["held"] == []
    assert datetime.fromisoformat(recorded.pop("at")) == datetime(2026, 9, 15, 14, tzinfo=UTC)
    assert len(recorded["id"]) == 8
    assert recorded == {
        "id": recorded["id"],
        "kind": "returned",
        "review": "quality",
        "submission": None,
        "text": "Birth dates are missing.",
        "findings": [],
        "source": "hand",
        "authenticated": True,
        "withdrawn": False,
    }
    (listed,) = dde("feedback", "list", "--json", workspace=workspace).json["answers"]
    assert listed.pop("at")
    assert listed == recorded


def test_cli_s_words_can_come_from_standard_input(dde, workspace):
    said = dde(
        "feedback",
        "record",
        "returned",
        "--yes",
        "--text",
        "-",
        piped="Two lines,\none answer\n",
        workspace=workspace,
    )
    assert said.code == 0
    assert workspace.journal.events()[0].data["text"] == "Two lines,\none answer"


def test_standard_input_that_is_no_text_records_nothing(process, workspace):
    words = ("feedback", "record", "returned", "--text", "-")
    said = process(*words, cwd=workspace.path, stdin=b"\xff\xfe\x00\xd8", PYTHONIOENCODING="utf-8:strict")
    assert said.code == ExitCode.USAGE
    assert "Standard input is not text." in said.err
    assert workspace.journal.events() == []


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["accepted", "--at", "2999-01-01T00:00"], "is in the future"),
        (["accepted", "--at", "9999-12-31T23:59"], "is not a valid time"),
        (["accepted", "--at", "tomorrow"], "is not a valid time"),
        (["prepared", "--review", "quality"], "Only a return or an acceptance has a review"),
        (["returned", "--text", "x" * 20_001], "20,000 are kept at most"),
    ],
)
def test_what_cannot_be_records_nothing(dde, workspace, flags, words):
    said = dde("feedback", "record", *flags, workspace=workspace)
    assert said.code == ExitCode.USAGE
    assert words in said.err
    assert workspace.journal.events() == []


def test_the_list_is_oldest_first_and_says_when_it_is_empty(dde, workspace):
    assert "No answer from CLI is recorded yet" in dde("feedback", workspace=workspace).out
    dde("feedback", "record", "accepted", "--yes", "--at", "2026-09-16T09:00", workspace=workspace)
    dde("feedback", "record", "answered", "--yes", "--at", "2026-09-15T09:00", workspace=workspace)
    lines = dde("feedback", "list", workspace=workspace).out.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "Tue 15 Sep 2026, 09:00  CLI answered the request",
        "Wed 16 Sep 2026, 09:00  CLI accepted the files",
    ]
    assert len({line.split()[0] for line in lines}) == 2
    assert dde("feedback", workspace=workspace).out.splitlines() == lines


def test_a_long_paragraph_is_shown_whole(dde, workspace):
    paragraph = "Please mend the birth dates of the second campus. " * 40
    dde("feedback", "record", "returned", "--yes", "--text", paragraph, workspace=workspace)
    assert paragraph.strip() in dde("feedback", "list", workspace=workspace).out


def test_a_fetch_takes_each_review_once(dde, connected, clean, says):
    assert dde("send", clean, workspace=connected).code == 0
    says("returned", by="Pat", review="initial", text="Please look again.")
    first = dde("feedback", "fetch", "--json", workspace=connected)
    assert [each["kind"] for each in first.json["answers"]] == ["returned"]
    assert first.json["answers"][0]["source"] == "folder"
    assert first.json["answers"][0]["text"] == "Please look again."
    events = connected.journal.events()
    assert dde("feedback", "fetch", "--json", workspace=connected).json["answers"] == []
    assert dde("feedback", "fetch", workspace=connected).out == "Nothing new.\n"
    assert connected.journal.events() == events
    assert steps(connected)["initial-review"] == ("returned", 2)


def test_several_reviews_are_taken_oldest_first(dde, sent, says):
    said = [
        ("folder-ready", ""),
        ("accepted", "initial"),
        ("accepted", "quality"),
        ("prepared", ""),
        ("live", ""),
    ]
    for kind, review in said:
        says(kind, review=review)
    assert dde("feedback", "fetch", workspace=sent).code == 0
    assert kinds(sent)[2:] == [kind for kind, _ in said]
    assert {state for state, _ in steps(sent).values()} == {"done"}


def test_an_answer_entered_by_hand_and_then_fetched_counts_once(dde, connected, clean, says):
    dde("send", clean, workspace=connected)
    dde("feedback", "record", "returned", "--text", "their e-mail", workspace=connected)
    says("returned", review="initial", text="their review")
    said = dde("feedback", "fetch", workspace=connected)
    assert "their review" in said.out
    assert kinds(connected)[-2:] == ["returned", "comment"]
    assert steps(connected)["initial-review"] == ("returned", 2)
    assert "their review" in dde("feedback", "list", workspace=connected).out


def test_a_fetch_that_comes_late_still_knows_the_round(dde, connected, clean, says):
    dde("send", clean, workspace=connected)
    says("returned", review="initial")
    dde("feedback", "record", "returned", workspace=connected)
    users = (clean / "users.csv").read_bytes()
    (clean / "users.csv").write_bytes(users.replace("Renée".encode(), b"Renata"))
    dde("send", clean, workspace=connected)
    assert dde("feedback", "fetch", workspace=connected).code == 0
    assert kinds(connected).count("returned") == 1
    assert steps(connected)["initial-review"] == ("waiting", 2)


def test_one_record_by_hand_stands_for_one_answer_only(dde, connected, clean, says):
    dde("send", clean, workspace=connected)
    dde("feedback", "record", "accepted", workspace=connected)
    says("accepted", review="initial")
    says("accepted", review="quality")
    assert dde("feedback", "fetch", workspace=connected).code == 0
    assert kinds(connected)[-3:] == ["accepted", "comment", "accepted"]
    assert steps(connected)["quality-review"][0] == "done"


def test_where_answers_come_by_hand_nothing_is_fetched(dde, tmp_path):
    dde("--workspace", tmp_path / "w", "init", "--district", "X")
    said = dde("--workspace", tmp_path / "w", "feedback", "fetch")
    assert said.code == 0
    assert "recorded by hand" in said.out


BROKEN = {
    "no JSON": b"{",
    "binary": bytes(range(256)),
    "deep": b"[" * 200_000,
    "a list": [],
    "another schema": {**REVIEW, "schema": "dde-review/2"},
    "an unknown kind": {**REVIEW, "kind": "burned"},
    "a kind of ours": {**REVIEW, "kind": "submitted"},
    "no kind": {key: value for key, value in REVIEW.items() if key != "kind"},
    "a list as kind": {**REVIEW, "kind": ["returned"]},
    "an unknown review": {**REVIEW, "review": "final"},
    "no zone": {**REVIEW, "at": "2026-09-14T15:00:00"},
    "the last day": {**REVIEW, "at": "9999-12-31T23:59:59-12:00"},
    "the first day": {**REVIEW, "at": "0001-01-01T00:00:00+12:00"},
    "a number as time": {**REVIEW, "at": 20260914},
    "text as findings": {**REVIEW, "findings": "DDE301"},
    "pairs as finding": {**REVIEW, "findings": [[["code", "DDE301"], [1, 2]]]},
    "text as line": {**REVIEW, "findings": [{"code": "DDE301", "line": "91"}]},
    "endless line": json.dumps({**REVIEW, "findings": [{"code": "DDE301", "line": 0}]})
    .replace('"line": 0', '"line": 1e999')
    .encode(),
    "too large": json.dumps({**REVIEW, "text": "x" * 5_000_000}).encode(),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_review_is_a_sentence_and_no_answer(dde, sent, securestor, what):
    path = put_review(securestor, BROKEN[what])
    events = sent.journal.events()
    said = dde("feedback", "fetch", "--json", workspace=sent)
    assert (said.code, said.json["answers"]) == (0, [])
    (held,) = said.json["held"]
    assert (held["kind"], held["at"], held["new"]) == ("unclear", None, True)
    assert held["path"] == f"dde/reviews/{path.name}"
    assert held["why"].startswith("it can't be understood: ")
    assert sent.journal.events() == events
    assert dde("status", workspace=sent).code == 0


def test_a_broken_review_does_not_hold_up_the_others_and_is_told_once(dde, sent, securestor, says):
    put_review(securestor, b"{", "20200101T000000Z-returned.json")
    says("accepted", review="initial")
    said = dde("feedback", "fetch", workspace=sent)
    assert said.code == 0
    first, second = said.out.index("CLI accepted the files"), said.out.index("20200101T000000Z-returned.json")
    assert first < second
    assert kinds(sent)[-1] == "accepted"
    again = dde("feedback", "fetch", workspace=sent)
    assert again.code == 0
    assert again.out.splitlines() == [
        "Nothing new.",
        "1 answer is held since an earlier fetch: see `dde feedback list`.",
    ]
    assert [each["new"] for each in dde("feedback", "fetch", "--json", workspace=sent).json["held"]] == [
        False
    ]
    assert "20200101T000000Z-returned.json" in dde("feedback", "list", workspace=sent).out


def test_a_review_with_more_than_we_know_keeps_only_what_we_know(dde, sent, securestor):
    known = {"code": "DDE301", "severity": "error", "file": "users.csv", "line": 91, "column": "role"}
    finding = {**known, "affected": 1, "message": "role must be a word of the list."}
    foreign = {
        **REVIEW,
        "secret": "Zoë",
        "findings": [{**finding, "value": "Zoë O'Quinn", "row": ["2022-03-14"]}],
    }
    put_review(securestor, foreign)
    said = dde("feedback", "fetch", "--json", workspace=sent)
    assert said.code == 0
    assert said.json["answers"][0]["findings"] == [finding]
    assert b"Quinn" not in (sent.state / "journal.sqlite3").read_bytes()
    assert "DDE301  users.csv:91  role  role must be a word" in dde("feedback", workspace=sent).out


@pytest.mark.parametrize("is_held", [False, True])
def test_nothing_in_a_review_steers_the_terminal(dde, sent, securestor, is_held):
    evil = "\x1b]52;c;cHduZWQ=\x07\x1b[2J\u202egnp\r\b\x00"
    finding = {"code": evil, "file": evil, "line": 1, "column": evil, "message": evil}
    put_review(
        securestor,
        {
            **REVIEW,
            "text": f"{evil}\n{evil}",
            "by": evil,
            "district": evil,
            "submission": evil if is_held else REVIEW["submission"],
            "findings": [finding],
        },
    )
    said = dde("feedback", "fetch", terminal=True, workspace=sent)
    listed = dde("feedback", "list", terminal=True, workspace=sent)
    for text in (said.out + said.err, listed.out + listed.err):
        assert "␛]52;c;cHduZWQ=␇␛[2J<U+202E>gnp" in text
        assert [sign for sign in "\x1b\x07\u202e\r\b\x00" if sign in text] == []


def test_a_file_of_ours_that_is_half_there_is_not_read(dde, connected, securestor):
    put_review(securestor, b"{", ".20260914T150000Z-returned.json.0123456789abcdef.dde-part")
    put_review(securestor, b"notes", "readme.txt")
    assert dde("feedback", "fetch", workspace=connected).out == "Nothing new.\n"


def test_without_the_exchange_folder_there_is_nothing_to_fetch(dde, connected, securestor):
    for path in sorted((securestor.root / "district" / "dde").rglob("*"), reverse=True):
        path.rmdir()
    (securestor.root / "district" / "dde").rmdir()
    assert dde("feedback", "fetch", workspace=connected).out == "Nothing new.\n"


def test_a_server_that_is_gone_is_5(dde, connected, securestor):
    securestor.stop()
    said = dde("feedback", "fetch", workspace=connected)
    assert said.code == ExitCode.TRANSFER


def test_a_review_says_the_same_when_it_is_read_as_it_was_written(theirs, says):
    written = says("returned", by="Pat", text="Nguyễn", review="quality", submission="x")
    data = json.loads(theirs.read(written.path))
    assert data["schema"] == "dde-review/1"
    assert isinstance(written, Review)
    assert datetime.fromisoformat(data["at"]) - written.at == timedelta(0)
    assert theirs.read(written.path).isascii()


def test_an_answer_fetched_and_then_entered_by_hand_counts_once(dde, workspace):
    from dde_tui.process.events import EventKind

    fetched = {"answer": "dde/reviews/1.json", "review": "initial", "source": "folder"}
    workspace.journal.append(EventKind.ACCEPTED, fetched)
    said = dde("feedback", "record", "accepted", "--yes", workspace=workspace)
    assert said.code == 0
    assert "was already fetched" in said.out
    steps = {step["id"]: step["state"] for step in dde("status", "--json", workspace=workspace).json["steps"]}
    assert steps["quality-review"] == "waiting"
    assert (
        dde("feedback", "record", "accepted", "--review", "quality", "--yes", workspace=workspace).code == 0
    )
    steps = {step["id"]: step["state"] for step in dde("status", "--json", workspace=workspace).json["steps"]}
    assert steps["quality-review"] == "done"
