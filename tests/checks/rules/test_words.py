"""Messages and hints are made of declared parts alone: nothing that stands in a file is ever quoted."""

import re

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny
from checks.input.layouts.editions import EDITIONS
from checks.input.layouts.standards import STANDARDS
from checks.profile.loader import profile_names
from checks.rules.choices import load_profile
from checks.rules.registry import all_rules
from problems.listed import CLI_RULES, KNOWN

PROFILES = [load_profile(name) for name in profile_names()]
FILES = [spec for profile in PROFILES for spec in profile.files]
DECLARED = {
    *(name for profile in PROFILES for name in profile.other_files),
    *(spec.name for spec in FILES),
    *(word for spec in FILES for column in spec.columns for word in (column.name, *column.vocabulary)),
    *(name for edition in EDITIONS for header in edition.headers.values() for name in header),
    *(name for edition in EDITIONS for name in edition.files),
    *(name for standard in STANDARDS for sign in standard.signs for name in (sign.file, *sign.has)),
    *("manifest.version", "oneroster.version", "propertyValue"),
    *("true", "false", "absent", "bulk", "delta", "1.0", "1.1", "1.2"),
}
"""What the program itself knows: such a word in a message is the program's, whatever stands in the file."""
KNOWN_LETTERS = {re.sub("[^a-z]", "", word.lower()) for word in DECLARED}
MARK = "Zzyzx"


def cells(files):
    """The cells of a set's rows, and the names of its files, that are no word of the program's."""
    found = set()
    for name, data in files.items():
        _, _, rows = data.partition(b"\n")
        fields = {cell.strip() for cell in re.split('[,;|\t\r\n"]', rows.decode("utf-8", "replace"))}
        found |= {
            field for field in (*fields, name) if re.sub("[^a-z]", "", field.lower()) not in KNOWN_LETTERS
        }
    return {cell for cell in found if len(cell) > 2 and not cell.startswith("file.")}


def told(finding):
    """What a report tells of a finding where no values may be shown; the program's own words left out."""
    words = " ".join((finding.message, finding.hint, finding.column or "", finding.file))
    return re.sub("|".join(sorted(map(re.escape, DECLARED), key=len, reverse=True)), " ", words)


SAMPLES = [
    *(pytest.param(rule.bad, "cli-engage", id=code) for code, rule in all_rules().items()),
    *(
        pytest.param(sample.changes, sample.profile, id=f"{problem.number}-{sample.example}")
        for problem in (*KNOWN, *CLI_RULES)
        for sample in problem.samples
    ),
]


@pytest.mark.parametrize(("changes", "profile"), SAMPLES)
def test_no_word_of_a_message_comes_from_the_files(check_files, changes, profile):
    files = changed(tiny(), changes)
    report = check_files(files, load_profile(profile))
    values = [cell for cell in cells(files) if not re.fullmatch(r"[0-9.:TZ-]+", cell) or len(cell) > 5]
    for finding in report.findings:
        words = told(finding)
        assert not [cell for cell in values if re.search(rf"(?<!\w){re.escape(cell)}(?!\w)", words)], finding


@pytest.mark.parametrize("spec", PROFILES[0].tables, ids=lambda spec: spec.name)
def test_a_mark_in_every_cell_of_a_column_is_in_no_message(check_files, spec):
    for column in spec.columns:
        rows = tiny()
        rows[spec.name] = [{**row, column.name: f"{MARK} {row[column.name]}"} for row in rows[spec.name]]
        for finding in check_files(changed(rows, ())).findings:
            assert MARK not in f"{finding.message} {finding.hint} {finding.column} {finding.file}", (
                column.name
            )


def test_marked_headers_and_file_names_are_in_no_message(check_files):
    clean = changed(tiny(), ())
    for name, data in clean.items():
        header, rows = data.split(b"\n", 1)
        columns = header.split(b",")
        for place in range(len(columns)):
            marked = [each + MARK.encode() if at == place else each for at, each in enumerate(columns)]
            files = {
                **clean,
                name: b",".join(marked) + b"\n" + rows,
                f"{MARK} {name}": b"x",
                f"{MARK}.xlsx": b"x",
            }
            for finding in check_files(files, select=("DDE1", "DDE2")).findings:
                assert MARK not in f"{finding.message} {finding.hint} {finding.column} {finding.file}"
