"""What dde brings along: each package pinned with the hash of its files, and under a license that fits."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUN, TEST = (ROOT / ".ci" / name for name in ("requirements.txt", "requirements-dev.txt"))

PERMISSIVE = re.compile(r"\b(MIT|BSD|0BSD|Apache|PSF|ISC|Zlib|CC0|Unlicense|MPL)\b", re.IGNORECASE)
COPYLEFT = re.compile(r"\b[AL]?GPL", re.IGNORECASE)
KNOWN_COPYLEFT = {"paramiko"}
"""A library under the LGPL may be used by a program of any license, as long as a user can exchange it; an
installed Python package is. The README says so."""


def entries(path: Path) -> dict[str, list[tuple[Requirement, int]]]:
    """Return the pinned packages of a file by name, each with how many hashes it has."""
    found: dict[str, list[tuple[Requirement, int]]] = {}
    joined = path.read_text("utf-8").replace("\\\n", " ")
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            words, *hashes = line.split("--hash=sha256:")
            pinned = Requirement(words.strip())
            found.setdefault(canonicalize_name(pinned.name), []).append((pinned, len(hashes)))
    return found


@pytest.mark.parametrize("path", [RUN, TEST], ids=lambda path: path.name)
def test_every_package_is_pinned_with_hashes_and_without_an_address(path):
    assert "://" not in path.read_text("utf-8")
    for pins in entries(path).values():
        for pinned, hashes in pins:
            assert [each.operator for each in pinned.specifier] == ["=="], pinned
            assert pinned.url is None
            assert hashes > 0, pinned


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (RUN, PROJECT["dependencies"]),
        (TEST, PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]),
    ],
    ids=["to run", "to test"],
)
def test_every_dependency_is_pinned_to_a_version_that_it_allows(path, wanted):
    pins = entries(path)
    for each in map(Requirement, wanted):
        versions = [pinned for pinned, _ in pins[canonicalize_name(each.name)]]
        assert versions, each
        for pinned in versions:
            (version,) = (item.version for item in pinned.specifier)
            assert each.specifier.contains(version, prereleases=True), f"{each}: run .ci/lock"


def test_what_runs_is_what_is_tested():
    tested = entries(TEST)
    for name, pins in entries(RUN).items():
        assert {str(pin.specifier) for pin, _ in pins} <= {str(pin.specifier) for pin, _ in tested[name]}


def licenses(name: str) -> str:
    """Return every word that an installed package says about its license."""
    about = metadata(name)
    classified = [each for each in about.get_all("Classifier") or [] if each.startswith("License ::")]
    return " ".join((about.get("License-Expression") or about.get("License") or "", *classified))


def here(name: str, pins: list[tuple[Requirement, int]]) -> bool:
    """Tell whether a package is for this system and Python; pywin32-ctypes, say, is for Windows alone."""
    return any(pin.marker is None or Marker(str(pin.marker)).evaluate() for pin, _ in pins)


def test_every_license_is_permissive_but_one_that_the_readme_names():
    copyleft = set()
    for name, pins in entries(RUN).items():
        if not here(name, pins):
            continue
        try:
            said = licenses(name)
        except PackageNotFoundError:
            pytest.fail(f"{name} is pinned, but nothing needs it here: run .ci/lock")
        if COPYLEFT.search(said):
            copyleft.add(name)
        else:
            assert PERMISSIVE.search(said), f"{name}: {said!r}"
    assert copyleft == KNOWN_COPYLEFT
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(re.search(rf"{name}[^.]*LGPL", readme) for name in copyleft)
