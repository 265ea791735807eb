"""The four charts of the overview: sorted bars, one accent colour, a label on each bar, nothing else."""

from typing import Any

from tracker.write.manager.draft import Draft, Place
from tracker.write.manager.look import FONT

SHADES = {"promise_overdue": "accent", "cadence_overdue": "notice", "review_overdue": "line"}


def insert(draft: Draft, name: str, row: int, column: int, width: int, height: int, offset: int = 0) -> bool:
    """Puts the chart on the overview; False (and nothing there) when all its numbers are 0."""
    place = draft.places.get(("chart", name))
    if place is None:
        return False
    stacked = name == "overdue"
    # Grades are an order, so they stand side by side; the others are read line by line.
    kind: dict[str, str] = {"type": "column" if name == "grade" else "bar"}
    chart = draft.book.add_chart(kind | ({"subtype": "stacked"} if stacked else {}))
    assert chart is not None  # the library's answer to a kind of chart that it does not know
    for number, shade in enumerate(SHADES.values() if stacked else ["accent"]):
        chart.add_series(_series(draft, place, number, shade, stacked))
    muted, ink = draft.look.palette["muted"], draft.look.palette["ink"]
    chart.set_title(
        {
            "name": draft.words[f"chart_{name}"],
            "overlay": False,
            "layout": {"x": 0.02, "y": 0.03},
            "name_font": {"name": FONT, "size": 11, "bold": True, "color": ink},
        }
    )
    labels: dict[str, Any] = {
        "num_font": {"name": FONT, "size": 9, "color": ink},
        "major_tick_mark": "none",
        "line": {"color": draft.look.palette["line"]},
    }
    values: dict[str, Any] = {"visible": False, "major_gridlines": {"visible": False}, "min": 0}
    if kind["type"] == "bar":  # lying bars: the names stand on the y axis, the first one on top
        chart.set_y_axis(labels | {"reverse": True})
        chart.set_x_axis(values)
    else:
        chart.set_x_axis(labels)
        chart.set_y_axis(values)
    if stacked:
        chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9, "color": muted}})
    else:
        chart.set_legend({"none": True})
    chart.set_chartarea(
        {"border": {"color": draft.look.palette["line"]}, "fill": {"color": draft.look.palette["paper"]}}
    )
    chart.set_size({"width": width, "height": height})
    draft.sheets["overview"].insert_chart(
        row,
        column,
        chart,
        {"x_offset": offset, "object_position": 2, "description": draft.words[f"chart_{name}"]},
    )
    return True


def _series(draft: Draft, place: Place, number: int, shade: str, stacked: bool) -> dict[str, Any]:
    light = shade == "line"
    font = {"name": FONT, "size": 9, "color": draft.look.palette["ink" if light or not stacked else "paper"]}
    labels: dict[str, Any] = {"value": True, "font": font, "num_format": "#,##0;;"}
    if not stacked:
        labels["position"] = "outside_end"
    return {
        "name": [place.sheet, place.first - 1, place.column + number],
        "categories": [place.sheet, place.first, place.column - 1, place.last, place.column - 1],
        "values": [place.sheet, place.first, place.column + number, place.last, place.column + number],
        "fill": {"color": f"#{draft.settings.palette[shade]}"},
        "border": {"none": True},
        "gap": _gap(place.count),
        "data_labels": labels,
    }


def _gap(bars: int) -> int:
    """Space between bars in % of their width, so that a few bars are no thicker than five."""
    return max(55, min(500, round(100 * (7.75 / bars - 1))))
