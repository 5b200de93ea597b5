"""A set with every person's value replaced: the same faults, and nothing left."""

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given

from checks.example.changes import AddRow, Bytes, Cell, RenameFile, as_files, changed
from checks.example.district import district
from checks.example.mistakes import planted, with_mistakes
from checks.example.tiny import tiny
from checks.rules.leftovers import MOJIBAKE
from support import fuzz
from support.bundle_leaks import personal_values, still_there, values_left
from support.file_sets import in_memory
from support.pseudonymized import bytes_of, made_of, rows_of

KEPT = ("academicSessions.csv", "orgs.csv", "courses.csv", "manifest.csv")


@pytest.fixture(scope="module")
def district_files():
    return as_files(district())


@pytest.fixture(scope="module")
def replaced(district_files):
    return made_of(district_files)


def test_no_value_of_a_person_is_left(district_files, replaced):
    assert len(personal_values(district_files)) > 900
    assert values_left(personal_values(district_files), bytes_of(replaced).values()) == set()
    assert replaced.alike(replaced.as_set(Path("x"))) == frozenset()
    assert replaced.left_out == ()


def users_before_and_after(files, made):
    return zip(rows_of(files["users.csv"]), rows_of(bytes_of(made)["users.csv"]), strict=True)


def test_a_name_is_another_word_for_each_person_and_tells_neither_length_nor_signs(district_files, replaced):
    for column in ("givenName", "familyName"):
        names = [(old[column], new[column]) for old, new in users_before_and_after(district_files, replaced)]
        assert len({new for _, new in names}) == len(names) > len({old for old, _ in names})
        assert all(re.fullmatch("[A-Z][a-z]{3,7}", new) for _, new in names)
        short = [len(new) for old, new in names if len(old) < 5]
        long = [len(new) for old, new in names if len(old) > 6]
        assert abs(sum(short) / len(short) - sum(long) / len(long)) < 1.5


def test_an_address_or_username_tells_nothing_of_the_name(replaced):
    users = rows_of(bytes_of(replaced)["users.csv"])
    addresses = [row["email"] for row in users if row["email"]]
    assert all(re.fullmatch("[a-z]{4,8}@[a-z]{4,8}[.]example", address) for address in addresses)
    teachers = [row for row in users if row["role"] == "teacher"]
    assert [row["username"] for row in teachers] == [row["email"] for row in teachers]


def test_an_id_is_the_same_one_everywhere_and_no_two_become_one(district_files, replaced):
    images, origins = {}, {}
    for name in ("users.csv", "demographics.csv", "enrollments.csv"):
        for before, after in zip(
            rows_of(district_files[name]), rows_of(bytes_of(replaced)[name]), strict=True
        ):
            for column in {"sourcedId", "userSourcedId", "classSourcedId", "identifier"} & {*before}:
                assert images.setdefault(before[column], after[column]) == after[column]
                assert origins.setdefault(after[column], before[column]) == before[column]
                assert after[column] != before[column] or not before[column]


def test_the_order_of_the_ids_is_not_that_of_the_originals(district_files, replaced):
    ids = [
        (old["sourcedId"], new["sourcedId"]) for old, new in users_before_and_after(district_files, replaced)
    ]
    by_old = [new for _, new in sorted(ids)]
    rising = sum(left < right for left, right in pairwise(by_old))
    assert 0.4 < rising / len(ids) < 0.6


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("2026-08-12T14:05:07.123Z", "2026-08-01T00:00:00Z"),
        ("2026-08-12T14:05:07.123-05:00", "2026-08-01T00:00:00-05:00"),
        ("2026-02-30T14:05:07Z", "2026-02-30T14:05:07Z"),
        ("8/12/2026 9:00", "8/12/2026 9:00"),
    ],
)
def test_of_a_moment_only_the_month_stays_and_an_invalid_one_stays_invalid(value, kept):
    files = changed(tiny(), [Cell("users.csv", 3, "dateLastModified", value)])
    assert rows_of(bytes_of(made_of(files))["users.csv"])[1]["dateLastModified"] == kept


def test_who_may_be_one_person_gets_one_name():
    """A name with a birth date, or with an address, which rules take for one person: in any letter case."""
    twice = {"sourcedId": "S9", "username": "s9", "identifier": "9", "givenName": "ZOË"}
    changes = [AddRow("users.csv", 3, twice), AddRow("demographics.csv", 2, {"sourcedId": "S9"})]
    rows = rows_of(bytes_of(made_of(changed(tiny(), changes)))["users.csv"])
    assert rows[1]["givenName"].lower() == rows[3]["givenName"].lower()
    assert rows[1]["familyName"] == rows[3]["familyName"]
    apart = [*changes[:1], AddRow("demographics.csv", 2, {"sourcedId": "S9", "birthDate": "2022-03-15"})]
    rows = rows_of(bytes_of(made_of(changed(tiny(), apart)))["users.csv"])
    assert rows[1]["familyName"] != rows[3]["familyName"]


