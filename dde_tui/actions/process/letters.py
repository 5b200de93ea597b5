"""Drafts of what the contact writes to CLI; `dde` writes them down and never sends them."""

from pathlib import Path

from dde_tui.workspace.disk import private_folder, replace_file
from dde_tui.workspace.folder import Workspace


def request_letter(district: str) -> str:
    """Return the request for information, to be pasted into a help ticket."""
    return (
        "Subject: Automated Rostering: request for information\n\n"
        f"We are {district} and would like to begin automated rostering with CLI Engage.\n"
        "Please send us the requirements for the District Data Exchange, so that we can judge whether\n"
        "we can produce the files.\n"
    )


def confirmation_letter(district: str, rows: dict[str, int] | None = None) -> str:
    """Return the confirmation; `rows` are the rows of a trial export by file, where there is one."""
    trial = ""
    if rows:
        listed = "\n".join(f"  {name}: {count:,} rows" for name, count in rows.items())
        trial = f"A trial export gave these files:\n{listed}\n"
    return (
        "Subject: Automated Rostering: we can produce the files\n\n"
        f"We are {district}. We have read the requirements and can produce the required files.\n"
        f"{trial}Please create our SecureStor folder.\n"
    )


def keep_letter(workspace: Workspace, name: str, text: str) -> Path:
    """Write a draft into the workspace's outbox and return its path.

    Raises:
        DiskError: it can't be written.
    """
    private_folder(workspace.path / "outbox")
    path = workspace.path / "outbox" / f"{name}.txt"
    replace_file(path, text.encode())
    return path


def reminder_letter(district: str, step: str, since: str, allowance: str) -> str:
    """Return a polite question about an answer that is overdue, to be written into the help ticket.

    Args:
        district: its name.
        step: CLI's own name of the step.
        since: when it began, in words.
        allowance: CLI's published allowance, in words.
    """
    return (
        "Subject: Automated Rostering: how does our request stand?\n\n"
        f'We are {district}. Our step "{step}" began on {since}; your page says {allowance}.\n'
        "We have not seen an answer. Could you tell us how it stands, and if you need anything from us?\n"
        "If you have answered, your e-mail did not reach us: please check that our address is not blocked.\n"
        "Thank you!\n"
    )
