"""What a console shows of a sign that its code page has not got: another that reads the same, not a question mark."""

import codecs
import unicodedata

LEGIBLE = "tracker.legible"  # the name of the error handler that `import tracker.console` registers
# sign → what may stand for it, the best first
STAND_INS = {
    0x2716: ("\u00d7", "x"),  # heavy x: ×
    0x2718: ("\u00d7", "x"),
    0x00D7: ("x",),
    0x2714: ("\u221a", "v"),  # heavy tick: √
    0x2713: ("\u221a", "v"),
    0x25B2: ("^",),
    0x25BC: ("v",),
    0x25CF: ("*",),
    0x25CB: ("o",),
    0x25A0: ("#",),
    0x26A0: ("!",),
    0x2022: ("\u00b7", "*"),  # bullet
    0x00B7: ("-",),
    0x2192: ("->",),
    0x2190: ("<-",),
    0x2212: ("-",),
    0x2013: ("-",),
    0x2014: ("-",),
    0x2026: ("...",),
    0x201C: ('"',),
    0x201D: ('"',),
    0x2018: ("'",),
    0x2019: ("'",),
    0x2264: ("<=",),
    0x2265: (">=",),
    0x00A5: ("\uffe5", "Y"),
    0x20AC: ("EUR",),
    0x00A9: ("(C)",),
    0x00AE: ("(R)",),
    0x3001: (",",),
    0x3002: (".",),
    0x300A: ("<",),
    0x300B: (">",),
    0x2501: ("-",),
    0x2500: ("-",),
}
UNKNOWN = (chr(0x3013), "?")  # what Chinese printers set where they lack a character


def legible(error: UnicodeError) -> tuple[str, int]:
    """An error handler for encoding: what stands for the signs that could not be written."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_stand_in(sign, error.encoding) for sign in signs), error.end


def _stand_in(sign: str, encoding: str) -> str:
    if not unicodedata.combining(sign) and unicodedata.category(sign) not in ("Cf", "Mn"):
        plain = unicodedata.normalize("NFKC", sign)
        bare = unicodedata.normalize("NFD", sign)[:1]  # é: e
        for text in (*STAND_INS.get(ord(sign), ()), plain, bare, *UNKNOWN):
            if _has(text, encoding):
                return text
    return ""  # what has no width of its own is not missed


def _has(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


codecs.register_error(LEGIBLE, legible)