def test_what_is_no_persons_stays(district_files, replaced):
    for name in ("academicSessions.csv", "courses.csv", "manifest.csv"):
        assert bytes_of(replaced)[name] == district_files[name]
    users = zip(rows_of(district_files["users.csv"]), rows_of(bytes_of(replaced)["users.csv"]), strict=True)
    for before, after in users:
        for column in ("enabledUser", "orgSourcedIds", "role", "grades"):
            assert after[column] == before[column]
    enrolled = zip(
        rows_of(district_files["enrollments.csv"]),
        rows_of(bytes_of(replaced)["enrollments.csv"]),
        strict=True,
    )
    for before, after in enrolled:
        for column in ("schoolSourcedId", "role", "primary", "beginDate", "endDate"):
            assert after[column] == before[column]


def test_a_school_in_whose_name_a_family_name_stands_loses_that_word_alone(district_files, replaced):
    """Peñasco Creek, in a district with a family Peña."""
    assert replaced.tainted == 1
    names = [row["name"] for row in rows_of(bytes_of(replaced)["orgs.csv"])]
    (creek,) = (name for name in names if name.endswith(" Creek Early Childhood Center"))
    assert "Peña" not in creek
    before = [row["name"] for row in rows_of(district_files["orgs.csv"])]
    assert [name for name in names if name != creek] == [name for name in before if "Peña" not in name]


def test_two_bundles_are_replaced_in_two_ways(district_files, replaced):
    again = made_of(district_files)
    assert bytes_of(again)["users.csv"] != bytes_of(replaced)["users.csv"]


def test_as_many_children_are_of_each_number_of_races(replaced, district_files):
    flags = [column for column in rows_of(district_files["demographics.csv"])[0] if column in fuzz_races()]
    for before, after in zip(
        rows_of(district_files["demographics.csv"]),
        rows_of(bytes_of(replaced)["demographics.csv"]),
        strict=True,
    ):
        assert sorted(before[flag] for flag in flags) == sorted(after[flag] for flag in flags)
        assert after["sex"] in ("female", "male")


def fuzz_races():
    from checks.example.district import RACES

    return RACES


def test_mistakes_stay_mistakes_and_nobody_is_left():
    rows = district()
    files = with_mistakes(rows, planted(rows))
    made = made_of(files)
    people = still_there(personal_values(as_files(rows)), files)
    assert values_left(people, bytes_of(made).values()) == set()
    assert bytes_of(made)["users.csv"].count(b"\n") == files["users.csv"].count(b"\n")


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("NULL", "NULL"),
        ("Null", "(?!Null)[A-Z][a-z]{3,7}"),
        ("1.23457E+11", r"(?!1\.23457)[0-9]\.[0-9]{5}E\+11"),
        ("57950.0", r"(?!57950)[1-9][0-9]{4}\.0"),
        ("0000", "0000"),
        ("GarcÃ\xada", r"(?!Garc)[A-Z][a-z]{3,7}Ã.[a-z]"),
        ("Zo\u200bë", "(?!Zo)[A-Z][a-z]\u200b[^a-zA-Z ]"),
        ("=HYPERLINK(x)", r"=(?!HYP)[A-Z]{4,8}\([a-z]\)"),
        ("  padded ", "  (?!Padded)[A-Z][a-z]{3,7} "),
        ("ÑANDÚ", "[A-Z][a-z]{3,7}"),
        ("Иван", "[A-Z][a-z]{3,7}"),
        ("Ng", "[A-Z][a-z]{3,7}"),
        ("de la Cruz-O'Quinn", "[A-Z][a-z]{3,7}"),
    ],
)
def test_what_a_program_left_in_a_value_stays_and_the_value_goes(value, form):
    files = changed(tiny(), [Cell("users.csv", 3, "middleName", value)])
    after = rows_of(bytes_of(made_of(files))["users.csv"])[1]["middleName"]
    assert re.fullmatch(form, after), after


