"""The Chinese working calendar: weekends and holidays rest, 调休 weekends work (rulebook section 1)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FIRST, LAST = np.datetime64("1970-01-01", "D"), np.datetime64("2110-12-31", "D")
SATURDAY = 5
WHOLE_YEAR = 15  # rest days on weekdays: the State Council publishes 18 or more, a team names a few of its own


@dataclass(frozen=True, eq=False)
class Workdays:
    """`table`: date, day (rest|work), the days that differ from Monday to Friday, of the published years."""

    table: pd.DataFrame

    @cached_property
    def published(self) -> list[int]:
        """The years whose holidays are known; in others Monday to Friday work, but for days that the team named."""
        years = self.table.loc[self.table["day"] == "rest", "date"].str[:4].astype(int).value_counts()
        return sorted(years.index[years >= WHOLE_YEAR].tolist())

    @cached_property
    def _next(self) -> NDArray[np.int64]:
        """For each day from FIRST on, the number of the first working day on or after it."""
        days = np.arange(FIRST, LAST, dtype="datetime64[D]")
        weekday = (days.astype(np.int64) + 3) % 7
        works = weekday < SATURDAY
        differing = (np.array(self.table["date"].to_numpy(), dtype="datetime64[D]") - FIRST).astype(np.int64)
        works[differing] = (self.table["day"] == "work").to_numpy()
        numbers = np.where(works, np.arange(len(days)), len(days))
        following: NDArray[np.int64] = np.minimum.accumulate(numbers[::-1])[::-1].astype(np.int64)
        return following

    def on_or_after(self, days: pd.Series) -> pd.Series:
        """Each day itself where it is a working day, else the next one; NaT stays NaT."""
        known = days.notna() & (days >= pd.Timestamp(FIRST)) & (days < pd.Timestamp(LAST) - pd.Timedelta(days=60))
        numbers = (days[known].to_numpy().astype("datetime64[D]") - FIRST).astype(np.int64)
        moved = days.copy()
        moved[known] = FIRST + self._next[numbers]
        return moved

    def after(self, days: pd.Series) -> pd.Series:
        """The next working day strictly after each day."""
        return self.on_or_after(days + pd.Timedelta(days=1))

    def late(self, event: pd.Series, written: pd.Series, hours: int) -> pd.DataFrame:
        """The 24-hour rule (rulebook section 1): hit, by_day (moment|day). By the moment when both cells have a time,
        else by the day: the same or the next working day passes. What is written before its event is not late."""
        event_day, written_day = event.dt.normalize(), written.dt.normalize()
        timed = (event != event_day) & (written != written_day) & event.notna() & written.notna()
        by_moment = written - event > pd.Timedelta(hours=hours)
        hit = (written_day > self.after(event_day)).mask(timed, by_moment).astype("boolean")
        how = pd.Series("day", index=event.index, dtype="str").mask(timed, "moment")
        return pd.DataFrame({"hit": hit, "by_day": how})

    def unpublished(self, *due: pd.Series) -> list[int]:
        """The years in which some due date falls whose holidays are not published."""
        years = pd.concat(due).dt.year.dropna().astype(int)
        return sorted(set(years) - set(self.published))
