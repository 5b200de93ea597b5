"""Registry of the app's places: the rail, keys, palette and help are all generated from it.

Each place declares its own name, key, title and group; the order here is the order in the rail.
"""

from dde_tui.screens.activity import Activity
from dde_tui.screens.build import Build
from dde_tui.screens.check.place import Check
from dde_tui.screens.connect.place import SecureStor
from dde_tui.screens.feedback.place import Feedback
from dde_tui.screens.overview.place import Overview
from dde_tui.screens.requirements import Requirements
from dde_tui.screens.send.place import Send
from dde_tui.screens.shell.place import Place

PLACES: tuple[type[Place], ...] = (Overview, Build, Check, SecureStor, Send, Feedback, Requirements, Activity)
