"""The file name of a salesperson's page, and where on it a customer stands."""

import hashlib
import re
import unicodedata

import pandas as pd

from tracker.wording import words

# Names that Windows keeps for itself, and the signs that a file name or a link may not hold.
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
FORBIDDEN = re.compile(r'[<>:"/\\|?*#%&;\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\ufeff\ufffe\uffff]')
HASHED = re.compile(r".*-[0-9a-f]{8}")
LONGEST_NAME = 60
FOLDER = "people/"


def file_name(owner: str) -> str:
    """The file name of an owner's page: safe on every system, and another one for every other owner.

    A name that had to be changed, or could meet another one on a disk that ignores case, gets a short hash.
    """
    if not owner:
        return f"{_nobody()}.html"
    plain = unicodedata.normalize("NFC", FORBIDDEN.sub("_", owner)).strip(" .")[:LONGEST_NAME].rstrip(" .")
    usual = plain == owner == owner.title()  # of all ways to write one name, this one goes without a hash
    taken = RESERVED.fullmatch(plain) or HASHED.fullmatch(plain) or plain == _nobody()
    if usual and not taken:
        return f"{plain}.html"
    digest = hashlib.sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{RESERVED.sub('_', plain) or '_'}-{digest}.html"


def link(owner: str) -> str:
    """The way from the summary page to an owner's page, as it stands in a link."""
    return FOLDER + file_name(owner).replace(" ", "%20")


def places(customers: pd.DataFrame) -> dict[tuple[str, str], str]:
    """(customer_key, owner) → the place on the owner's page, `c1` and on, in the order of `customers`."""
    number = (customers.groupby("owner").cumcount() + 1).tolist()
    keys = zip(customers["customer_key"].tolist(), customers["owner"].tolist(), strict=True)
    return {key: f"c{nth}" for key, nth in zip(keys, number, strict=True)}


def _nobody() -> str:
    """The word for customers without an owner: always the Chinese one, so that a file has one name."""
    return words("pages", "zh")["nobody"]
