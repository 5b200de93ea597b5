"""The record of one file of a set, the same in reports, receipts, the journal and sendings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file; a field that a stored record lacks is None."""

    file: str
    bytes: int | None
    sha256: str
    rows: int | None = None
    verified: str | None = None
    """How its arrival was verified; None if it was not sent."""

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Deserialize; older versions stored fewer fields."""
        return cls(
            str(data["file"]), data.get("bytes"), str(data["sha256"]), data.get("rows"), data.get("verified")
        )

    def to_data(self) -> dict[str, Any]:
        """Serialize, in the key order of the stored files."""
        return {key: getattr(self, key) for key in ("file", "bytes", "sha256", "rows", "verified")}


def hashes(files: tuple[FileRecord, ...]) -> dict[str, str]:
    """Return the SHA-256 of each file by its name: two sets of the same hashes are the same."""
    return {file.file: file.sha256 for file in files}
