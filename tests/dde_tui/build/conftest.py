"""An export of the sample district, as CSV or workbook, with a recipe beside it."""

import csv
import io

import pytest

from checks.example.district import district
from checks.example.flat import flat_children
from checks.job import Job
from dde_tui.build.building import build
from dde_tui.build.recipe import load_recipe
from dde_tui.build.sample import sample_recipe


@pytest.fixture(scope="session")
def rows():
    return district()


@pytest.fixture
def children(rows):
    return flat_children(rows)


def as_csv(children, encoding="utf-8", separator=","):
    text = io.StringIO()
    writer = csv.DictWriter(text, list(children[0]), delimiter=separator, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(children)
    return text.getvalue().encode(encoding)


def as_rows(folder):
    """Every file of a built set as a list of rows."""
    return {
        path.name: list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))
        for path in folder.iterdir()
    }


@pytest.fixture
def room(tmp_path):
    """A folder to build in: `write` puts the export there, `build` builds it, `recipe` edits the recipe."""
    return Room(tmp_path)


class Room:
    as_csv = staticmethod(as_csv)

    def __init__(self, path):
        self.path = path
        self.output = path / "out"
        self.recipe_path = path / "recipe.toml"
        self.text = sample_recipe()

    def write(self, data, name="children.csv"):
        if isinstance(data, list):
            data = as_csv(data)
        (self.path / name).write_bytes(data)
        self.replace("children.csv", name)
        return self

    def replace(self, old, new):
        assert old in self.text
        self.text = self.text.replace(old, new)
        return self

    def recipe(self):
        self.recipe_path.write_text(self.text, "utf-8")
        return load_recipe(self.recipe_path)

    def build(self, progress=lambda _seen: None):
        return build(self.recipe(), self.output, Job(progress=progress))

    def rows(self):
        return as_rows(self.output)
