"""Runs first in the Windows Python: Wine can't list the named pipes, which Windows can.

paramiko looks there for the agent of Windows' own OpenSSH.
"""

import os

_listdir = os.listdir


def _listed(path="."):
    if isinstance(path, str) and path.rstrip("\\") == r"\\.\pipe":
        return []
    return _listdir(path)


os.listdir = _listed
