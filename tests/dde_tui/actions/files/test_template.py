"""Templates: headers to fill in, and examples that are what they say."""

import pytest

from checks.errors import ExitCode
from checks.rules.choices import load_profile


def test_the_headers_of_the_required_files_are_written(dde, tmp_path):
    said = dde("template", tmp_path / "t")
    assert said.code == 0
    required = {spec.name: spec.header for spec in load_profile("cli-engage").files if spec.required}
    written = {path.name: path.read_bytes() for path in (tmp_path / "t").iterdir()}
    assert written == {name: (",".join(header) + "\n").encode() for name, header in required.items()}
    assert said.out.splitlines() == [str(tmp_path / "t" / name) for name in required]


def test_the_example_is_right_and_the_mistakes_are_wrong(dde, tmp_path):
    dde("template", tmp_path / "right", "--example")
    dde("template", tmp_path / "wrong", "--example", "mistakes")
    assert dde("check", tmp_path / "right").code == 0
    assert dde("check", tmp_path / "wrong").code == ExitCode.NOT_READY


def test_the_flat_example_builds_into_a_set_that_is_right(dde, tmp_path):
    dde("template", tmp_path / "flat", "--example", "flat")
    built = dde("build", tmp_path / "flat" / "build.toml", "--output", tmp_path / "built")
    assert built.code == 0, built.err
    assert dde("check", tmp_path / "built", "--fail-on", "warning").code == 0


def test_json_names_folder_and_files(dde, tmp_path):
    said = dde("template", tmp_path / "t", "--json")
    assert said.json == {
        "schema": "dde-template/1",
        "folder": str(tmp_path / "t"),
        "files": sorted(path.name for path in (tmp_path / "t").iterdir()),
    }


@pytest.mark.parametrize("kind", [[], ["--example"], ["--example", "flat"]])
def test_nothing_that_is_there_is_written_over(dde, tmp_path, kind):
    dde("template", tmp_path, *kind)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    first = next(iter(before))
    (tmp_path / first).write_bytes(b"ours")
    said = dde("template", tmp_path, *kind)
    assert said.code == ExitCode.USAGE
    assert "Nothing was written." in said.err
    assert first in said.err
    assert (tmp_path / first).read_bytes() == b"ours"


def test_a_folder_must_be_given(dde):
    assert dde("template").code == ExitCode.USAGE
