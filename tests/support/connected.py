"""Settings of a connection as `dde connect` leaves them: in dde.toml, and recorded in the journal."""

from collections.abc import Mapping

from dde_tui.process.events import EventKind
from dde_tui.securestor.connected_settings import settings_record
from dde_tui.workspace.folder import Workspace
from dde_tui.workspace.settings import change_settings


def set_connection(workspace: Workspace, changes: Mapping[str, object]) -> None:
    """Change these settings (`{"port": 2222}`) of the connection, and record it as it is then."""
    named = {f"securestor.{name}": value for name, value in changes.items()}
    settings = change_settings(workspace.settings_file, named)
    workspace.journal.append(EventKind.CONNECTED, settings_record(settings.securestor))