def test_lost_zeros_letter_case_and_decimals_stay_those_of_the_same_id():
    files = changed(
        tiny(),
        [
            Cell("users.csv", 3, "sourcedId", "00721500"),
            Cell("enrollments.csv", 3, "userSourcedId", "721500"),
            Cell("demographics.csv", 2, "sourcedId", "721500.0"),
            Cell("users.csv", 4, "sourcedId", "Ab-77"),
            Cell("enrollments.csv", 4, "userSourcedId", "AB-77"),
        ],
    )
    made = {name: rows_of(data) for name, data in bytes_of(made_of(files)).items()}
    users, enrollments = made["users.csv"], made["enrollments.csv"]
    assert users[1]["sourcedId"] == f"00{enrollments[1]['userSourcedId']}"
    assert made["demographics.csv"][0]["sourcedId"] == f"{enrollments[1]['userSourcedId']}.0"
    assert users[2]["sourcedId"].upper() == enrollments[2]["userSourcedId"] != users[2]["sourcedId"]


def test_a_damaged_row_keeps_its_separators_and_no_value():
    row = b'S9,,,true,057950101,student,jdoe77,,John,Doe, Jr.,,99,"x,,,PK,\n'
    files = changed(tiny(), ())
    files["users.csv"] += row
    last = bytes_of(made_of(files))["users.csv"].splitlines(keepends=True)[-1]
    assert re.sub(rb"[^,\n\"]", b"", last) == re.sub(rb"[^,\n\"]", b"", row)
    assert b",true,057950101,student," in last
    assert not any(word in last for word in (b"jdoe", b"John", b"Doe"))


def test_a_windows_byte_stays_one():
    files = changed(tiny(), [Bytes("users.csv", "María".encode(), "María".encode("cp1252"))])
    data = bytes_of(made_of(files))["users.csv"]
    with pytest.raises(UnicodeDecodeError):
        data.decode()
    assert b"\xeda" not in data


@pytest.mark.parametrize("value", ["ÐœÐ°Ñ€Ð¸Ð½Ð°", "Ð\x9fÐµÑ\x82Ñ\x80"])
def test_a_name_of_which_every_letter_is_broken_goes_and_stays_broken(value):
    files = changed(tiny(), [Cell("users.csv", 3, "givenName", value)])
    after = rows_of(bytes_of(made_of(files))["users.csv"])[1]["givenName"]
    assert re.search(MOJIBAKE, after)
    assert not [at for at in range(len(value) - 4) if value[at : at + 4] in after]


def test_a_name_in_bytes_of_another_alphabet_goes():
    thai = b"\xa1\xa2\xa4\xb3"
    files = changed(tiny(), [Bytes("users.csv", "Zoë".encode(), thai)])
    data = bytes_of(made_of(files))["users.csv"]
    assert thai not in data
    with pytest.raises(UnicodeDecodeError):
        data.decode()


def test_a_family_null_is_replaced_and_a_missing_value_is_none():
    files = changed(
        tiny(), [Cell("users.csv", 3, "familyName", "Null"), Cell("users.csv", 4, "familyName", "NULL")]
    )
    rows = rows_of(bytes_of(made_of(files))["users.csv"])
    assert rows[1]["familyName"] != "Null"
    assert rows[2]["familyName"] == "NULL"


def test_an_address_is_somebodys_also_where_columns_are_nobodys():
    files = changed(tiny(), [Cell("courses.csv", 2, "title", "Ask jane.doe@isd.example")])
    title = rows_of(bytes_of(made_of(files))["courses.csv"])[0]["title"]
    assert "jane" not in title
    assert "@" in title


def test_a_user_named_as_a_school_takes_its_id_along_also_without_its_zero():
    files = changed(
        tiny(),
        [
            Cell("users.csv", 3, "username", "057950101"),
            Cell("orgs.csv", 3, "sourcedId", "57950101"),
            Cell("orgs.csv", 3, "identifier", ""),
        ],
    )
    made = bytes_of(made_of(files))
    assert not any(b"57950101" in data for data in made.values())
    (_, school) = rows_of(made["orgs.csv"])
    assert rows_of(made["classes.csv"])[0]["schoolSourcedId"] == f"0{school['sourcedId']}"


def test_a_course_is_no_reason_to_leave_a_name_in_a_damaged_row():
    files = changed(tiny(), [Cell("courses.csv", 2, "title", "Art")])
    files["users.csv"] += b'S9,,,true,057950101,student,jdoe77,,Art,Doe, Jr.,,99,"x,,,PK,\n'
    made = bytes_of(made_of(files))
    assert b",Art," not in made["users.csv"]
    assert b",057950101,student," in made["users.csv"]
    assert rows_of(made["courses.csv"])[0]["title"] != "Art"


