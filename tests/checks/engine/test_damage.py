"""Real damage to a file: each kind gives its finding at its line, and the other rows are still checked."""

import codecs

import pytest

from checks.example.changes import changed
from checks.example.tiny import tiny

HEADER = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
DISTRICT = "057950,,,Bluebonnet ISD,district,057950,"
SCHOOL = "057950101,,,Pecan Grove Elementary,school,057950101,057950"
OAK = "102,,,Oak,school,102,057950"
WRONG = "103,,,Elm,shool,103,057950"
"""The last row has a fault of its own, so that a test sees whether it was checked."""

NOTHING = ()


def lines(*between, header=HEADER, last=WRONG, end="\n"):
    return end.join([header, DISTRICT, SCHOOL, *between, last, ""])


def wrong(line):
    return ("DDE301", "orgs.csv", line, "type")


def at(code, line=None, column=None):
    return (code, "orgs.csv", line, column)


MATRIX = {
    "nothing": (lines(OAK), [wrong(5)]),
    "byte order mark": (codecs.BOM_UTF8 + lines(OAK).encode(), [wrong(5)]),
    "short row": (lines("102,,,Oak,school", OAK), [at("DDE203", 4), wrong(6)]),
    "long row": (lines("102,,,Oak, East,school,102,057950", OAK), [at("DDE203", 4), wrong(6)]),
    "blank line": (lines("", OAK), [at("DDE206", 4), wrong(6)]),
    "line of blanks": (lines(" \t ", OAK), [at("DDE206", 4), wrong(6)]),
    "blank lines at the end": (lines(OAK) + "\n\n", [at("DDE206", 6), at("DDE206", 7), wrong(5)]),
    "blank line before the header": ("\n" + lines(OAK), [at("DDE206", 1), wrong(6)]),
    "unclosed quote": (lines('102,,,"Oak,school,102,057950', OAK), [at("DDE204", 4), wrong(6)]),
    "unclosed quote in the last row": (lines(OAK, last='103,,,"Elm,shool,103,'), [at("DDE204", 5)]),
    "unclosed quote without a last line end": (lines(OAK) + '104,,,"Elm', [at("DDE204", 6), wrong(5)]),
    "two unclosed quotes": (
        lines('102,,,"Oak,school,102,', '104,,,"Fir,school,104,', OAK),
        [at("DDE204", 4), at("DDE204", 5), wrong(7)],
    ),
    "unclosed quote before a row of two lines": (
        lines('102,,,"Oak,school,102,', '104,,,"Fir\nTree",school,104,', OAK),
        [at("DDE204", 4), at("DDE205", 5), wrong(8)],
    ),
    "junk after a quote": (lines('102,,,"Oak"x,school,102,', OAK), [at("DDE204", 4), wrong(6)]),
    "quote inside a value": (lines('102,,,The "Oak",school,102,', OAK), [at("DDE204", 4), wrong(6)]),
    "line break in a value": (lines('104,,,"Oak\nTree",school,104,', OAK), [at("DDE205", 4), wrong(7)]),
    "carriage return in a value": (lines('104,,,"Oak\rTree",school,104,', OAK), [at("DDE205", 4), wrong(7)]),
    "windows-1252": (
        lines("104,,,Peña,school,104,", OAK).encode("cp1252"),
        [at("DDE201", 4, "name"), wrong(6)],
    ),
    "windows-1252 after a quoted comma": (
        lines('104,,,"Oak, Peña",school,104,', OAK).encode("cp1252"),
        [at("DDE201", 4, "name"), wrong(6)],
    ),
    "windows-1252 in the header": (
        lines(OAK, header=HEADER.replace("name", "námé")).encode("cp1252"),
        [at("DDE201", 1), at("DDE212", 1, "name"), wrong(5)],
    ),
    "windows-1252 at the end of a file of carriage returns": (
        lines(OAK, last="ñ,,,Elm,shool,103,", end="\r").encode("cp1252"),
        [at("DDE201", 5, "sourcedId"), at("DDE208", None), wrong(5), at("DDE306", 5, "sourcedId")],
    ),
    "NUL": (lines("104,,,O\0ak,school,104,", OAK), [at("DDE207", 4), wrong(6)]),
    "escape sequence": (lines("104,,,\x1b[31mOak,school,104,", OAK), [at("DDE207", 4), wrong(6)]),
    "carriage returns only": (lines(OAK, end="\r"), [at("DDE208", None), wrong(5)]),
    "carriage returns with line feeds": (lines(OAK, end="\r\n"), [wrong(5)]),
    "mixed line ends": (
        lines(OAK).replace("\n", "\r\n", 2)[::-1].replace("\n", "\r", 2)[::-1],
        [at("DDE208", None), wrong(5)],
    ),
    "no last line end": (lines(OAK).rstrip("\n"), [wrong(5)]),
    "column twice": (
        "\n".join(
            f"{row},x" for row in (f"{HEADER},name\n{DISTRICT}\n{SCHOOL}\n{WRONG}").split("\n")
        ).replace("name,x", "name"),
        [at("DDE213", 1, "name"), wrong(4)],
    ),
    "Ctrl-Z at the end": (lines(OAK) + "\x1a", [at("DDE210", 6), wrong(5)]),
    "a comma too many on all rows": (
        lines(OAK).replace("\n", ",\n").replace(HEADER + ",", HEADER),
        [at("DDE203", 2)],
    ),
    "a comma too many on all lines": (
        lines(OAK).replace("\n", ",\n"),
        [at("DDE215", 1, "(blank)"), wrong(5)],
    ),
    "quoted header": (lines(OAK, header=HEADER.replace("name", '"name"')), [wrong(5)]),
    "all headers quoted": (lines(OAK, header='"' + HEADER.replace(",", '","') + '"'), [wrong(5)]),
    "stray quote in the header": (
        lines(OAK, header=HEADER.replace("name", 'na"me')),
        [at("DDE212", 1, "name"), wrong(5)],
    ),
    "unclosed quote in the header": (
        lines(OAK, header=HEADER.replace("name", '"name')),
        [at("DDE212", 1, "name"), wrong(5)],
    ),
    "header only": (HEADER + "\n", [at("DDE105")]),
    "header only without a line end": (HEADER, [at("DDE105")]),
    "no header": (lines(OAK).split("\n", 1)[1], [at("DDE211", 1)]),
    "empty file": ("", [at("DDE105")]),
    "byte order mark only": (codecs.BOM_UTF8, [at("DDE105")]),
    "blanks only": (" \r\n\t\n\n ", [at("DDE105")]),
    "a spreadsheet by a wrong name": (
        b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xb5\xf5\n\0\n\n,\xff",
        [at("DDE201")],
    ),
    "one column": (
        "sourcedId\n057950\n057950101\n10 2\n",
        [at("DDE211", 1, name) for name in sorted(HEADER.split(",")[1:])] + [at("DDE306", 4, "sourcedId")],
    ),
    "semicolons": (lines(OAK).replace(",", ";"), [at("DDE202", 1), wrong(5)]),
    "a very long value": (lines(OAK.replace("Oak", "x" * 10_000_000)), [at("DDE209", 4), wrong(5)]),
    "a very long value in quotes": (
        lines(OAK.replace("Oak", f'"{"x," * 5_000_000}"')),
        [at("DDE209", 4), wrong(5)],
    ),
    "a value over very many lines": (
        lines(f'102,,,"Oak{chr(10) * 150}Tree",school,102,'),
        [at("DDE205", 4), wrong(155)],
    ),
}
for codec in ("utf-16-le", "utf-16-be"):
    mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
    MATRIX[f"{codec} with its mark"] = (mark + lines(OAK).encode(codec), [at("DDE201"), wrong(5)])
    MATRIX[f"{codec} without its mark"] = (lines(OAK).encode(codec), [at("DDE201"), wrong(5)])


