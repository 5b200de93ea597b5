"""A district in which fifty students are called like nobody else, so that what is said of them can be searched for."""

import csv
import io

from openpyxl import Workbook

from checks.example.changes import Files
from dde_tui.actions.files.template import template_files
from dde_tui.build.sample import sample_recipe

STUDENTS = 50
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def bytes_of(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def marked_files() -> tuple[Files, tuple[str, ...]]:
    """The sample district with fifty students nobody else is called like, and everything that is said of them."""
    files = dict(template_files("clean"))
    users, born, enrolled = (
        rows_of(files[f"{name}.csv"]) for name in ("users", "demographics", "enrollments")
    )
    students = [row for row in users if row["role"] == "student"][:STUDENTS]
    values: list[str] = []
    ids = {}
    for number, row in enumerate(students):
        mark = LETTERS[number // 26] + LETTERS[number % 26]
        ids[row["sourcedId"]] = f"S7{number:02}9163"
        row["sourcedId"] = row["identifier"] = ids[row["sourcedId"]]
        row["givenName"], row["familyName"] = f"Žofqué{mark}", f"O'Quxley{mark}"
        row["email"] = row["username"] = f"zofque.{mark}@caprockbend.example"
        values += [row[name] for name in ("sourcedId", "givenName", "familyName", "email")]
    for row in born:
        if row["sourcedId"] in ids:
            row["sourcedId"] = ids[row["sourcedId"]]
            values.append(row["birthDate"])
    for row in enrolled:
        if row["userSourcedId"] in ids:
            row["sourcedId"] = row["sourcedId"].replace(row["userSourcedId"], ids[row["userSourcedId"]])
            row["userSourcedId"] = ids[row["userSourcedId"]]
    files |= {
        "users.csv": bytes_of(users),
        "demographics.csv": bytes_of(born),
        "enrollments.csv": bytes_of(enrolled),
    }
    return files, tuple(dict.fromkeys(values))


def with_errors(files: Files) -> Files:
    """The same students with cells that every kind of rule quotes, points at, or refers to."""
    users, born = rows_of(files["users.csv"]), rows_of(files["demographics.csv"])
    students = [row for row in users if row["role"] == "student"][:STUDENTS]
    for number, row in enumerate(students[:20]):
        match number % 5:
            case 0:
                row["email"] = row["givenName"] + " at home"
            case 1:
                row["role"] = row["familyName"]
            case 2:
                row["sourcedId"] = students[0]["sourcedId"]
            case 3:
                row["grades"] = row["givenName"]
            case 4:
                row["orgSourcedIds"] = row["familyName"]
    for row in born[:10]:
        row["birthDate"], row["sex"] = f"{row['birthDate']} or so", row["birthDate"]
    return {**files, "users.csv": bytes_of(users), "demographics.csv": bytes_of(born)}


def with_names(files: Files) -> Files:
    """The same students where things are named after them: a row glued to its header, columns, and files."""
    users, born, classes = (rows_of(files[f"{name}.csv"]) for name in ("users", "demographics", "classes"))
    marked = [row for row in users if "Quxley" in row["familyName"]]
    child, other = marked[0], marked[1]
    users.sort(key=lambda row: row is not child)
    born.sort(key=lambda row: row["sourcedId"] != child["sourcedId"])
    for row in classes:
        row[child["familyName"]] = row[f"metadata.{other['sourcedId']}"] = "1"
    named = f"{child['givenName']} {child['familyName']}"
    return {
        **files,
        "users.csv": glued(bytes_of(users)),
        "demographics.csv": glued(bytes_of(born)),
        "classes.csv": bytes_of(classes),
        f"{named}.csv": b"x",
        f"{named}.xlsx": b"x",
        f"users {other['sourcedId']}.csv": b"x",
    }


def glued(data: bytes) -> bytes:
    """The file without the line end after its header."""
    return data.replace(b"\r\n", b"", 1)


def misnamed_exports(files: Files) -> dict[str, bytes]:
    """Recipes with their exports, in which the names of columns and sheets and the words are children's."""
    students = [row for row in rows_of(files["users.csv"]) if "Quxley" in row["familyName"]]
    child, other = students[0]["familyName"], students[1]["familyName"]
    recipe = sample_recipe()
    book, packed = Workbook(), io.BytesIO()
    book.active.title = child
    book.save(packed)
    rows = "".join(f"{row['givenName']},{row['familyName']},{row['sourcedId']}\n" for row in students)
    sheet = recipe.replace('# sheet = "Children"', f'sheet = "{other}"').replace("children.csv", "book.xlsx")
    return {
        "children.csv": rows.encode(),
        "book.xlsx": packed.getvalue(),
        "no-header.toml": recipe.replace('= "student_id"', f'= "{child}"').encode(),
        "no-sheet.toml": sheet.encode(),
        "no-word.toml": recipe.replace('F = "female"', f'F = "{child}"').encode(),
        "no-toml.toml": f'{recipe}\n[values.grade]\n"{child}" = 1\n"{child}" = 2\n'.encode(),
    }
