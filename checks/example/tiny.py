"""The smallest valid roster; the bad sample of a rule is this one with a change."""

from checks.example.changes import Row, Rows
from checks.profile.loader import read_profile

_ROWS: dict[str, list[Row]] = {
    "academicSessions.csv": [
        {
            "sourcedId": "SY2027",
            "title": "School year 2026-2027",
            "type": "schoolYear",
            "startDate": "2026-08-12",
            "endDate": "2027-05-28",
            "schoolYear": "2027",
        }
    ],
    "orgs.csv": [
        {"sourcedId": "057950", "name": "Bluebonnet ISD", "type": "district", "identifier": "057950"},
        {
            "sourcedId": "057950101",
            "name": "Pecan Grove Elementary",
            "type": "school",
            "identifier": "057950101",
            "parentSourcedId": "057950",
        },
    ],
    "courses.csv": [
        {
            "sourcedId": "PK101",
            "schoolYearSourcedId": "SY2027",
            "title": "Prekindergarten",
            "courseCode": "PK101",
            "grades": "PK",
            "orgSourcedId": "057950",
        }
    ],
    "classes.csv": [
        {
            "sourcedId": "C1",
            "title": "Homeroom PK-1",
            "grades": "PK",
            "courseSourcedId": "PK101",
            "classCode": "PK-1",
            "classType": "homeroom",
            "schoolSourcedId": "057950101",
            "termSourcedIds": "SY2027",
        }
    ],
    "users.csv": [
        {
            "sourcedId": "T1",
            "role": "teacher",
            "username": "mlopez",
            "givenName": "María",
            "familyName": "López",
            "identifier": "10021",
            "email": "mlopez@bluebonnet.example",
        },
        {
            "sourcedId": "S1",
            "role": "student",
            "username": "s007215",
            "givenName": "Zoë",
            "familyName": "O'Quinn",
            "identifier": "007215",
            "grades": "PK",
        },
        {
            "sourcedId": "S2",
            "role": "student",
            "username": "s007216",
            "givenName": "Tuấn",
            "familyName": "Nguyễn",
            "identifier": "007216",
            "grades": "PK",
        },
    ],
    "demographics.csv": [
        {"sourcedId": "S1", "birthDate": "2022-03-14", "sex": "female", "white": "true"},
        {"sourcedId": "S2", "birthDate": "2022-01-30", "sex": "male", "asian": "true"},
    ],
    "enrollments.csv": [
        {"sourcedId": "E1", "userSourcedId": "T1", "role": "teacher", "primary": "true"},
        {"sourcedId": "E2", "userSourcedId": "S1", "role": "student"},
        {"sourcedId": "E3", "userSourcedId": "S2", "role": "student"},
    ],
}

_SHARED: dict[str, Row] = {
    "users.csv": {"enabledUser": "true", "orgSourcedIds": "057950101"},
    "enrollments.csv": {
        "classSourcedId": "C1",
        "schoolSourcedId": "057950101",
        "beginDate": "2026-08-12",
        "endDate": "2027-05-28",
    },
    "demographics.csv": {"hispanicOrLatinoEthnicity": "false"},
}


def tiny() -> Rows:
    """Return the rows of the tiny roster, with all columns of the standard in order."""
    profile = read_profile("oneroster-1.1")
    rows: Rows = {}
    for name, table in _ROWS.items():
        header = profile.file(name).header
        shared = _SHARED.get(name, {})
        rows[name] = [{column: {**shared, **row}.get(column, "") for column in header} for row in table]
    rows["manifest.csv"] = manifest(rows)
    return rows


def manifest(rows: Rows) -> list[Row]:
    """Return the manifest of a bulk set with exactly these files."""
    profile = read_profile("oneroster-1.1")
    names = sorted({spec.name for spec in profile.tables} | set(profile.other_files))
    properties = {"manifest.version": "1.0", "oneroster.version": "1.1"}
    for name in names:
        properties[f"file.{name.removesuffix('.csv')}"] = "bulk" if name in rows else "absent"
    return [{"propertyName": name, "value": value} for name, value in properties.items()]
