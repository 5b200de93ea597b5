"""The step of a connection test that looks for the exchange folder of receipts and reviews."""

from typing import TYPE_CHECKING

from dde_tui.securestor.diagnosis.steps import Contact, DiagnosisStep, StepStatus

if TYPE_CHECKING:
    from dde_tui.securestor.connection.connection import Connection
    from dde_tui.securestor.diagnosis.step_result import StepResult

EXCHANGE = DiagnosisStep(
    "exchange",
    "Exchange",
    "Looks for the folder dde/ for receipts and reviews.",
    Contact.CLI,
    "Please let the account {user} make the folder dde in the folder {folder} on {host}, and read and write "
    "there.",
)
"""The step after the others, where the workspace uses the exchange folder."""


def look_for_exchange(connection: "Connection", *, makes: bool) -> "StepResult":
    """Look for the exchange folder; with `makes`, create it if it is missing.

    Raises:
        TransferError: it can't be created, or the connection failed.
    """
    from dde_tui.feedback.folder import is_prepared, prepare
    from dde_tui.securestor.diagnosis.step_result import StepResult

    folder = connection.folder()
    if is_prepared(folder):
        return StepResult("The folder dde/ for receipts and reviews is there.")
    if not makes:
        return StepResult(
            "The folder dde/ is not there; `dde connect --exchange` makes it.", StepStatus.WARNING
        )
    prepare(folder)
    return StepResult("The folder dde/ for receipts and reviews was made.")
