"""A rule's page: why it matters, how to fix it, a bad and a good example."""

from checks.errors import ExitCode
from dde_tui.actions.command import JSON, Call, Command, Example, Option


def _run(call: Call) -> ExitCode:
    from checks import explain
    from checks.rules.registry import all_rules, find_rule

    console = call.console
    if not call.options.code:
        rules = all_rules().values()
        if call.wants_json:
            console.json({"schema": "dde-rules/1", "rules": [explain.as_data(rule) for rule in rules]})
            return ExitCode.DONE
        for rule in rules:
            console.say(f"{rule.code}  {rule.severity.value:<7}  {rule.title}")
        return ExitCode.DONE
    rule = find_rule(call.options.code)
    if call.wants_json:
        console.json(explain.as_data(rule))
    else:
        console.say(explain.as_text(rule))
    return ExitCode.DONE


COMMAND = Command(
    name="explain",
    sentence="Show a rule's page: why, how to fix it, a bad and a good example.",
    run=_run,
    options=(Option("code", "A rule's code, such as DDE502; without one, all rules are listed."), JSON),
    examples=(
        Example("dde explain DDE502", "one rule"),
        Example("dde explain", "all of them, one line each"),
    ),
)