def test_a_huge_field_is_replaced_in_its_length():
    files = changed(tiny(), [Cell("users.csv", 3, "identifier", "0072150" * 8_000)])
    after = rows_of(bytes_of(made_of(files))["users.csv"])[1]["identifier"]
    assert len(after) == 56_000
    assert after.isdigit()


def test_long_numbers_stay_numbers_where_most_short_ones_are_somebodys():
    changes = [
        AddRow(
            "users.csv",
            4,
            {
                "sourcedId": f"{number}",
                "username": f"x{number}",
                "identifier": "",
                "phone": f"512555{number}0",
            },
        )
        for number in range(100, 500)
    ]
    files = changed(tiny(), changes)
    made = made_of(files)
    phones = [
        (old["phone"], new["phone"]) for old, new in users_before_and_after(files, made) if old["phone"]
    ]
    assert all(len(new) == 10 and new != old for old, new in phones)
    assert sum(new.isdigit() for _, new in phones) > len(phones) / 2


def test_people_under_a_public_name_are_people():
    files = changed(tiny(), [RenameFile("orgs.csv", "")])
    files["orgs.csv"] = files["users.csv"]
    for data in (files["users.csv"], files["users.csv"].split(b"\n", 1)[1]):
        files["orgs.csv"] = data
        made = made_of(files)
        assert values_left(personal_values(changed(tiny(), ())), bytes_of(made).values()) == set()


def test_a_row_glued_to_the_header_is_not_told():
    files = changed(tiny(), [Bytes("demographics.csv", b"publicSchoolResidenceStatus\nS1", b"publicS1")])
    data = bytes_of(made_of(files))["demographics.csv"]
    assert b"2022-03-14" not in data


def test_identifiers_of_which_all_are_taken_are_still_replaced_by_nobodys():
    rows = tiny()
    changes = [
        AddRow(
            "users.csv", 4, {"sourcedId": f"X{number}", "username": f"x{number}", "identifier": f"{number}"}
        )
        for number in range(100, 1000)
    ]
    files = changed(rows, changes)
    made = made_of(files, rng=random.Random(3))
    assert not {row["identifier"] for row in rows_of(files["users.csv"])} & {
        row["identifier"] for row in rows_of(bytes_of(made)["users.csv"])
    }


@fuzz.options(12)
@given(fuzz.damaged_sets())
def test_damaged_sets_keep_their_lines_and_lose_their_people(files):
    if not files:
        return
    for before, after in zip(in_memory(files).files, made_of(files).as_set(Path("x")).files, strict=True):
        if before.name in fuzz.NAMES and b"\0" not in before.read():
            assert len(before.read().splitlines()) == len(after.read().splitlines()) or not after.size


@pytest.mark.parametrize(
    ("file", "column", "value", "reference"),
    [
        ("classes.csv", "location", ' ["PK"]', "schoolSourcedId"),
        ("users.csv", "givenName", ' ["PK"]', "schoolSourcedId"),
        ("users.csv", "givenName", "PK;PK", "termSourcedIds"),
        ("users.csv", "familyName", "SY2027,PK", "termSourcedIds"),
    ],
)
def test_a_value_that_stands_across_several_references_refuses_no_bundle(file, column, value, reference):
    changes = [
        Cell("courses.csv", 2, "title", "PK"),
        Cell(file, 2, column, value),
        Cell("classes.csv", 2, reference, value),
    ]
    made = made_of(changed(tiny(), changes))
    if file == "users.csv":
        assert value.strip() not in [row[column] for row in rows_of(bytes_of(made)[file])]
        assert value not in [row[reference] for row in rows_of(bytes_of(made)["classes.csv"])]


@pytest.mark.parametrize("encoding", ["utf-32-be", "utf-32-le"])
def test_what_cannot_be_replaced_is_hidden_where_it_is_and_said(encoding):
    """Between the NULs of UTF-32 each digit is somebody's value by itself, so that no other one is free."""
    files = as_files(district(schools=2, homerooms=2, children=4))
    people = personal_values(files)
    mangled = ("classes.csv", "users.csv", "demographics.csv", "enrollments.csv")
    made = made_of({**files, **{name: files[name].decode().encode(encoding) for name in mangled}})
    data = bytes_of(made)
    assert made.search.found_in([each.decode("utf-8", "replace") for each in data.values()]) == {}
    assert [value for each in data.values() for value in people if value.encode(encoding) in each] == []
    hidden = {each.file for each in made.left_out if "in some of its cells" in each.why}
    assert hidden <= {*mangled}
