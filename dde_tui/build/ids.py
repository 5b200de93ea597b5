"""sourcedIds derived from an export's own numbers: legal, and stable from night to night."""

import hashlib
import re

_ILLEGAL = re.compile(r"[^0-9A-Za-z.\-_/@]+")
_LONGEST = 200


def legal_id(prefix: str, *parts: str) -> str:
    """Return prefix and parts as one sourcedId; blank if any part is blank.

    What the standard does not allow becomes a hyphen. A short hash of the original then keeps `A 1`
    and `A+1` apart, since a collision would silently merge two classes.
    """
    if not all(parts):
        return ""
    text = "-".join(parts)
    legal = _ILLEGAL.sub("-", text)[:_LONGEST]
    if legal != text:
        legal = f"{legal}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"
    return prefix + legal


def campus_id(number: str, district: str) -> str:
    """Return a campus's sourcedId: a number of three digits is completed with the district's."""
    return legal_id("", district + number if len(number) == 3 else number)
