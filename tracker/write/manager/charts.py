"""Native charts: one accent colour, a label on each bar, a title, nothing else."""

from collections.abc import Sequence
from typing import Any

from tracker.write.look import FONT
from tracker.write.manager.draft import Draft, Drawn
from tracker.write.manager.parts import Figure, Line

LYING = ("funnel", "overdue", "risk")  # read line by line; the others are in an order of time or rank
STACKED = ("overdue",)


def draw(
    draft: Draft, name: str, sheet: str, top: int, rows: Sequence[Line], shades: Sequence[str] = ("accent",)
) -> None:
    """Remembers the numbers of a chart: the first columns of a grid of figures with its headings at `top`, one for each
    of `shades`; nothing where all are 0."""
    cells = [cell for _, cells in rows for cell in cells[: len(shades)]]
    if any(isinstance(cell, Figure) and (cell.figure, cell.group) in draft.places for cell in cells):
        title = draft.words[f"sheet_{sheet}"]
        first, last = top + 1, top + len(rows)
        series = [
            ((title, top, column), (title, first, column, last, column), shade)
            for column, shade in enumerate(shades, 1)
        ]
        draft.drawn[name] = Drawn((title, first, 0, last, 0), series)


def insert(draft: Draft, sheet: str, name: str, row: int, column: int, width: int, height: int) -> bool:
    """Puts the chart on a sheet; False (and nothing there) when it has no numbers."""
    drawn = draft.drawn.get(name)
    if drawn is None:
        return False
    stacked = name in STACKED
    kind = {"type": "bar" if name in LYING else "column"} | ({"subtype": "stacked"} if stacked else {})
    chart = draft.book.add_chart(kind)
    assert chart is not None  # the library's answer to a kind of chart that it does not know
    palette = draft.look.palette
    muted, ink, line = palette["muted"], palette["ink"], palette["line"]
    bars = max(drawn.labels[3] - drawn.labels[1], drawn.labels[4] - drawn.labels[2]) + 1
    for title, values, shade in drawn.series:
        light = shade == "line" or not stacked
        font = {"name": FONT, "size": 9, "color": palette["ink" if light else "paper"]}
        labels: dict[str, Any] = {"value": True, "font": font, "num_format": "#,##0;;"}
        chart.add_series(
            {
                "name": list(title),
                "categories": list(drawn.labels),
                "values": list(values),
                "fill": {"color": f"#{draft.settings.palette[shade]}"},
                "border": {"none": True},
                "gap": _gap(bars),
                "data_labels": labels if stacked else labels | {"position": "outside_end"},
            }
        )
    chart.set_title(
        {
            "name": draft.words[f"chart_{name}"],
            "overlay": False,
            "layout": {"x": 0.02, "y": 0.03},
            "name_font": {"name": FONT, "size": 10, "bold": True, "color": ink},
        }
    )
    named: dict[str, Any] = {
        "num_font": {"name": FONT, "size": 9, "color": ink},
        "major_tick_mark": "none",
        "line": {"color": line},
    }
    hidden: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if name in LYING:  # the names stand on the y axis, the first one on top
        chart.set_y_axis(named | {"reverse": True})
        chart.set_x_axis(hidden)
    else:
        chart.set_x_axis(named)
        chart.set_y_axis(hidden)
    chart.set_legend(
        {"position": "bottom", "font": {"name": FONT, "size": 9, "color": muted}} if stacked else {"none": True}
    )
    chart.set_chartarea({"border": {"color": line}, "fill": {"color": palette["paper"]}})
    chart.set_size({"width": width, "height": height})
    about = {"object_position": 2, "description": draft.words[f"chart_{name}"]}
    draft.sheets[sheet].insert_chart(row, column, chart, about)
    return True


def _gap(bars: int) -> int:
    """Space between bars in % of their width, so that a few bars are no thicker than five."""
    return max(55, min(500, round(100 * (7.75 / bars - 1))))
