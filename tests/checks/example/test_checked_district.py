"""What a check says about the sample district: nothing while it is clean, the planted places after."""

from datetime import date

import pytest

from checks.engine.run import check
from checks.example.changes import as_files
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.input.source import open_file_set
from checks.rules.choices import load_profile

ROWS = district()
MISTAKES = {mistake.name: mistake for mistake in planted(ROWS)}
SEVERITY = {"DDE304": "warning", "DDE308": "warning", "DDE403": "warning", "DDE706": "warning"}


def report(folder, files, profile="cli-engage", year=2027):
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return check(open_file_set(folder), load_profile(profile), today=date(year - 1, 9, 1))


def troubles(found):
    return sorted((f.code, f.file, f.line, f.column or "") for f in found.findings if f.severity != "info")


def expected(mistakes):
    return sorted((m.code, m.file, m.line, m.column or "") for m in mistakes)


@pytest.mark.parametrize("profile", ["cli-engage", "oneroster-1.1"])
@pytest.mark.parametrize(
    "shape", [{}, {"seed": 3, "year": 2030}, {"schools": 7, "homerooms": 3, "children": 9}]
)
def test_a_clean_district_has_no_error_and_no_warning(tmp_path, shape, profile):
    found = report(tmp_path, as_files(district(**shape)), profile, shape.get("year", 2027))
    assert found.outcome == "ready"
    assert troubles(found) == []


def test_all_mistakes_together_are_found_at_their_places_and_nothing_else(tmp_path):
    found = report(tmp_path, with_mistakes(ROWS, MISTAKES.values()))
    assert troubles(found) == expected(MISTAKES.values())
    assert found.outcome == "not-ready"


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_another_district_hides_none_of_its_mistakes(tmp_path, seed):
    rows = district(seed)
    mistakes = planted(rows)
    assert troubles(report(tmp_path, with_mistakes(rows, mistakes))) == expected(mistakes)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_alone_gives_its_own_finding_and_nothing_else(tmp_path, name):
    mistake = MISTAKES[name]
    found = report(tmp_path, with_mistakes(ROWS, [mistake]))
    assert troubles(found) == expected([mistake])
    assert {f.severity for f in found.findings if f.code == mistake.code} == {
        SEVERITY.get(mistake.code, "error")
    }


def test_mistakes_that_may_be_accepted_stand_on_an_assumed_basis(tmp_path):
    found = report(tmp_path, with_mistakes(ROWS, MISTAKES.values()))
    bases = {f.code: f.basis for f in found.findings}
    for mistake in MISTAKES.values():
        is_error = mistake.code not in SEVERITY
        assert (bases[mistake.code] == "assumed" and is_error) == (mistake.stage == "assumed"), mistake.code


def test_the_quality_review_trips_only_on_warnings(tmp_path):
    mistakes = [m for m in MISTAKES.values() if m.stage == "quality"]
    found = report(tmp_path, with_mistakes(ROWS, mistakes))
    assert found.outcome == "ready"
    assert {f.review for f in found.findings if f.severity != "info"} == {"quality"}
