"""What is private: found in cells by what they hold or stand under, and kept out of every report but the owner's sheet.

Found is what is sure (a valid number, a sentence about a home or a family); hidden is also what only looks like it.
"""

from tracker.private.found import code, found
from tracker.private.masks import column, keys, masked, masked_phone, places, shown

__all__ = ["code", "column", "found", "keys", "masked", "masked_phone", "places", "shown"]
