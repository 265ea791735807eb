"""Which columns of a header are taken for which field, and which are asked about instead."""

from collections.abc import Mapping

from tracker.layout import Cells
from tracker.match import fits
from tracker.propose import CUSTOMER, Reading, values
from tracker.references import letters
from tracker.table import Ask
from tracker.vocabulary import Vocabulary

NEAR, VALUES, TWO_COLUMNS, TWO_FIELDS = "near", "values", "two_columns", "two_fields"


def fields(
    cells: Cells, reading: Reading, last: int, vocabulary: Vocabulary
) -> tuple[dict[str, int], list[Ask], dict[str, float]]:
    """Field → column, the columns to ask about, and how sure those are that were taken by likeness.

    `last`: the row behind the table, counted from 0.
    """
    settings = vocabulary.settings
    held, headers = dict(reading.fields), reading.headers
    asks = [Ask(letters(at + 1), headers[at], names, TWO_FIELDS) for at, names in reading.torn.items()]
    for name, columns in reading.doubled.items():
        asks += [Ask(letters(at + 1), headers[at], (name,), TWO_COLUMNS) for at in columns]

    def agree(at: int, name: str) -> bool:
        said = [cell for cell in values(cells[:last], reading.bottom, at) if not vocabulary.sort_of(cell)]
        return fits(said, reading.kind, name, settings)

    for name, at in reading.fields.items():
        if reading.claims[at].doubtful and not agree(at, name):
            asks.append(Ask(letters(at + 1), headers[at], (name,), VALUES))
            del held[name]
    if reading.kind == CUSTOMER and _their_team(held):
        asks.append(Ask(letters(held["team"] + 1), headers[held["team"]], ("team",), NEAR))
        del held["team"]
    take, suggest = settings.numbers["header_near"], settings.numbers["header_suggested"]
    taken = held.keys() | reading.doubled.keys()
    likes: dict[str, list[int]] = {}
    guessed: dict[str, float] = {}
    for at, claims in reading.near.items():
        close = [claim.field for claim in claims if claim.sure >= take] or [
            claim.field for claim in claims[:1] if claim.sure >= suggest
        ]
        if len(close) > 1:
            asks.append(Ask(letters(at + 1), headers[at], tuple(close), NEAR))
        elif close and close[0] not in taken:
            if claims[0].sure < take:
                asks.append(Ask(letters(at + 1), headers[at], (close[0],), NEAR))
            elif not agree(at, close[0]):
                asks.append(Ask(letters(at + 1), headers[at], (close[0],), VALUES))
            else:
                likes.setdefault(close[0], []).append(at)
    for name, alike in likes.items():
        if len(alike) > 1:
            asks += [Ask(letters(at + 1), headers[at], (name,), TWO_COLUMNS) for at in alike]
        else:
            held[name], guessed[name] = alike[0], reading.near[alike[0]][0].sure
    return dict(sorted(held.items(), key=lambda pair: pair[1])), asks, guessed


def _their_team(held: Mapping[str, int]) -> bool:
    """Whether a team stands beside the contact person's title and not beside the owner: then it may be theirs."""
    at = held.get("team")
    return at is not None and held.get("title") in (at - 1, at + 1) and held.get("owner") not in (at - 1, at + 1)
