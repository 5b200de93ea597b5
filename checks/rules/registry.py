"""All rules, found by their code; a rule stands in the file of its family."""

from functools import cache
from operator import ne

from checks.errors import UnknownCodeError
from checks.rules.rule import Rule
from checks.suggest import closest


@cache
def all_rules() -> dict[str, Rule]:
    """Return every rule by its code, in the order of the codes.

    Raises:
        ValueError: two rules share a code or a name, which only a defect can cause.
    """
    from checks.rules import (
        changed_ids,
        compare,
        dates,
        demographics,
        emails,
        files,
        forms,
        headers,
        homerooms,
        identities,
        keys,
        leftovers,
        lists,
        manifest,
        people,
        placements,
        references,
        relations,
        rows,
        terms,
        values,
    )

    rules: dict[str, Rule] = {}
    names: set[str] = set()
    families = (
        files,
        manifest,
        rows,
        headers,
        values,
        lists,
        forms,
        emails,
        leftovers,
        dates,
        terms,
        keys,
        references,
        relations,
        homerooms,
        placements,
        people,
        demographics,
        identities,
        compare,
        changed_ids,
    )
    for family in families:
        for rule in family.RULES:
            if rule.code in rules or rule.name in names:
                raise ValueError(f"{rule.code} {rule.name} is declared twice")
            rules[rule.code] = rule
            names.add(rule.name)
    return dict(sorted(rules.items()))


def find_rule(code: str) -> Rule:
    """Return the rule of this code, in any letter case.

    Raises:
        UnknownCodeError: no rule has it; the nearest codes are named.
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
        to_do=f"Codes look like {', '.join(near)}; `dde explain` lists them all.",
    )


def expand_codes(patterns: tuple[str, ...]) -> frozenset[str]:
    """Return the codes that the patterns mean: whole codes, or beginnings such as DDE3.

    Raises:
        UnknownCodeError: a pattern means no rule at all.
    """
    codes: set[str] = set()
    for pattern in patterns:
        meant = [code for code in all_rules() if code.startswith(pattern.strip().upper())]
        codes.update(meant or [find_rule(pattern).code])
    return frozenset(codes)
