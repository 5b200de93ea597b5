"""The SSH agent: Pageant or Windows' own on Windows, else the one at SSH_AUTH_SOCK."""

from contextlib import closing
from typing import Any

import paramiko
from paramiko.pkey import PublicBlob

from dde_tui.deadline import in_time
from dde_tui.errors import LoginError

_CERTIFIED = "-cert-v01@openssh.com"
_PATIENCE = 10.0  # seconds to list its keys; it may be at the other end of a line


class Agent(paramiko.Agent):
    """The agent's keys; empty without an agent."""

    def _connect(self, conn: Any) -> None:
        try:
            super()._connect(conn)  # type: ignore[misc]
        except BaseException:
            conn.close()  # paramiko forgets it where the agent is none
            raise

    def held(self) -> list[paramiko.PKey]:
        """Return its keys, each with its certificate, which paramiko drops for most key types."""
        keys = list(self.get_keys())
        for key in keys:
            if key.get_name().endswith(_CERTIFIED):
                key.public_blob = PublicBlob(key.get_name(), key.blob)  # type: ignore[assignment]
        return [*keys]


def open_agent() -> Agent:
    """List the agent's keys, with a timeout: a dead forwarded agent would never answer.

    Raises:
        LoginError: it does not answer, or not with the agent protocol.
    """
    try:
        return in_time(Agent, _PATIENCE, too_late=Agent.close)
    except (paramiko.SSHException, OSError, EOFError, ValueError) as error:
        raise LoginError(
            "The SSH agent on this computer does not answer correctly.",
            meaning="None of its keys was used.",
            to_do="Restart the agent, or log in with `dde connect --key-file FILE`.",
        ) from error


def agent_keys() -> tuple[str, ...]:
    """Return the types of the agent's keys; empty without an agent.

    Raises:
        LoginError: there is an agent, but it does not answer.
    """
    with closing(open_agent()) as running:
        return tuple(key.get_name() for key in running.held())
