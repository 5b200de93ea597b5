"""Who uses this computer: the account and the machine, as the journal names them."""

from getpass import getuser

from checks.visible import visible
from dde_tui.terminal.system import this_system

_LONGEST = 80
UNKNOWN = "unknown"


def who() -> str:
    """Return "account@computer"; a scheduler may run without either name."""
    try:
        account = getuser()
    except (OSError, KeyError, ImportError):  # what it raises where no account has a name
        account = UNKNOWN
    return visible(f"{account}@{this_system().node or UNKNOWN}", _LONGEST)
