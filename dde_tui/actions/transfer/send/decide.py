"""Decide whether a checked set may be sent."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dde_tui.actions.transfer.send.acceptance import may_accept, waived

if TYPE_CHECKING:
    from checks.finding import Report


def accepted_findings(report: "Report", accept: Mapping[str, str]) -> dict[str, str] | None:
    """Return the findings that don't stop the sending, and why; None where another one does.

    Args:
        report: of the check.
        accept: codes that a person accepts, and why; only those whose basis is assumed can be.

    Raises:
        UnknownCodeError: a code is no rule's.
    """
    from checks.rules.registry import find_rule

    stopping = may_accept(report)
    reasons = {find_rule(code).code: why for code, why in accept.items()}
    if any(code not in reasons or not stopping[code] for code in stopping):
        return None
    return {**waived(report), **{code: reasons[code] for code in stopping}}
