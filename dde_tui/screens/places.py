"""Every place of the app, declared once: the rail, the keys, the palette and the help come from here.

A place says of itself its name, key, title and group; its order here is its order in the rail.
"""

from dde_tui.screens.build import Build
from dde_tui.screens.check.place import Check
from dde_tui.screens.connect.place import SecureStor
from dde_tui.screens.feedback.place import Feedback
from dde_tui.screens.overview import Overview
from dde_tui.screens.requirements import Requirements
from dde_tui.screens.send.place import Send
from dde_tui.screens.shell.place import Place

PLACES: tuple[type[Place], ...] = (Overview, Build, Check, SecureStor, Send, Feedback, Requirements)
