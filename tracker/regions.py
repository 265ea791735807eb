"""The region in a company's name: the places and zones that are listed, others by their ending.

A region is written as its places in the order typed, joined by "/": 苏州/昆山, 苏州/工业园区.
"""

import re
from collections.abc import Iterable, Mapping

from tracker.clean.notation import notation
from tracker.lexicon import Lexicon
from tracker.settings import Settings

BETWEEN = "/"


class Regions:
    """The table of regions made ready: what stands in front of a name or behind it, and which regions go together."""

    def __init__(self, settings: Settings) -> None:
        table, zones = settings.tables["regions"], settings.tables["zones"]
        rows = list(zip(*(table[name] for name in ("name", "endings", "alone")), strict=True))
        pairs = list(zip(zones["word"], zones["same_as"], strict=True))
        self._zones = {same_as or word for word, same_as in pairs}
        self._within = {
            name: within.split("|") for name, within in zip(table["name"], table["within"], strict=True) if within
        }
        # as typed → place; those that are more often brands count in front only with their ending
        in_front = {word: same_as or word for word, same_as in pairs}
        in_front |= {name + ending: name for name, endings, _ in rows for ending in endings.split("|")[::-1] if ending}
        in_front |= {name: name for name, _, alone in rows if alone == "y"}
        self._places: Mapping[str, str] = {**{name: name for name, _, _ in rows}, **in_front}
        self._anywhere, self._in_front = Lexicon(self._places), Lexicon(in_front)
        self._behind = Lexicon([*in_front, *(name for name, _, alone in rows if alone == "end")])
        self._known: dict[str, tuple[set[str], set[str], set[str]]] = {}
        self._shape: re.Pattern[str] = notation(settings).patterns["region_shape"]

    def front(self, text: str, least: int) -> tuple[list[str], str]:
        """The places in front of a name and the rest of it, of which at least `least` signs stay."""
        return self._taken(text, least, self._in_front)

    def whole(self, text: str) -> list[str]:
        """The places of a text that is a region and nothing else, else none."""
        places, rest = self._taken(text, 0, self._anywhere)
        return [] if rest else places

    def back(self, text: str, least: int) -> tuple[str, str]:
        """The listed place at the end of a name, "" for none, and what stands before it, at least `least` signs."""
        size = self._behind.back(text, least)
        return (self._places[text[-size:]], text[:-size]) if size else ("", text)

    def compatible(self, one: str, other: str) -> bool:
        """Whether two regions may be one place: equal, one within the other, or one not given."""
        if not one or not other or one == other:
            return True
        (places, around, zones), (other_places, other_around, other_zones) = self._read(one), self._read(other)
        if zones and other_zones and zones != other_zones:
            return False
        return places <= other_around or other_places <= around

    def _taken(self, text: str, least: int, listed: Lexicon) -> tuple[list[str], str]:
        places: list[str] = []
        while text:
            size, found = listed.front(text, least), self._shape.match(text)
            place = self._places.get(text[:size], "")
            if found and (not size or found["name"] == text[:size]) and len(text) - found.end() >= least:
                place, size = place or found["name"], found.end()  # 禄丰县, which is a 市 today
            elif size and not found and self._shape.fullmatch(text[:size]) and text[: size - 1] in listed:
                size -= 1  # 苏州 市政工程
            if not size:
                break
            places.append(place)
            text = text[size:]
        return places, text

    def _read(self, region: str) -> tuple[set[str], set[str], set[str]]:
        """The places of a region, these and all that they lie in, and its zones."""
        if region not in self._known:
            places = set(region.split(BETWEEN))
            zones = places & self._zones
            self._known[region] = (places - zones, self._around(places - zones), zones)
        return self._known[region]

    def _around(self, places: Iterable[str]) -> set[str]:
        """The places and all that they lie in."""
        found, new = set[str](), set(places)
        while new:
            found |= new
            new = {above for place in new for above in self._within.get(place, ())} - found
        return found
