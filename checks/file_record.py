"""What is known of one file of a set, wherever it is told: a report, a receipt, the journal, a sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file; what another program's record leaves out is None."""

    file: str
    bytes: int | None
    sha256: str
    rows: int | None = None
    verified: str | None = None
    """How it was proved that it arrived as it was checked; None where it was not sent."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the record that plain data holds, also where an older version wrote less."""
        return cls(
            str(data["file"]), data.get("bytes"), str(data["sha256"]), data.get("rows"), data.get("verified")
        )

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, in the order in which it stands in files."""
        return {key: getattr(self, key) for key in ("file", "bytes", "sha256", "rows", "verified")}


def hashes(files: tuple[FileRecord, ...]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name: two sets of the same hashes are the same."""
    return {file.file: file.sha256 for file in files}
