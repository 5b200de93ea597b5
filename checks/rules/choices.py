"""What a profile chooses of the rules: other severities, and which are off.

The profile itself knows no rule; so here, where both are known, each choice must name one.
"""

from dataclasses import replace

from checks.errors import ProfileError
from checks.finding import Severity
from checks.profile.loader import read_profile
from checks.profile.model import OFF, Profile
from checks.rules.registry import all_rules
from checks.rules.rule import Rule
from checks.suggest import suggest


def load_profile(name: str = "cli-engage") -> Profile:
    """Load a profile by its name, or from the path of a TOML file.

    Raises:
        ProfileError: no such profile, no TOML, a key that is missing, unknown or of a wrong kind, or a
            choice of a rule or severity that there is not.
    """
    return checked(read_profile(name))


def checked(profile: Profile) -> Profile:
    """Return the profile when each rule that it chooses is one; ProfileError names the first that is none."""
    words = (*Severity, OFF)
    for code, choice in profile.rules.items():
        if code not in all_rules():
            raise ProfileError(
                f"{choice.source}: rules.{code} is no rule.{suggest(code.upper(), all_rules())}",
                to_do="`dde explain` lists them all.",
            )
        if choice.word not in words:
            raise ProfileError(
                f"{choice.source}: rules.{code} must be one of {', '.join(words)}."
                f"{suggest(choice.word, words)}"
            )
    return profile


def rules_of(profile: Profile) -> dict[str, Rule]:
    """Return the rules that hold for a profile, by code: with its severities, without those it dropped."""
    rules: dict[str, Rule] = {}
    for code, rule in all_rules().items():
        choice = profile.rules.get(code)
        if choice is None:
            rules[code] = rule
        elif choice.word != OFF:
            severity, basis = Severity(choice.word), choice.basis or rule.basis
            rules[code] = replace(rule, severity=severity, basis=basis, chosen=True)
    return rules
