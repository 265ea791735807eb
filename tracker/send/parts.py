"""A text in parts that a receiver takes: whole lines, measured as he measures them."""

from collections.abc import Callable, Iterable

Fits = Callable[[str], bool]


def parts(title: str, lines: Iterable[str], fits: Fits) -> list[str]:
    """The lines under the title, in as few parts as fit; several are numbered in their titles, as in (1/3).

    Only a line that does not fit alone is cut, between two characters. `fits` tells of a whole text, title and all.
    Raises ValueError where not even one character fits.
    """
    lines = list(lines)
    whole = "\n".join([title, *lines])
    if fits(whole):
        return [whole]
    digits = 1
    while True:
        widest = f"{title} ({'9' * digits}/{'9' * digits})"
        packed = _packed(widest, lines, fits)
        if len(str(len(packed))) <= digits:
            break
        digits += 1
    return ["\n".join([f"{title} ({number}/{len(packed)})", *part]) for number, part in enumerate(packed, start=1)]


def _packed(title: str, lines: Iterable[str], fits: Fits) -> list[list[str]]:
    """The lines of each part; a part neither begins nor ends with an empty one."""
    packed: list[list[str]] = [[]]
    for line in lines:
        left = line
        while not fits("\n".join([title, *packed[-1], left])):
            if packed[-1]:
                packed.append([])
                continue
            head = _longest(left, lambda text: fits(f"{title}\n{text}"))
            packed[-1].append(left[:head])
            packed.append([])
            left = left[head:]
        if left or packed[-1]:
            packed[-1].append(left)
    for part in packed:
        while part and not part[-1]:
            part.pop()
    return [part for part in packed if part]


def _longest(text: str, fits: Fits) -> int:
    """How many characters of a text fit, found by halving."""
    least, most = 0, len(text)
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if fits(text[:middle]) else (least, middle - 1)
    if not least:
        raise ValueError("not one character fits")
    return least
