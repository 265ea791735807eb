"""`tracker watch`: when it runs and when it waits, as a story of looks; and once for real."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest
from folders import AS_OF, RULES_FILE, SETTINGS, customer, lay, sheet

from tracker import watch
from tracker.watch import BESIDE, Event, Known, Seen, look, seen

A, B, RULES = "张伟.xlsx", "李娜.xlsx", BESIDE + RULES_FILE
RUN = Event("rest")


def told(*looks: tuple[float, Seen]) -> list[Event | None]:
    """What each look leads to, with 3 seconds of rest."""
    known, events = Known(), []
    for now, saw in looks:
        known, event = look(known, saw, now, rest=3)
        events.append(event)
    return events


def files(**sizes: int) -> Seen:
    return Seen({A: (1, 1)} | {f"{name}.xlsx": (size, size) for name, size in sizes.items()})


def test_an_empty_inbox_is_waited_on() -> None:
    assert told((0, Seen()), (10, Seen())) == [None, None]
    assert told((0, Seen({RULES: (1, 1)})), (10, Seen({RULES: (1, 1)}))) == [None, None]


def test_what_is_there_is_run_once() -> None:
    assert told((0, files()), (2, files()), (3, files()), (9, files())) == [None, None, RUN, None]


def test_a_sheet_that_grows_is_waited_for() -> None:
    looks = [(0, files(b=1)), (2, files(b=2)), (4, files(b=3)), (6, files(b=3)), (7, files(b=3)), (9, files(b=3))]
    assert told(*looks) == [None, None, None, None, RUN, None]


def test_a_burst_is_one_run() -> None:
    looks = [(float(number), Seen({f"{one}.xlsx": (1, 1) for one in range(number + 1)})) for number in range(10)]
    events = told(*looks, (11, looks[-1][1]), (12, looks[-1][1]), (13, looks[-1][1]))
    assert events.count(RUN) == 1 and events[-2] == RUN


def test_a_sheet_that_is_open_is_waited_for_and_said_once() -> None:
    still = Seen({A: (1, 1)}, open=frozenset({A}))
    shut = Seen({A: (1, 1)})
    assert told((0, still), (3, still), (6, still), (7, shut)) == [None, Event("open", (A,)), None, RUN]


def test_one_that_is_open_does_not_hold_up_the_others() -> None:
    both = Seen({A: (1, 1), B: (1, 1)}, open=frozenset({A}))
    assert told((0, both), (3, both)) == [None, RUN]


def test_one_that_is_taken_away_or_changed_counts() -> None:
    two, one = Seen({A: (1, 1), B: (1, 1)}), Seen({A: (1, 1)})
    assert told((0, two), (3, two), (4, one), (7, one)) == [None, RUN, None, RUN]
    assert told((0, one), (3, one), (4, Seen({A: (1, 2)})), (7, Seen({A: (1, 2)}))) == [None, RUN, None, RUN]


def test_one_that_comes_and_goes_is_nothing() -> None:
    """As Excel does when it saves: a file beside it, which then takes its name."""
    looks = [(0, files()), (3, files()), (4, files(b=1)), (5, files()), (9, files())]
    assert told(*looks) == [None, RUN, None, None, None]


def test_changed_rules_count() -> None:
    before, after = Seen({A: (1, 1), RULES: (1, 1)}), Seen({A: (1, 1), RULES: (1, 2)})
    assert told((0, before), (3, before), (4, after), (7, after)) == [None, RUN, None, RUN]


def test_what_is_seen(tmp_path: Path) -> None:
    """Sheets and rules; neither reports, nor the cache, nor lock files, nor what is no sheet."""
    names = "inbox/周/a.xlsx inbox/b.csv inbox/~$c.xlsx inbox/图.png inbox/.x.xlsx reports/2026-11-20/r.xlsx"
    for name in [*names.split(), ".tracker/x.xlsx", "空白表格/x.xlsx", RULES_FILE]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert set(seen(tmp_path, frozenset(), RULES_FILE).files) == {"周/a.xlsx", "b.csv", RULES}


@pytest.mark.parametrize("lock", ["~$a.xlsx", ".~lock.a.xlsx#", ".~a.xlsx"])
def test_who_has_it_open(lock: str, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx", lock):
        (tmp_path / name).write_text("x")
    assert seen(tmp_path, frozenset({"a.xlsx", "b.xlsx"}), RULES_FILE).open == {"a.xlsx"}


def test_a_share_that_goes_away_in_the_midst_of_a_run_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def gone(*_: object) -> None:
        raise OSError("the network name is no longer available")

    monkeypatch.setattr(watch, "week", gone)
    monkeypatch.setattr(watch, "events", lambda *_: iter([RUN, RUN]))
    watch.runs(tmp_path, lambda: AS_OF, SETTINGS)
    assert capsys.readouterr().err.count("no longer available") == 2


PROGRAM = """
import functools, sys
from tracker import watch
watch.runs = functools.partial(watch.runs, every=0.05, rest=0.5)
from tracker.cli import main
main(["watch", sys.argv[1]])
"""


@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl+C as POSIX has it")
def test_for_real(tmp_path: Path) -> None:
    """A sheet is copied in slowly, then the rules are spoilt; then somebody presses Ctrl+C."""
    made = lay(tmp_path / "other", {"a.xlsx": {"客户登记": sheet("customer", [customer("海川机械有限公司")])}})
    content = (made / "a.xlsx").read_bytes()
    inbox = tmp_path / "team" / "inbox"
    inbox.mkdir(parents=True)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "team")], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout
        lines: list[str] = []
        watchdog = threading.Timer(120, process.kill)  # rather than hang
        watchdog.daemon = True
        watchdog.start()

        def until(word: str) -> None:
            assert process.stdout
            while not lines or word not in lines[-1]:
                line = process.stdout.readline()
                assert line, lines
                lines.append(line.decode())

        until("Ctrl+C")
        with (inbox / "张伟.xlsx").open("wb") as file:
            for at in range(0, len(content), len(content) // 5):
                file.write(content[at : at + len(content) // 5])
                file.flush()
                time.sleep(0.1)
        until("继续守着")
        (inbox.parent / RULES_FILE).write_text("坏了")
        until("写错")
        until("继续守着")
        process.send_signal(signal.SIGINT)
        until("停下了")
        assert process.wait(10) == 0
        watchdog.cancel()
    said = "".join(lines)
    assert said.count("完成：") == 1 and "Traceback" not in said
    assert [path.name for path in (tmp_path / "team" / "reports").iterdir()] == [date.today().isoformat()]
