"""The required files, made from one row a child.

A person on several rows becomes one record (deduplication); if those rows disagree, the first one counts
and a note names the others. A blank stays blank: leaving a child out would silently remove it from CLI
Engage, while the check finds a blank.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checks.rules.choices import load_profile
from dde_tui.build.conflicts import conflicts
from dde_tui.build.fields import RACES
from dde_tui.build.ids import campus_id, legal_id
from dde_tui.build.recipe import Recipe

if TYPE_CHECKING:
    from pandas import DataFrame, Series

FILES = tuple(spec.name for spec in load_profile("oneroster-1.1").files)
"""The files a build makes, in dependency order."""


def rosters(children: "DataFrame", recipe: Recipe) -> "tuple[dict[str, DataFrame], tuple[str, ...]]":
    """Return the files in the standard's order, with the standard's columns, and notes on conflicts.

    Args:
        children: the table of `read_children`.
        recipe: has the district and the school year.

    Returns:
        File name to table; the index of a table is the export's row a record was first seen on
        (0 where it comes from the recipe). The notes hold row numbers and no values.
    """
    rows = _with_ids(children, recipe)
    tables = {
        "academicSessions.csv": _sessions(recipe),
        "orgs.csv": _orgs(rows, recipe),
        "courses.csv": _courses(rows, recipe),
        "classes.csv": _classes(rows, recipe),
        "users.csv": _users(rows),
        "demographics.csv": _demographics(rows),
        "enrollments.csv": _enrollments(rows, recipe),
        "manifest.csv": _manifest(),
    }
    return tables, conflicts(rows)


def _with_ids(children: "DataFrame", recipe: Recipe) -> "DataFrame":
    """Add the sourcedIds that the files refer to."""
    rows = children.copy()
    rows["student"] = children["student_id"].map(lambda number: legal_id("S", number))
    rows["teacher"] = children["teacher_id"].map(lambda number: legal_id("T", number))
    rows["campus"] = children["campus_number"].map(lambda number: campus_id(number, recipe.district.number))
    short = rows["campus"].map(lambda number: number.removeprefix(recipe.district.number))
    rows["homeroom"] = [legal_id("C", *parts) for parts in zip(short, children["homeroom_code"], strict=True)]
    grades = _once(rows, "homeroom").set_index("homeroom")["grade"]
    rows["course"] = [
        legal_id("HR-", grades[homeroom] or "UG") if homeroom else "" for homeroom in rows["homeroom"]
    ]
    return rows


def _once(rows: "DataFrame", *key: str) -> "DataFrame":
    """Return the first row of each record; a row with a blank key is of none."""
    return rows[(rows[list(key)] != "").all(axis=1)].drop_duplicates(list(key))


def _table(file: str, values: Mapping[str, Any], rows: "DataFrame | None" = None) -> "DataFrame":
    """Return a table with all the standard's columns; those not named are blank."""
    import pandas as pd

    index = pd.Index([0]) if rows is None else rows.index
    table = pd.DataFrame("", index=index, columns=list(load_profile("oneroster-1.1").file(file).header))
    return table.assign(**values)


def _sessions(recipe: Recipe) -> "DataFrame":
    return _table(
        "academicSessions.csv",
        {
            "sourcedId": recipe.school_year.id,
            "title": recipe.school_year.title,
            "type": "schoolYear",
            "startDate": recipe.school_year.begin.isoformat(),
            "endDate": recipe.school_year.end.isoformat(),
            "schoolYear": str(recipe.school_year.year),
        },
    )


def _orgs(rows: "DataFrame", recipe: Recipe) -> "DataFrame":
    import pandas as pd

    number = recipe.district.number
    district = {"sourcedId": number, "name": recipe.district.name, "type": "district", "identifier": number}
    schools = _once(rows, "campus")
    values = {
        "sourcedId": schools["campus"],
        "name": schools["campus_name"],
        "type": "school",
        "identifier": schools["campus"],
        "parentSourcedId": number,
    }
    return pd.concat([_table("orgs.csv", district), _table("orgs.csv", values, schools)])


def _courses(rows: "DataFrame", recipe: Recipe) -> "DataFrame":
    courses = _once(rows, "course")
    return _table(
        "courses.csv",
        {
            "sourcedId": courses["course"],
            "schoolYearSourcedId": recipe.school_year.id,
            "title": ("Homeroom " + courses["grade"]).str.strip(),
            "courseCode": courses["course"],
            "grades": courses["grade"],
            "orgSourcedId": recipe.district.number,
        },
        courses,
    )


