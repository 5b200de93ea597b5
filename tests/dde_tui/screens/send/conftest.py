"""A workspace that is connected to a real server, through a line that a test can break."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from checks.job import Job
from dde_tui.actions.transfer.connect.command import connect_workspace
from dde_tui.screens.shell.session import Session
from dde_tui.securestor.auth.keygen import make_key
from dde_tui.securestor.embedded.server import EmbeddedServer
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import SecureStorSettings
from support.slow_link import Line


@pytest.fixture
def server(tmp_path: Path, workspace: Workspace) -> Iterator[EmbeddedServer]:
    root = tmp_path / "securestor"
    root.mkdir()
    with EmbeddedServer(root, authorized_keys=(make_key(workspace.path / "id_ed25519"),)) as running:
        yield running


@pytest.fixture
def line(server: EmbeddedServer) -> Iterator[Line]:
    with Line(server.port) as line:
        yield line


@pytest.fixture
def connected(line: Line, server: EmbeddedServer, workspace: Workspace, session: Session) -> Workspace:
    """Connected through the line; the name of the host is one that stays the same on every screen."""
    given = SecureStorSettings(
        host="127.0.0.1",
        port=line.port,
        user="district",
        key_file="id_ed25519",
        host_keys=(server.fingerprint,),
    )
    connect_workspace(workspace, given, Job(clock=session.clock))
    return workspace
