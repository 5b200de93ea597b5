"""The pages of rules, known problems, servers and settings are what is declared."""

import re
import runpy
from pathlib import Path

import pytest

from checks.rules.registry import all_rules

DOCS = Path(__file__).parent.parent / "docs"


@pytest.fixture(scope="module")
def pages():
    return runpy.run_path(str(DOCS / "tools" / "pages.py"))


@pytest.mark.parametrize("name", ["rules.md", "problems.md", "servers.md", "settings.md"])
def test_a_page_is_what_is_declared(pages, name):
    assert (DOCS / name).read_text("utf-8") == pages["PAGES"][name](), f"run: {pages['COMMAND']}"


def test_every_rule_has_its_place_on_the_page_of_rules():
    text = (DOCS / "rules.md").read_text("utf-8")
    assert re.findall(r"^### (DDE\d{3})$", text, re.MULTILINE) == [*all_rules()]


@pytest.mark.parametrize("name", ["rules.md", "problems.md"])
def test_every_link_inside_the_pages_leads_somewhere(name):
    text = {page: (DOCS / page).read_text("utf-8") for page in ("rules.md", "problems.md")}
    anchors = {
        page: {title.lower().replace(" ", "-") for title in re.findall(r"^#+ (.+)$", held, re.MULTILINE)}
        for page, held in text.items()
    }
    for page, anchor in re.findall(r"\]\(([\w.]*)(?:#([\w-]+))?\)", text[name]):
        assert anchor == "" or anchor in anchors[page or name], (page, anchor)
