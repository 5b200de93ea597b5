"""The review of what lies in the folder: the same checks, and whether it is what was sent."""

import hashlib
from datetime import UTC, date, datetime

import pytest

from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.file_record import FileRecord
from checks.rules.choices import load_profile
from dde_tui.feedback.folder import Receipt
from dde_tui.helpcenter.review import review_files
from dde_tui.process.events import EventKind
from dde_tui.securestor.connection.local_folder import LocalFolder

ROWS = district()
MISTAKES = planted(ROWS)
TODAY = date(2026, 9, 14)


class Counting(LocalFolder):
    """A folder that knows what was read from it."""

    def __init__(self, root):
        super().__init__(root)
        self.reads = []

    def chunks(self, path):
        self.reads.append(path)
        return super().chunks(path)


@pytest.fixture
def holding(tmp_path, put):
    def hold(*stages):
        files = with_mistakes(ROWS, [mistake for mistake in MISTAKES if mistake.stage in stages])
        put(tmp_path, files)
        return Counting(tmp_path), files

    return hold


def receipt_of(files):
    listed = tuple(
        FileRecord(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()
    )
    return Receipt("a", "X ISD", datetime(2026, 9, 14, tzinfo=UTC), 1, listed)


def reviewed(folder, files=None, review="initial"):
    receipt = receipt_of(files) if files else None
    return review_files(folder, receipt, load_profile("cli-engage"), review, TODAY)


def test_files_without_a_fault_are_accepted_in_both_reviews(holding):
    folder, files = holding()
    for review, words in (("initial", "complete"), ("quality", "accurate")):
        verdict = reviewed(folder, files, review)
        assert (verdict.kind, verdict.findings, verdict.changed) == (EventKind.ACCEPTED, (), ())
        assert words in verdict.text


def test_every_error_returns_the_files_and_a_warning_only_in_the_quality_review(holding):
    folder, files = holding("quality")
    assert reviewed(folder, files, "initial").kind is EventKind.ACCEPTED
    verdict = reviewed(folder, files, "quality")
    assert verdict.kind is EventKind.RETURNED
    assert {finding["code"] for finding in verdict.findings} == {
        m.code for m in MISTAKES if m.stage == "quality"
    }
    assert verdict.text == "Your files need a revision in 3 places; each is listed with file and line."


def test_one_place_is_said_in_the_singular(tmp_path, put):
    mistake = next(mistake for mistake in MISTAKES if mistake.code == "DDE301")
    put(tmp_path, with_mistakes(ROWS, [mistake]))
    assert reviewed(LocalFolder(tmp_path)).text == (
        "Your files need a revision in 1 place; each is listed with file and line."
    )


def test_a_finding_has_its_place_and_no_value(holding):
    folder, _ = holding("standard")
    by_code = {finding["code"]: finding for finding in reviewed(folder).findings}
    mistake = next(mistake for mistake in MISTAKES if mistake.code == "DDE301")
    assert {key: by_code["DDE301"][key] for key in ("file", "line", "column")} == {
        "file": mistake.file,
        "line": mistake.line,
        "column": mistake.column,
    }
    assert "value" not in by_code["DDE301"]
    assert "pupil" not in str(by_code)


def test_files_that_differ_from_the_receipt_are_named_and_returned(holding):
    folder, files = holding()
    (folder.root / "orgs.csv").write_bytes(files["orgs.csv"].replace(b"school", b"School"))
    (folder.root / "courses.csv").unlink()
    verdict = reviewed(folder, files)
    assert verdict.kind is EventKind.RETURNED
    assert set(verdict.changed) == {"orgs.csv", "courses.csv"}


def test_a_file_that_no_check_reads_is_compared_too(holding):
    folder, files = holding()
    (folder.root / "notes.csv").write_bytes(b"ours")
    assert reviewed(folder, {**files, "notes.csv": b"ours"}).changed == ()
    assert reviewed(folder, {**files, "notes.csv": b"yours"}).changed == ("notes.csv",)


def test_each_file_is_read_once_and_its_beginning_before(holding):
    """Which standard and version the set follows shows in the headers, and is told once for the set."""
    folder, files = holding()
    reviewed(folder, files)
    assert sorted(folder.reads) == sorted([*files, *files, "users.csv"])


def test_an_empty_folder_is_returned_for_what_is_missing(tmp_path):
    verdict = reviewed(LocalFolder(tmp_path))
    assert verdict.kind is EventKind.RETURNED
    assert {finding["code"] for finding in verdict.findings} == {"DDE101"}


def test_nothing_in_the_folder_is_changed(holding):
    folder, files = holding("standard", "assumed", "quality")
    reviewed(folder, files)
    assert {path.name: path.read_bytes() for path in folder.root.iterdir()} == files


def test_nothing_that_the_files_say_of_themselves_is_taken(holding):
    folder, files = holding("standard")
    before = reviewed(folder, files)
    about = '{"schema": "dde-bundle/1", "profile": {"name": "x"}, "today": "2031-01-01", "versions": {"dde": "1"}}'
    (folder.root / ".dde-bundle.json").write_text(about, "utf-8")
    off = f'{before.findings[0]["code"]} = "off"\n'
    lax = f'extends = "cli-engage"\nname = "x"\nversion = "1"\ntitle = "x"\n[rules]\n{off}'
    (folder.root / ".dde-profile-1.toml").write_text(lax, "utf-8")
    assert before.kind is EventKind.RETURNED
    assert reviewed(folder, files).findings == before.findings
