"""Whatever is done to a set: a report that keeps its promises or a sentence, and soon.

The suite tries a few fixed examples; `DDE_FUZZ=5000 python -m pytest tests/checks/test_fuzz.py` tries that
many new ones for each test.
"""

import json
import re
from contextlib import suppress
from datetime import date
from importlib import resources

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from checks.engine.options import CheckOptions
from checks.engine.run import check
from checks.errors import SourceError
from checks.finding import Severity
from checks.input.source import open_file_set
from checks.reports.json import as_json
from support import fuzz
from support.file_sets import in_memory

TODAY = date(2026, 9, 1)
SCHEMA = Draft202012Validator(
    json.loads((resources.files("checks") / "reports" / "check.schema.json").read_text("utf-8"))
)
END = re.compile(rb"\r\n|\r|\n")
NAMES_NO_CELL = ("DDE103", "DDE21")
"""Rules that name what stands as a file's name or a header, which need not be the profile's."""
PEOPLE = ("mlopez", "Nguyễn", "O'Quinn", "López", "María")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("fuzz")


def examine(report, files):
    """Hold a report to what every report promises."""
    SCHEMA.validate(as_json(report, tool_version="0", show_values=True))
    sizes = {}
    for path, data in files.items():
        name = re.split(r"[/\\]", path)[-1].lower()
        sizes[name] = max(sizes.get(name, 0), len(END.findall(data)) + 1)
    known = {spec.name: set(spec.header) for spec in fuzz.PROFILE.files}
    for found in report.findings:
        if found.line is not None:
            assert 1 <= found.line <= sizes[found.file.lower()], found
        if found.column is not None and not found.code.startswith(NAMES_NO_CELL):
            assert found.column in known[found.file], found
        if not found.code.startswith(NAMES_NO_CELL):
            said = f"{found.message} {found.hint} {found.column}"
            assert fuzz.MARK.lower() not in said.lower(), found
            assert not any(person in said for person in PEOPLE), found
        assert found.message
        assert found.affected >= 1
    for code, rule in report.rules.items():
        assert rule.shown == sum(found.code == code for found in report.findings) <= rule.count
        assert rule.count <= rule.affected
        assert rule.count == sum(rule.by_severity.values())
    assert (report.outcome == "ready") == (report.counts[Severity.ERROR] == 0)


@fuzz.options(60)
@given(fuzz.damaged_sets())
def test_a_damaged_set_gives_a_report_that_keeps_its_promises(files):
    with fuzz.no_hang():
        examine(check(in_memory(files), fuzz.PROFILE, today=TODAY), files)


@fuzz.options(40)
@given(fuzz.sets_with_random_bytes())
def test_random_bytes_in_a_file_give_a_report_that_keeps_its_promises(files):
    with fuzz.no_hang():
        examine(check(in_memory(files), fuzz.PROFILE, today=TODAY), files)


@fuzz.options(20)
@given(fuzz.damaged_sets(), fuzz.damaged_sets())
def test_two_damaged_sets_are_compared(files, before):
    with fuzz.no_hang():
        report = check(
            in_memory(files), fuzz.PROFILE, today=TODAY, options=CheckOptions(before=in_memory(before))
        )
    examine(report, files)


@fuzz.options(60)
@given(fuzz.zips())
def test_a_zip_of_any_bytes_gives_a_report_or_a_sentence(folder, data):
    path = folder / "set.zip"
    path.write_bytes(data)
    source = report = None
    with fuzz.no_hang(), suppress(SourceError):
        source = open_file_set(path)
        report = check(source, fuzz.PROFILE, today=TODAY)
    if report is not None:
        examine(report, {f"{number}/{file.name}": readable(file) for number, file in enumerate(source.files)})


def readable(file):
    """The bytes of a file in a zip; none of one that is damaged, which no check had to read."""
    try:
        return file.read()
    except SourceError:
        return b""
