"""The zip that a workbook is: its parts, and the same zip again with some of them changed.

A part that is not changed is copied as it lies there, its compressed bytes untouched.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import count

from tracker.ooxml.markup import CannotPatch

LOCAL = struct.Struct("<4sHHHHHLLLHH")
CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
END = struct.Struct("<4sHHHHLLH")
ENCRYPTED, SIZES_FOLLOW, UTF8 = 0x1, 0x8, 0x800
FIRST_DAY = (1 << 5) | 1  # 1980-01-01, so that no clock shows
LEVEL = 1  # a changed sheet is packed again at every run: a little larger, and several times faster


class Package:
    """The parts of a workbook by their names, with `/` and without one in front, in any case of letters.

    Raises CannotPatch for a zip that is damaged, encrypted or larger than 4 GB.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise CannotPatch(f"not a sound zip: {error}") from error
        self._entries = {_plain(info.filename).lower(): info for info in self._zip.infolist()}
        self._changed: dict[str, bytes] = {}
        self._added: dict[str, str] = {}
        self._removed: set[str] = set()
        if any(info.flag_bits & ENCRYPTED for info in self._entries.values()):
            raise CannotPatch("an encrypted zip")

    def __contains__(self, name: str) -> bool:
        key = name.lower()
        return (key in self._entries and key not in self._removed) or key in self._added

    def __iter__(self) -> Iterator[str]:
        """The names of all parts, in the order of the zip."""
        yield from (_plain(info.filename) for key, info in self._entries.items() if key not in self._removed)
        yield from self._added.values()

    @property
    def largest(self) -> int:
        """The bytes of the largest part, unpacked, as the zip states them."""
        return max((info.file_size for info in self._entries.values()), default=0)

    def read(self, name: str) -> bytes:
        """A part as it now is. Raises CannotPatch where there is none, or it is damaged."""
        key = name.lower()
        if key in self._changed:
            return self._changed[key]
        if key not in self:
            raise CannotPatch(f"no part {name}")
        try:
            return self._zip.read(self._entries[key])
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError) as error:
            raise CannotPatch(f"a damaged part {name}: {error}") from error

    def write(self, name: str, part: bytes) -> None:
        """Change a part, or add one at the end."""
        key = name.lower()
        if key not in self:
            self._removed.discard(key)
            self._entries.pop(key, None)
            self._added[key] = name
        self._changed[key] = part

    def remove(self, name: str) -> None:
        """Leave a part out."""
        self._removed.add(name.lower())

    def free_name(self, pattern: str) -> str:
        """The first name of this pattern (`xl/comments{}.xml`) that no part has."""
        return next(name for name in map(pattern.format, count(1)) if name not in self)

    def packed(self) -> bytes:
        """The zip, in the order of the source, what was added last."""
        records: list[bytes] = []
        directory: list[bytes] = []
        at = 0

        def write(info: zipfile.ZipInfo, name: bytes, packed: bytes, part: bytes | None) -> None:
            nonlocal at
            record, line = _entry(info, name, packed, part, at)
            records.append(record)
            directory.append(line)
            at += len(record)

        last = {id(info) for info in self._entries.values()}
        for info in self._zip.infolist():
            key = _plain(info.filename).lower()
            if key in self._removed or key in self._added:
                continue
            # of two entries with one name readers take the last: only that one is ours to change
            part = self._changed.get(key) if id(info) in last else None
            name, start = self._place(info)
            packed = self._data[start : start + info.compress_size] if part is None else _deflated(part)
            write(info, name, packed, part)
        for key, added in self._added.items():
            info = zipfile.ZipInfo(added, (1980, 1, 1, 0, 0, 0))
            info.flag_bits |= 0 if added.isascii() else UTF8
            write(info, added.encode(), _deflated(self._changed[key]), self._changed[key])
        listed, comment = b"".join(directory), self._zip.comment
        if at + len(listed) >= 1 << 32 or len(directory) >= 1 << 16:
            raise CannotPatch("a workbook of more than 4 GB")
        count = len(directory)
        end = END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, len(comment))
        return b"".join([*records, listed, end, comment])

    def _place(self, info: zipfile.ZipInfo) -> tuple[bytes, int]:
        """The name of an entry as it is written, and where its bytes begin."""
        start = info.header_offset + LOCAL.size
        name, extra = struct.unpack("<HH", self._data[start - 4 : start])
        return self._data[start : start + name], start + name + extra


def _deflated(part: bytes) -> bytes:
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return deflate.compress(part) + deflate.flush()


def _entry(info: zipfile.ZipInfo, name: bytes, packed: bytes, part: bytes | None, at: int) -> tuple[bytes, bytes]:
    """The local record and the line of the directory for one entry; `part` where it is not the source's own."""
    if part is None:
        method, crc, size = info.compress_type, info.CRC, info.file_size
    else:
        method, crc, size = zipfile.ZIP_DEFLATED, zlib.crc32(part), len(part)
    date, time = FIRST_DAY, 0
    if info.date_time[0] >= 1980:
        year, month, day, hour, minute, second = info.date_time
        date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
    version, flags = max(info.extract_version, 20), info.flag_bits & ~SIZES_FOLLOW
    common = (flags, method, time, date, crc, len(packed), size, len(name))
    local = LOCAL.pack(b"PK\3\4", version, *common, 0) + name
    made = info.create_version | info.create_system << 8
    line = CENTRAL.pack(b"PK\1\2", made, version, *common, 0, 0, 0, info.internal_attr, info.external_attr, at)
    return local + packed, line + name


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
