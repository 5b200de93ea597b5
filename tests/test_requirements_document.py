"""The page about requirements shows files that work as they stand."""

import re
from pathlib import Path

from checks.rules.choices import load_profile, rules_of
from checks.waivers import read_waivers

PAGE = Path(__file__).parent.parent / "docs" / "requirements.md"
PROFILE, WAIVERS = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_profile_that_is_shown_is_one(tmp_path):
    path = tmp_path / "requirements.toml"
    path.write_text(PROFILE, encoding="utf-8")
    profile = load_profile(str(path))
    assert "DDE605" not in rules_of(profile)
    assert profile.file("classes.csv").column("metadata.dayType").vocabulary == ("Full Day", "AM", "PM")
    assert set(profile.answers) == {"grade-codes"}


def test_the_waivers_that_are_shown_can_be_read(tmp_path):
    path = tmp_path / "waivers.toml"
    path.write_text(WAIVERS, encoding="utf-8")
    (waiver,) = read_waivers(path)
    assert (waiver.code, waiver.at_most) == ("DDE704", 12)
