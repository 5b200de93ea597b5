"""The registry of all rules, collected from the modules of their families."""

from functools import cache
from operator import ne

from checks.errors import UnknownCodeError
from checks.rules.rule import Rule
from checks.suggest import closest


@cache
def all_rules() -> dict[str, Rule]:
    """Return all rules by code, sorted by code.

    Raises:
        ValueError: two rules share a code or a name, a defect in the program.
    """
    from checks.rules import (
        birth_dates,
        changed_ids,
        changed_values,
        compare,
        dates,
        demographics,
        emails,
        enrollment_terms,
        files,
        forms,
        headers,
        homerooms,
        identities,
        keys,
        leftovers,
        lists,
        manifest,
        org_numbers,
        other_lines,
        people,
        placements,
        presence,
        references,
        relations,
        rows,
        sessions,
        terms,
        values,
        whole_names,
    )

    rules: dict[str, Rule] = {}
    names: set[str] = set()
    families = (
        files,
        manifest,
        rows,
        other_lines,
        headers,
        values,
        lists,
        forms,
        emails,
        leftovers,
        dates,
        terms,
        enrollment_terms,
        sessions,
        keys,
        references,
        relations,
        org_numbers,
        homerooms,
        placements,
        presence,
        people,
        whole_names,
        demographics,
        birth_dates,
        identities,
        compare,
        changed_ids,
        changed_values,
    )
    for family in families:
        for rule in family.RULES:
            if rule.code in rules or rule.name in names:
                raise ValueError(f"{rule.code} {rule.name} is declared twice")
            rules[rule.code] = rule
            names.add(rule.name)
    return dict(sorted(rules.items()))


def find_rule(code: str) -> Rule:
    """Return the rule with this code or name, ignoring letter case.

    Raises:
        UnknownCodeError: no rule has it; the message suggests the closest codes.
    """
    rules = all_rules()
    wanted = code.strip().upper()
    if wanted in rules:
        return rules[wanted]
    by_name = {rule.name: rule for rule in rules.values()}
    if code.strip().lower() in by_name:
        return by_name[code.strip().lower()]
    close = closest(wanted, rules, most=20, alike=0.8)
    near = sorted(close, key=lambda code: (sum(map(ne, code, wanted)), code))[:3] or [*rules][:3]
    raise UnknownCodeError(
        f"No rule has the code {code!r}.",
        to_do=f"Codes look like {', '.join(near)}. Run `dde explain` for a list of all rules.",
    )


def expand_codes(patterns: tuple[str, ...]) -> frozenset[str]:
    """Return the codes that match the patterns: whole codes, or prefixes such as DDE3.

    Raises:
        UnknownCodeError: a pattern matches no rule.
    """
    codes: set[str] = set()
    for pattern in patterns:
        meant = [code for code in all_rules() if code.startswith(pattern.strip().upper())]
        codes.update(meant or [find_rule(pattern).code])
    return frozenset(codes)
