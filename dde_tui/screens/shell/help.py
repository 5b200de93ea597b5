"""The page of F1: the place, its keys, the step it belongs to, and the keys that work everywhere."""

from collections.abc import Iterable

from textual.binding import Binding
from textual.content import Content

from dde_tui.process.steps import Step
from dde_tui.screens.shell.dialog import PageDialog
from dde_tui.screens.shell.place import Place

Keys = Iterable[tuple[str, str]]


def help_page(place: Place, step: Step, everywhere: Keys) -> PageDialog:
    """Return the help page of a place, with the current step."""
    own = [
        (binding.key_display or binding.key, binding.tooltip or binding.description)
        for binding in type(place).BINDINGS
        if isinstance(binding, Binding) and place.check_action(binding.action, ()) is not False
    ]
    parts = [
        Content(place.HELP_TEXT),
        _table("Keys here", own),
        _table("Keys everywhere", everywhere),
        Content.assemble(
            (f"The step you are at: {step.number} {step.title}\n", "bold"),
            f"{step.purpose}\nWho: {step.responsible}\nWithout the app: {step.command}",
        ),
    ]
    return PageDialog(f"Help: {place.TITLE}", Content("\n\n").join(parts))


def _table(title: str, keys: Keys) -> Content:
    rows = [Content.assemble((f"  {key:<9}", "bold $text-primary"), words) for key, words in keys]
    return Content("\n").join((Content.styled(title, "bold"), *rows))
