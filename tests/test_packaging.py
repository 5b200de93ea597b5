"""The wheel holds both packages and their data, nothing else, and starts where a decoy lies in the way."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


def test_the_wheel_holds_exactly_the_two_packages(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"checks", "dde_tui"}
    for data in (
        "checks/profile/oneroster-1.1.toml",
        "checks/profile/cli-engage.toml",
        "checks/reports/check.schema.json",
        "checks/reports/fix.schema.json",
        "checks/reports/page/page.html",
        "checks/reports/page/page.css",
        "checks/reports/page/dark.css",
        "checks/reports/page/page.js",
        "checks/py.typed",
        "dde_tui/py.typed",
        "dde_tui/process/steps.toml",
        "dde_tui/process/calendars/federal.toml",
        "dde_tui/process/calendars/uthealth.toml",
        "dde_tui/app.tcss",
    ):
        assert data in names


def _run(arguments: list[str], folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    import os

    environ = {**os.environ, "PYTHONPATH": str(path)}
    return subprocess.run(arguments, cwd=folder, env=environ, capture_output=True, text=True, check=False)


def test_another_package_named_checks_is_named_in_a_sentence(wheel: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    zipfile.ZipFile(wheel).extractall(installed)
    decoy = tmp_path / "decoy"
    (decoy / "checks").mkdir(parents=True)
    (decoy / "checks" / "__init__.py").write_text("")
    shadowed = _run([sys.executable, "-m", "dde_tui", "--version"], decoy, installed)
    assert shadowed.returncode == 2
    assert "Another package named checks is in the way" in shadowed.stderr
    assert "Traceback" not in shadowed.stderr
    safe = _run([sys.executable, "-P", "-m", "dde_tui", "--version"], decoy, installed)
    assert safe.returncode == 0, safe.stderr
    assert safe.stdout.startswith("dde ")
