"""The check as a whole: exact counts, chosen rules, progress, batches, and no fault but one for people."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.engine import run
from checks.engine.run import check
from checks.errors import CancelledError, DdeError, SourceError, UnknownCodeError
from checks.example.changes import AddRow, Bytes, Cell, RenameFile, as_files, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.input import decoding
from checks.input.source import FileSet, SourceFile, open_file_set
from checks.job import Job
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from support import fuzz

NAMES = [spec.name for spec in load_profile().files]


@pytest.fixture
def in_pieces(monkeypatch):
    """Lets files be read in pieces of so many bytes."""

    def cut(size):
        monkeypatch.setattr(run, "PIECE", size)
        monkeypatch.setattr(decoding, "_HEAD", 16)

    return cut


def many_students(count, **values):
    return [
        AddRow("users.csv", 3, {"sourcedId": f"X{number}", "username": f"x{number}", **values})
        for number in range(count)
    ]


def test_counts_are_exact_while_places_are_bounded(check_files):
    files = changed(tiny(), many_students(50, role="pupil"))
    report = check_files(files, limit=7)
    rule = report.rules["DDE301"]
    assert (rule.count, rule.affected, rule.shown) == (50, 50, 7)
    assert [found.line for found in report.findings] == list(range(5, 12))
    assert report.counts == {"error": 50, "warning": 0, "info": 0}
    assert report.outcome == "not-ready"


def test_a_limit_of_nothing_still_counts(check_files):
    report = check_files(changed(tiny(), many_students(5, role="pupil")), limit=0)
    assert report.findings == ()
    assert report.rules["DDE301"].count == 5
    assert report.outcome == "not-ready"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({}, {"DDE301", "DDE308", "DDE304"}),
        ({"select": ("DDE301",)}, {"DDE301"}),
        ({"select": ("DDE3",), "ignore": ("DDE304",)}, {"DDE301", "DDE308"}),
        ({"ignore": ("DDE3",)}, set()),
        ({"review": "initial"}, {"DDE301"}),
        ({"review": "quality"}, {"DDE304", "DDE308"}),
        ({"select": ("value-not-in-list",)}, {"DDE301"}),
    ],
)
def test_only_the_chosen_rules_are_checked_and_the_report_says_so(check_files, options, codes):
    changes = [
        Cell("classes.csv", 2, "grades", "K"),
        Cell("users.csv", 3, "email", "nobody"),
        Cell("orgs.csv", 3, "type", "School"),
    ]
    report = check_files(changed(tiny(), changes), **options)
    assert {found.code for found in report.findings} == codes
    assert report.partial == bool(options)
    assert report.outcome == ("not-ready" if "DDE301" in codes else "ready")
    assert report.forecast["students"] == 2


@pytest.mark.parametrize("options", [{"select": ("DDE9",)}, {"ignore": ("nothing",)}])
def test_a_code_that_no_rule_has_is_an_error(check_files, options):
    with pytest.raises(UnknownCodeError):
        check_files(changed(tiny(), ()), **options)


def test_fails_on_says_what_makes_the_exit_code(check_files):
    warned = check_files(changed(tiny(), [Cell("users.csv", 3, "email", "nobody")]))
    assert [warned.fails(on) for on in ("error", "warning", "never")] == [False, True, False]
    wrong = check_files(changed(tiny(), [Cell("users.csv", 2, "role", "Teacher")]))
    assert [wrong.fails(on) for on in ("error", "warning", "never")] == [True, True, False]


def test_the_report_names_what_was_read(check_files):
    files = changed(tiny(), ())
    report = check_files(files)
    assert [file.file for file in report.files] == NAMES
    users = next(file for file in report.files if file.file == "users.csv")
    assert (users.rows, users.bytes) == (3, len(files["users.csv"]))
    assert (report.profile, report.path) == ("cli-engage", "set")


def test_without_the_files_it_needs_there_is_no_forecast(check_files):
    assert check_files(changed(tiny(), [RenameFile("classes.csv", "")])).forecast == {}


def test_progress_only_grows_and_ends_at_the_total(check_files, in_pieces):
    in_pieces(64)
    files = changed(tiny(), many_students(20))
    steps = []
    check_files(files, job=Job(progress=steps.append))
    total = sum(map(len, files.values()))
    assert {step.total for step in steps} == {total}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].rows) == (total, sum(data.count(b"\n") - 1 for data in files.values()))
    assert steps[0].file == "manifest.csv"
    assert len(steps) > 2 * len(files)


def test_a_check_that_is_cancelled_stops_wherever_it_is(check_files, in_pieces):
    in_pieces(32)
    files = {name: changed(tiny(), ())[name] for name in ("orgs.csv", "users.csv")}
    asked = []

    def cancelled(after):
        asked.append(None)
        return len(asked) > after

    check_files(files, job=Job(cancelled=lambda: cancelled(1_000_000)))
    for turn in range(len(asked)):
        asked.clear()
        with pytest.raises(CancelledError) as caught:
            check_files(files, job=Job(cancelled=lambda: cancelled(turn)))  # noqa: B023
        assert caught.value.exit_code == 130


SMALL = changed(tiny(), many_students(9, role="pupil"))
DISTRICT = with_mistakes(district(), planted(district()))


@pytest.mark.parametrize(("files", "piece"), [(SMALL, 1), (SMALL, 30), (DISTRICT, 5_000)])
def test_the_size_of_a_piece_makes_no_difference(check_files, in_pieces, files, piece):
    files = dict(files)
    files["users.csv"] += b'X1,,,true,"0\n1", pupil ,x,,,,,,no,,,, K,\n\nX2,,"\nX3,,,\n'
    whole = check_files(files)
    in_pieces(piece)
    assert check_files(files) == whole
    assert whole.findings


def test_a_file_name_in_the_wrong_letter_case_is_one_finding_and_its_rows_are_checked(check_files, places):
    changes = [RenameFile("users.csv", "Users.CSV"), Cell("users.csv", 2, "role", "Teacher")]
    assert places(check_files(changed(tiny(), changes))) == [
        ("DDE102", "users.csv", None, None),
        ("DDE301", "users.csv", 2, "role"),
    ]


def test_a_misspelled_header_is_one_finding_and_its_values_are_checked(check_files, places):
    changes = [Cell("users.csv", 2, "email", "nobody"), Bytes("users.csv", b",email,", b",E-Mail,")]
    assert places(check_files(changed(tiny(), changes))) == [
        ("DDE212", "users.csv", 1, "email"),
        ("DDE308", "users.csv", 2, "email"),
    ]


def test_a_misspelled_header_that_is_a_key_costs_no_reference(check_files, places):
    files = changed(tiny(), [Bytes("users.csv", b"sourcedId,status", b"SourcedID,status")])
    assert places(check_files(files)) == [("DDE212", "users.csv", 1, "sourcedId")]


def test_columns_in_another_order_are_read_by_their_names(check_files, places):
    rows = tiny()
    rows["users.csv"] = [dict(reversed(row.items())) for row in rows["users.csv"]]
    report = check_files(
        changed(rows, [Cell("users.csv", 3, "role", "pupil"), Cell("users.csv", 3, "email", " x@y.z")])
    )
    assert places(report) == [
        ("DDE214", "users.csv", 1, "password"),
        ("DDE301", "users.csv", 3, "role"),
        ("DDE307", "users.csv", 3, "email"),
    ]


def test_a_file_inside_a_folder_counts_after_one_at_the_root(check_files, places):
    files = changed(tiny(), ())
    files["old/users.csv"] = files["users.csv"].replace(b"student", b"pupil")
    assert places(check_files(files)) == [("DDE108", "users.csv", None, None)]


def test_a_file_that_can_not_be_read_stops_the_check():
    def refuse():
        raise SourceError("users.csv can't be read.")

    source = FileSet(Path("set"), (SourceFile("users.csv", 3, refuse),))
    with pytest.raises(SourceError):
        check(source, load_profile(), today=date(2026, 9, 1))


def test_a_set_that_comes_from_a_folder_has_the_same_report(tmp_path, check_files):
    for name, data in DISTRICT.items():
        (tmp_path / name).write_bytes(data)
    report = check(open_file_set(tmp_path), load_profile(), today=date(2026, 9, 1))
    held = check_files(DISTRICT)
    assert (report.findings, report.files, report.rules) == (held.findings, held.files, held.rules)
    assert report.path == str(tmp_path)


def test_an_unsettled_requirement_gives_an_information_at_most(tmp_path, check_files):
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "cli-engage"\nname = "own"\nversion = "1"\ntitle = "Own"\n'
        '[[file]]\nname = "demographics.csv"\nbasis = "unsettled"\n'
        '[[file]]\nname = "users.csv"\ncolumns = [\n'
        '  { name = "identifier", required = true, basis = "unsettled" },\n'
        '  { name = "phone", required = true, basis = "told" },\n]\n',
        "utf-8",
    )
    changes = [
        RenameFile("demographics.csv", ""),
        Cell("manifest.csv", 10, "value", "absent"),
        *(Cell("users.csv", line, "phone", "555") for line in (2, 3, 4)),
        Cell("users.csv", 2, "identifier", ""),
    ]
    report = check_files(changed(tiny(), changes), load_profile(str(own)))
    assert [(f.code, f.severity, f.basis) for f in report.findings] == [
        ("DDE101", "info", "unsettled"),
        ("DDE302", "info", "unsettled"),
    ]
    assert report.counts == {"error": 0, "warning": 0, "info": 2}
    assert report.outcome == "ready"
    report = check_files(
        changed(tiny(), [*changes, Cell("users.csv", 2, "phone", "")]), load_profile(str(own))
    )
    assert report.counts == {"error": 1, "warning": 0, "info": 2}
    assert (report.rules["DDE302"].severity, report.rules["DDE302"].count) == ("error", 2)


def test_every_rule_has_a_place_in_the_engine():
    kinds = {type(rule).__name__ for rule in all_rules().values()}
    assert kinds == {"NamesRule", "FileRule", "CellRule", "SetRule", "CompareRule"}


WORDS = [
    "sourcedId",
    "role",
    "classType",
    "homeroom",
    "student",
    "S1",
    "C1",
    "PK",
    "2022-01-01",
    "99999",
    "true",
    "metadata.x",
    "é",
]
SIGNS = [b",", b"\n", b'"', b"\r", b" ", b";", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf"]
FRAGMENTS = st.sampled_from([*SIGNS, *map(str.encode, WORDS)])
JUNK = st.binary(max_size=40) | st.lists(FRAGMENTS, max_size=30).map(b"".join)
CLEAN = as_files(tiny())


@fuzz.options(120)
@given(st.dictionaries(st.sampled_from([*NAMES, "Users.csv", "a/users.csv", "x.csv"]), JUNK, min_size=1))
def test_no_bytes_at_all_raise_anything_but_an_error_for_people(check_files, files):
    try:
        check_files(files)
    except DdeError:
        return


@fuzz.options(60)
@given(
    st.sampled_from(NAMES),
    st.lists(
        st.tuples(st.integers(0, 10_000), st.integers(0, 3), FRAGMENTS | st.binary(max_size=3)),
        min_size=1,
        max_size=5,
    ),
)
def test_no_damage_to_a_good_file_raises_anything_but_an_error_for_people(check_files, name, cuts):
    data = CLEAN[name]
    for at, length, new in cuts:
        begin = at % (len(data) + 1)
        data = data[:begin] + new + data[begin + length :]
    report = check_files({**CLEAN, name: data})
    last = len(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"").split(b"\n"))
    for found in report.findings:
        assert found.file != name or found.line is None or 1 <= found.line <= last