def _classes(rows: "DataFrame", recipe: Recipe) -> "DataFrame":
    placed = rows[rows["homeroom"] != ""]
    homerooms = _once(rows, "homeroom")
    title = homerooms["homeroom_title"]
    return _table(
        "classes.csv",
        {
            "sourcedId": homerooms["homeroom"],
            "title": title.where(title != "", "Homeroom " + homerooms["homeroom_code"]),
            "grades": homerooms["homeroom"].map(placed.groupby("homeroom")["grade"].agg(_list)),
            "courseSourcedId": homerooms["course"],
            "classCode": homerooms["homeroom_code"],
            "classType": "homeroom",
            "location": homerooms["room"],
            "schoolSourcedId": homerooms["campus"],
            "termSourcedIds": recipe.school_year.id,
        },
        homerooms,
    )


def _users(rows: "DataFrame") -> "DataFrame":
    import pandas as pd

    teachers = _once(rows, "teacher")
    students = rows[(rows["student"] == "") | ~rows.duplicated("student")]
    email = teachers["teacher_email"]
    return pd.concat(
        [
            _table(
                "users.csv",
                {
                    "sourcedId": teachers["teacher"],
                    "enabledUser": "true",
                    "orgSourcedIds": teachers["teacher"].map(_campuses(rows, "teacher")),
                    "role": "teacher",
                    "username": email.where(email != "", teachers["teacher"].str.lower()),
                    "givenName": teachers["teacher_first_name"],
                    "familyName": teachers["teacher_last_name"],
                    "identifier": teachers["teacher_id"],
                    "email": email,
                },
                teachers,
            ),
            _table(
                "users.csv",
                {
                    "sourcedId": students["student"],
                    "enabledUser": "true",
                    "orgSourcedIds": students["student"]
                    .map(_campuses(rows, "student"))
                    .fillna(students["campus"]),
                    "role": "student",
                    "username": students["student"].str.lower(),
                    "givenName": students["first_name"],
                    "familyName": students["last_name"],
                    "middleName": students["middle_name"],
                    "identifier": students["student_id"],
                    "grades": students["grade"],
                },
                students,
            ),
        ]
    )


def _campuses(rows: "DataFrame", key: str) -> "Series[str]":
    """Return the schools of each teacher or student with a number, as a list cell."""
    return rows[rows[key] != ""].groupby(key)["campus"].agg(_list)


def _demographics(rows: "DataFrame") -> "DataFrame":
    import pandas as pd

    students = _once(rows, "student")
    races = students["race"].map(lambda word: frozenset(word.split(",")))
    worded = races.map(lambda named: named <= RACES.keys())
    flags = pd.DataFrame(
        {
            column: students[race].mask(worded, races.map(lambda named, race=race: _flag(race in named)))
            for race, column in RACES.items()
        }
    )
    several = ((flags == "true").sum(axis=1) > 1).map(_flag)
    return _table(
        "demographics.csv",
        {
            "sourcedId": students["student"],
            "birthDate": students["birth_date"],
            "sex": students["sex"],
            **flags,
            "demographicRaceTwoOrMoreRaces": several.where((flags != "").any(axis=1), ""),
            "hispanicOrLatinoEthnicity": students["hispanic"],
        },
        students,
    )


def _enrollments(rows: "DataFrame", recipe: Recipe) -> "DataFrame":
    import pandas as pd

    taught = _once(rows, "homeroom", "teacher")
    primary = (~taught.duplicated("homeroom")).map(_flag)
    begin, end = recipe.school_year.begin.isoformat(), recipe.school_year.end.isoformat()
    attended = _once(rows, "homeroom", "student")
    entry, leave = attended["entry_date"], attended["exit_date"]
    return pd.concat(
        [
            _enrolled(taught, "teacher", primary, begin, end),
            _enrolled(
                attended, "student", "false", entry.where(entry != "", begin), leave.where(leave != "", end)
            ),
        ]
    )


def _enrolled(
    rows: "DataFrame",
    role: str,
    primary: "Series[str] | str",
    begin: "Series[str] | str",
    end: "Series[str] | str",
) -> "DataFrame":
    return _table(
        "enrollments.csv",
        {
            "sourcedId": "E-" + rows["homeroom"] + "-" + rows[role],
            "classSourcedId": rows["homeroom"],
            "schoolSourcedId": rows["campus"],
            "userSourcedId": rows[role],
            "role": role,
            "primary": primary,
            "beginDate": begin,
            "endDate": end,
        },
        rows,
    )


def _manifest() -> "DataFrame":
    import pandas as pd

    profile = load_profile("oneroster-1.1")
    modes = {spec.name: "bulk" for spec in profile.tables} | dict.fromkeys(profile.other_files, "absent")
    values = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    values |= {f"file.{name.removesuffix('.csv')}": modes[name] for name in sorted(modes)}
    return pd.DataFrame(
        {"propertyName": list(values), "value": list(values.values())}, index=[0] * len(values)
    )


def _list(values: "Series[str]") -> str:
    """Return the different values as a list cell, in the order they were met."""
    return ",".join(value for value in dict.fromkeys(values) if value)


def _flag(value: bool) -> str:
    return "true" if value else "false"
