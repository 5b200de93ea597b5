"""What a file set is checked against, and who chose it.

A set never chooses its own judge. What it says of itself, as a bundle does, counts only where a person asks
for it, and never against requirements that a person or the workspace chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from checks.profile.loader import profile_names
from checks.profile.model import ProfileSource
from checks.profile.shipped import DEFAULT_PROFILE
from checks.visible import visible
from dde_tui import __version__
from dde_tui.actions.files.bundle.metadata import BundleMetadata
from dde_tui.workspace.folder import Workspace


@dataclass(frozen=True, slots=True)
class Criteria:
    """The requirements and the day of one check."""

    profile: str
    """A profile's name, or the path of its file."""
    source: ProfileSource
    today: date
    bundle: BundleMetadata | None = None
    """What the set says of itself, where it is checked as a bundle."""

    def in_words(self) -> Iterator[str]:
        """Yield what to say before the report on a bundle; nothing for any other set."""
        if (bundle := self.bundle) is None:
            return
        by = "" if bundle.version == __version__ else f" (this is dde {__version__})"
        yield f"This set says of itself that it is a bundle made by dde {visible(bundle.version, 20)}{by}."
        yield "It says that its names are invented. Treat it as real data unless you know its source."
        day = f"{self.today:%B} {self.today.day}, {self.today.year}"
        yield f"It is checked as of {day}, {self._against()}."
        if not bundle.has_all_rows:
            yield "Rows that no finding needs were left out, so line numbers differ from the originals."
        if not bundle.same_findings:
            yield "It is not exact: in some places the originals have different findings."

    def _against(self) -> str:
        if self.source is ProfileSource.BUNDLE:
            return "against the requirements that it brings"
        return f"against {visible(self.profile)}, not the requirements that it brings"


def criteria(
    *,
    today: date,
    day: date | None = None,
    profile: str = "",
    workspace: Workspace | None = None,
    bundle: BundleMetadata | None = None,
) -> Criteria:
    """Return what to check against: what was named, or the workspace's own, or the bundle's, or the default.

    Args:
        today: the day it is.
        day: the day to check for, where one was named.
        profile: the profile that was named; blank for none.
        workspace: where the check is made; None outside of any.
        bundle: what the set says of itself, where a person wants it to count.
    """
    day = day or (bundle.today if bundle else today)
    if profile:
        source = ProfileSource.SHIPPED if profile in profile_names() else ProfileSource.FILE
        return Criteria(profile, source, day, bundle)
    if workspace is not None and workspace.profile != DEFAULT_PROFILE:
        is_shipped = workspace.profile in profile_names()
        source = ProfileSource.SHIPPED if is_shipped else ProfileSource.WORKSPACE
        return Criteria(workspace.profile, source, day, bundle)
    if bundle is not None:
        return Criteria(bundle.profile, ProfileSource.BUNDLE, day, bundle)
    return Criteria(DEFAULT_PROFILE, ProfileSource.SHIPPED, day)
