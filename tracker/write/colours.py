"""The palette made readable: a light and a dark scheme, every sign and text at a contrast of 4.5 or more."""

from collections.abc import Mapping

TONES = ("error", "risk", "remind", "notice", "good")
ENOUGH = 4.5  # WCAG 2 AA for text


def schemes(palette: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """`light` and `dark`: colour name → hex digits, from the palette's own (name → hex digits).

    The fills stay as they are on light; tones and muted text move towards the ink until they can be read.
    The dark ground is the ink itself, darkened, so that a team's own palette carries over.
    """
    light = dict(palette)
    ground = mix(palette["ink"], "000000", 0.42)
    dark = {
        "paper": ground,
        "band": mix(ground, "FFFFFF", 0.05),
        "line": mix(ground, "FFFFFF", 0.17),
        "ink": mix(palette["paper"], ground, 0.1),
    }
    for tone in TONES:
        dark[f"{tone}_fill"] = mix(ground, palette[tone], 0.22)
        light[tone] = readable(palette[tone], palette[f"{tone}_fill"], palette["ink"])
        dark[tone] = readable(palette[tone], dark[f"{tone}_fill"], "FFFFFF")
    for name in ("muted", "accent"):
        light[name] = readable(palette[name], palette["band"], palette["ink"])
        dark[name] = readable(palette[name], dark["band"], "FFFFFF")
    return {"light": light, "dark": dark}


def mix(colour: str, other: str, share: float) -> str:
    """`share` of `other` in `colour` (hex digits)."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "".join(f"{round(own + (strange - own) * share):02X}" for own, strange in parts)


def contrast(colour: str, ground: str) -> float:
    """The WCAG contrast of two colours (hex digits): 1 is none, 21 is black on white."""
    bright, dim = sorted((_luminance(colour), _luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def readable(colour: str, ground: str, towards: str) -> str:
    """`colour`, moved towards `towards` in steps of 5 % until it can be read on `ground`."""
    candidates = [mix(colour, towards, step / 20) for step in range(21)]
    return next((each for each in candidates if contrast(each, ground) >= ENOUGH), candidates[-1])


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[0:2], 16), int(colour[2:4], 16), int(colour[4:6], 16)


def _luminance(colour: str) -> float:
    shares = [channel / 255 for channel in _channels(colour)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
