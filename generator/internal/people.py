"""Where each person's page lies: by the name alone, so that no page depends on other people."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

_RESERVED = {"index", "con", "prn", "aux", "nul"}
"""`index` is the list of people; Windows keeps the others for itself."""


@lru_cache(maxsize=65_536)
def week_of(name: str) -> str:
    """`week/priya-nair.html`. Where letters or capitals were lost, a mark keeps names apart."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:60] or "person"
    if slug.replace("-", " ").title() != name or slug in _RESERVED:
        slug = f"{slug}-{blake2b(name.encode(), digest_size=4).hexdigest()}"
    return f"week/{slug}.html"
