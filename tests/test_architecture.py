"""The rooms are where the design says, imports run one way, and files stay small."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*(ROOT / "checks").rglob("*.py"), *(ROOT / "dde_tui").rglob("*.py")])
MIRRORED = ("checks", "dde_tui")


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_has_its_place_in_the_order_of_imports() -> None:
    """A module that no contract names could import whatever it likes."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name for layer in layers for name in re.split(r"\s*[:|]\s*", layer)}
    parts = [path for path in (ROOT / "dde_tui").iterdir() if path.is_dir() or path.suffix == ".py"]
    rooms = {f"dde_tui.{path.stem}" for path in parts if path.stem[:2] != "__"}
    assert named == {*rooms, "dde_tui.__main__", "checks"}


def test_the_top_level_is_the_agreed_one() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no git checkout, so nobody can say what belongs to it")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {
        "README.md",
        "checks",
        "dde_tui",
        "docs",
        "pyproject.toml",
        "tests",
    }


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_holds_one_idea(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text)), "a module says in a sentence what it is for"


def test_no_room_is_empty() -> None:
    for package in ("checks", "dde_tui"):
        for folder in (ROOT / package).rglob("*"):
            if folder.is_dir() and (folder / "__init__.py").exists():
                assert len(list(folder.iterdir())) > 1, folder


def test_no_name_says_nothing() -> None:
    vague = {"utils", "helpers", "manager", "common", "misc", "base"}
    assert not [path for path in SOURCES if path.stem in vague or path.parent.name in vague]


def test_the_process_reads_no_clock_and_no_disk() -> None:
    for path in (ROOT / "dde_tui" / "process").glob("*.py"):
        text = path.read_text("utf-8")
        assert not re.search(r"datetime\.now|time\.time\(|\bopen\(|Path\(", text), path


def test_the_library_upload_is_nowhere_used() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            assert name not in {"SFTPClient", "AutoAddPolicy", "WarningPolicy"}, path
