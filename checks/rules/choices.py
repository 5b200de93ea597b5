"""Rule overrides of a profile: other severities, and rules switched off.

The profile package does not import the rules, so their codes are validated here.
"""

from dataclasses import replace

from checks.errors import ProfileError
from checks.finding import Severity
from checks.profile.loader import read_profile
from checks.profile.model import OFF, Profile
from checks.profile.shipped import DEFAULT_PROFILE
from checks.rules.registry import all_rules
from checks.rules.rule import Rule
from checks.suggest import suggest


def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """Load a profile by name, or from the path of a TOML file.

    Raises:
        ProfileError: no such profile, invalid TOML, a key that is missing, unknown or of the wrong type, or
            an override that names an unknown rule or severity.
    """
    return checked(read_profile(name))


def checked(profile: Profile) -> Profile:
    """Return the profile if its overrides are valid; ProfileError names the first that is not."""
    words = (*Severity, OFF)
    for code, choice in profile.rules.items():
        if code not in all_rules():
            raise ProfileError(
                f"{choice.source}: rules.{code} is not a rule.{suggest(code.upper(), all_rules())}",
                to_do="Run `dde explain` for a list of all rules.",
            )
        if choice.word not in words:
            raise ProfileError(
                f"{choice.source}: rules.{code} must be one of {', '.join(words)}."
                f"{suggest(choice.word, words)}"
            )
    return profile


def rules_off(profile: Profile) -> tuple[str, ...]:
    """Return the codes of the rules that a profile switches off: no report may hide that it is lax."""
    return tuple(code for code in all_rules() if code in profile.rules and profile.rules[code].word == OFF)


def rules_of(profile: Profile) -> dict[str, Rule]:
    """Return the rules of a profile by code: its severities applied, those it switches off left out."""
    rules: dict[str, Rule] = {}
    for code, rule in all_rules().items():
        choice = profile.rules.get(code)
        if choice is None:
            rules[code] = rule
        elif choice.word != OFF:
            severity, basis = Severity(choice.word), choice.basis or rule.basis
            rules[code] = replace(rule, severity=severity, basis=basis, chosen=True)
    return rules
