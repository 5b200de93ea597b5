"""Whom to ask when a step fails, with a ready-made text; the error may override the step's contact."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from checks.errors import DdeError
from dde_tui.errors import SettingsError
from dde_tui.securestor import faults
from dde_tui.securestor.connection.connection import Server
from dde_tui.securestor.diagnosis.guarantees import WeakerOption, lost_guarantees
from dde_tui.securestor.diagnosis.steps import STEPS, Advice, Contact, DiagnosisStep, words_for

_STEP = {step.id: step for step in STEPS}
_ON_THE_WAY_IN = ("name", "port", "key", "login")
_INSTEAD = {
    (Contact.NETWORK, True): _STEP["port"],
    (Contact.NETWORK, False): _STEP["speed"],
    (Contact.CLI, True): _STEP["login"],
    (Contact.CLI, False): _STEP["space"],
}
"""Fallback texts for a contact other than the step's: while connecting, and later."""
_ALLOW_LIST = replace(
    _STEP["port"],
    whom=Contact.CLI,
    ask="Please allow connections to {host}, port {port}, from the public address of our rostering computer, "
    "or tell us whether an allow list stops them.",
)


def whom_to_ask(step: DiagnosisStep, error: DdeError, *, has_proxy: bool) -> Contact:
    """Return whom to ask about a failed step.

    Args:
        step: the failed step.
        error: why it failed.
        has_proxy: whether the first hop is a proxy of the district's own network.
    """
    if isinstance(error, SettingsError):
        return Contact.YOU
    if isinstance(error, faults.RefusedError | faults.TurnedAwayError):
        return Contact.CLI
    if has_proxy and step.id in ("name", "port"):
        return Contact.NETWORK
    if isinstance(error, faults.LineError) and step.id != "name":
        return Contact.NETWORK
    return step.whom


def ask_them(whom: Contact, step: DiagnosisStep, server: Server, happened: str, to_do: str = "") -> Advice:
    """Return the text to send them; empty if you can fix it yourself."""
    if whom is Contact.YOU and step.whom is not Contact.YOU:
        return Advice(whom, to_do or happened)
    if whom is not step.whom:
        is_turned_away = whom is Contact.CLI and step.id == "port"
        step = _ALLOW_LIST if is_turned_away else _INSTEAD[whom, step.id in _ON_THE_WAY_IN]
    words = words_for(
        step,
        host=server.host,
        port=server.port,
        user=server.user,
        folder=server.folder,
        happened=happened,
    )
    return Advice(whom, words)


def weaker_needed(needs: Iterable[str], missing: Sequence[WeakerOption]) -> SettingsError:
    """Return one error for a server that needs weaker options; it names all flags and what they cost.

    Args:
        needs: what was found, one sentence per step.
        missing: the options not accepted yet.
    """
    lost = lost_guarantees(promise for each in missing for promise in each.loses)
    flags = " ".join(each.flag for each in missing)
    return SettingsError(
        " ".join(needs),
        meaning=f"With these settings nothing can be sent there. A weaker option guarantees less: {lost}",
        to_do="Ask the CLI Engage Help Center to allow it first. Otherwise accept the weaker option: give "
        f"`dde connect` also {flags}",
    )