@pytest.mark.parametrize("damage", MATRIX)
def test_damage_gives_its_finding_at_its_line_and_hides_no_other_row(check_files, places, damage):
    data, expected = MATRIX[damage]
    files = changed(tiny(), ())
    files["orgs.csv"] = data if isinstance(data, bytes) else data.encode()
    assert places(check_files(files, ignore=("DDE608",))) == sorted(
        expected, key=lambda place: (place[0], place[2] or 0, place[3] or "")
    )


@pytest.mark.parametrize(
    ("row", "code", "affected"),
    [("102,Oak", "DDE203", 1), ("", "DDE206", 1), ('102,,,"Oak,school,102,', "DDE204", 1)],
)
def test_very_many_faults_are_counted_exactly_and_cost_no_row(check_files, row, code, affected):
    files = changed(tiny(), ())
    files["orgs.csv"] = lines(*[row] * 30_000, OAK).encode()
    report = check_files(files, limit=3)
    assert report.rules[code].count == 30_000
    assert [found.line for found in report.findings if found.code == code] == [4, 5, 6]
    assert [found.line for found in report.findings if found.code == "DDE301"] == [30_005]


def test_a_line_stays_right_behind_rows_of_several_lines_and_blank_lines(check_files, places):
    files = changed(tiny(), ())
    files["orgs.csv"] = lines(
        '102,,,"Oak\n\nTree",school,102,', "", "", '104,,,"Fir\nTree",school,104,'
    ).encode()
    report = check_files(files, select=("DDE3",))
    assert places(report) == [wrong(11)]
