"""Whatever the console's code page is, what we print can be read: no question marks, and nothing stops for it."""

import codecs
import io
import unicodedata

LEGIBLE = "tracker.legible"  # the name of the error handler that `import tracker.console` registers
CHINESE = chr(0x62A5)  # a simplified letter: what has it has all our words
# signs that GBK has not, and what reads the same
STAND_INS = {
    "\u2716": "\u00d7",  # heavy x
    "\u2718": "\u00d7",
    "\u2714": "\u221a",  # heavy tick
    "\u2713": "\u221a",
    "\u26a0": "!",
    "\u2022": "\u00b7",  # bullet
    "\u2212": "-",
    "\u00a5": chr(0xFFE5),
    "\u20ac": "EUR",
    "\u00a9": "(C)",
    "\u00ae": "(R)",
}
UNKNOWN = chr(0x3013)  # what Chinese printers set where they lack a letter


def readable(stream: io.TextIOWrapper) -> None:
    """Make a stream show every text: one without Chinese letters gets UTF-8 (as click does with ASCII), one with them
    keeps its code page, and a sign that is not in it gets a stand-in."""
    if _has(CHINESE, stream.encoding):
        stream.reconfigure(errors=LEGIBLE)
    else:
        stream.reconfigure(encoding="utf-8", errors=LEGIBLE)


def legible(error: UnicodeError) -> tuple[str, int]:
    """An error handler for encoding: what stands for the signs that could not be written."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_stand_in(sign, error.encoding) for sign in error.object[error.start : error.end]), error.end


def _stand_in(sign: str, encoding: str) -> str:
    if unicodedata.category(sign) in ("Cf", "Mn", "Cs"):
        return ""  # what has no width of its own is not missed
    plain = unicodedata.normalize("NFKC", sign)
    bare = unicodedata.normalize("NFD", sign)[:1]  # of a letter with an accent
    found = (text for text in (STAND_INS.get(sign, plain), plain, bare, UNKNOWN) if _has(text, encoding))
    return next(found, "?")


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(LEGIBLE, legible)
