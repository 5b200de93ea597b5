"""Who uses this computer: the account and the machine, as the journal names them."""

import getpass
import platform

from checks.visible import visible

_LONGEST = 80
UNKNOWN = "unknown"


def who() -> str:
    """Return "account@computer"; a scheduler may run without either name."""
    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # what it raises where no account has a name
        account = UNKNOWN
    return visible(f"{account}@{platform.node() or UNKNOWN}", _LONGEST)
