"""The container of an old workbook (.xls): sectors that are chained in a table [MS-CFB 2.3].

In a damaged file a chain may lead back into itself; calamine follows it until no memory is left.
"""

from collections.abc import Iterator, Sequence
from struct import iter_unpack, unpack_from

LARGEST_SECTOR = 0xFFFFFFFA
FIRST_TABLES, ENTRY, SMALL = 109, 128, 4_096
STREAM, ROOT = 2, 5


def is_endless(data: bytes) -> bool:
    """Whether a chain of sectors leads back into itself. False too where the container is damaged otherwise."""
    if len(data) < 512 or data[30] > 12:
        return False
    size = 1 << data[30]
    (directory,), (small, _, more) = unpack_from("<I", data, 48), unpack_from("<3I", data, 60)

    def numbers(sector: int) -> list[int]:
        part = data[size * (sector + 1) : size * (sector + 2)]
        return [number for (number,) in iter_unpack("<I", part[: len(part) // 4 * 4])]

    listed, most = list(unpack_from(f"<{FIRST_TABLES}I", data, 76)), len(data) // size
    while more < LARGEST_SECTOR and (part := numbers(more)):
        listed, more = listed + part[:-1], part[-1]
        if len(listed) > FIRST_TABLES + most * len(part):
            return True
    tables = [sector for sector in listed if sector < LARGEST_SECTOR][:most]
    table = [number for sector in tables for number in numbers(sector)]
    entries, small_tables = _chain(directory, table), _chain(small, table)
    if entries is None or small_tables is None:
        return True
    smaller = [number for sector in small_tables for number in numbers(sector)]
    held = b"".join(data[size * (sector + 1) : size * (sector + 2)] for sector in entries)
    return any(
        _chain(start, smaller if kind == STREAM and length < SMALL else table) is None
        for kind, start, length in _streams(held)
    )


def _streams(entries: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, first sector and length of what the directory lists."""
    for at in range(0, len(entries) - ENTRY + 1, ENTRY):
        if entries[at + 66] in (STREAM, ROOT):
            yield entries[at + 66], *unpack_from("<2I", entries, at + 116)


def _chain(start: int, table: Sequence[int]) -> list[int] | None:
    """The sectors of a chain in their order, as far as it goes; None where it goes on for ever."""
    sectors: list[int] = []
    while start < len(table):
        if len(sectors) == len(table):
            return None
        sectors.append(start)
        start = table[start]
    return sectors
