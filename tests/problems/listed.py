"""Every known problem in the order of its number: what docs/problems.md shows and the tests run."""

from problems import cli_rules, files_and_rows, people_and_classes, values

KNOWN = tuple(
    sorted(
        (*files_and_rows.PROBLEMS, *values.PROBLEMS, *people_and_classes.PROBLEMS),
        key=lambda problem: int(problem.number),
    )
)
"""The 38 problems that roster files most often have."""
CLI_RULES = cli_rules.PROBLEMS
"""The rules of CLI Engage that can be checked now."""
