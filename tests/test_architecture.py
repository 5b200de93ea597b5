"""Packages are where the design says, imports run one way without a circle, files and folders stay small."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*(ROOT / "checks").rglob("*.py"), *(ROOT / "dde_tui").rglob("*.py")])


def test_the_import_contracts_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_package_has_its_place_in_the_order_of_imports() -> None:
    """A module that no contract names could import whatever it likes."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    named = {name for layer in layers for name in re.split(r"\s*[:|]\s*", layer)}
    parts = [path for path in (ROOT / "dde_tui").iterdir() if path.is_dir() or path.suffix == ".py"]
    packages = {f"dde_tui.{path.stem}" for path in parts if path.stem[:2] != "__"}
    assert named == {*packages, "dde_tui.__main__", "checks"}


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name; a package is named like its folder."""
    named = {}
    for path in SOURCES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def imports_of(path: Path, known: dict[str, Path]) -> set[str]:
    """The modules that one imports: also inside a function, and for types alone.

    `from package import submodule` is an import of the submodule, not of the package.
    """
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in named}
    return found & known.keys()


def test_no_imports_go_round_in_a_circle() -> None:
    known = modules()
    left = {name: imports_of(path, known) - {name} for name, path in known.items()}
    assert sum(map(len, left.values())) > 1_000, "the imports were found"
    while free := [name for name, needed in left.items() if not needed & left.keys()]:
        for name in free:
            del left[name]
    assert not left, f"imported by each other: {sorted(left)}"


@pytest.mark.parametrize("name", ["checks", "dde_tui.securestor"])
def test_every_part_of_a_layered_package_is_in_a_layer(name: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = [layer for each in contracts if each["type"] == "layers" for layer in each["layers"]]
    named = {part for layer in layers for part in re.split(r"\s*[:|]\s*", layer)}
    folder = ROOT / name.replace(".", "/")
    parts = {f"{name}.{path.stem}" for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
    assert {part for part in parts if "__" not in part} <= named


def test_the_top_level_is_the_agreed_one() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if tracked.returncode:
        pytest.skip("this is no git checkout, so nobody can say what belongs to it")
    top = {line.split("/")[0] for line in tracked.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == {
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
        "SECURITY.md",
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


def test_no_folder_holds_more_than_a_reader_can_survey() -> None:
    """Twelve files beside the one that says what the package is for; a rule family a file is a list."""
    folders = {path.parent for path in SOURCES} - {ROOT / "checks" / "rules"}
    crowded = {
        str(folder.relative_to(ROOT)): len([each for each in folder.glob("*.py") if each.stem != "__init__"])
        for folder in folders
    }
    assert not {folder: count for folder, count in crowded.items() if count > 12}


def test_no_package_is_empty() -> None:
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
