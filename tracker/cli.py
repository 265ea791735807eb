"""The commands. Only here does a clock enter; what is heavy is imported inside the command that needs it."""

import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.console import readable
from tracker.errors import CallError, TrackerError
from tracker.wording import LANGUAGES, SOURCE, Words, words

if TYPE_CHECKING:
    import pandas as pd

    from tracker.run import Outcome

EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2100, 1, 1)
as_of_option = click.option("--as-of", metavar="DATE")
lang_option = click.option("--lang", type=click.Choice(LANGUAGES), default=SOURCE)
json_option = click.option("--json", "as_json", is_flag=True)


class Commands(click.Group):
    """All commands; what stops one is told in one line, with its exit status."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                readable(stream)
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TrackerError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.status)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker")
def main() -> None:
    """客户跟踪：读大家的 Excel 表，算出阶段、优先级、逾期和风险，写出三样报告。

    第一次用：把大家的表放进一个文件夹的 inbox 里，然后运行 tracker run 文件夹。
    """


@main.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@as_of_option
@lang_option
@json_option
@click.option("--timings", is_flag=True)
def run(folder: Path, as_of: str | None, lang: str, as_json: bool, timings: bool) -> None:
    """读 DIR/inbox 里的表，把报告写到 DIR/reports/日期。

    --as-of DATE 按哪一天算，如 2026-11-20（默认今天）；--json 结果给程序读；--timings 每一步用了多久。

    退出码：0 全部用上；3 报告已写，但有文件没用上；2 命令或规则写错；1 报告写不出来。
    """
    said = words("terminal", lang)
    day = _day(as_of, said)
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    from tracker import find, team_rules, terminal
    from tracker.run import Timings, week
    from tracker.settings import shipped_settings

    settings, measured = team_rules.settings(find.workspace(folder), shipped_settings(lang)), Timings()
    with terminal.progress(said, quiet=as_json) as say:
        outcome = week(folder, day, settings, say, measured)
    if as_json:
        click.echo(json.dumps(_result(outcome), ensure_ascii=False, indent=1))
    else:
        terminal.closing(outcome, said)
    if timings:
        terminal.timings(measured, said)
    sys.exit(outcome.status)


@main.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@as_of_option
@lang_option
@json_option
def check(files: tuple[Path, ...], as_of: str | None, lang: str, as_json: bool) -> None:
    """交表之前，看看这几张表有什么问题。什么都不写。

    --as-of DATE 按哪一天算（默认今天）；--json 结果给程序读。
    """
    said = words("terminal", lang)
    day = _day(as_of, said)
    missing = next((file for file in files if not file.is_file()), None)
    if missing:
        raise CallError(said.fill("no_file", file=missing))
    from tracker import check as checking
    from tracker import team_rules, terminal
    from tracker.settings import shipped_settings

    shipped = shipped_settings(lang)
    workspaces = dict.fromkeys(team_rules.workspace_of(file, Path(), shipped) for file in files)
    taught = [team_rules.settings(workspace, shipped) for workspace in workspaces]
    if len({settings.sha256 for settings in taught}) > 1:
        raise CallError(said.fill("two_rules", folders=said["list"].join(map(str, workspaces))))
    with terminal.progress(said, quiet=as_json) as say:
        checked = checking.files(files, day, taught[0], say)
    if as_json:
        click.echo(json.dumps(checked.listed(), ensure_ascii=False, indent=1))
    else:
        terminal.checked(checked, said)
    sys.exit(checked.status)


@main.command()
@click.argument("named", metavar="[NAME] [FILE.xlsx] [DIR]", nargs=-1)
@click.option("--preview", is_flag=True)
@as_of_option
@lang_option
@json_option
def rules(named: tuple[str, ...], preview: bool, as_of: str | None, lang: str, as_json: bool) -> None:
    """全部规则；给出 NAME（如 公海预警）就细说这一条。

    --preview 改了规则会怎样：按 DIR 里的表试算，什么都不写。给出 FILE.xlsx，是拿它和现在的规则比；
    不给，是拿 DIR 里的规则.xlsx 和默认比。

    --as-of DATE 试算按哪一天（默认今天）；--json 结果给程序读。
    """
    said = words("terminal", lang)
    day = _day(as_of, said)
    name, file, folder = _asked(named, preview, said)
    from tracker import find, rules_shown, team_rules, terminal
    from tracker.preview import preview as previewed
    from tracker.settings import shipped_settings

    shipped = shipped_settings(lang)
    workspace = find.workspace(folder or (team_rules.workspace_of(file, Path(), shipped) if file else Path()))
    present = team_rules.settings(workspace, shipped)
    if not preview:
        lines = [rules_shown.one(name, present, shipped)] if name else rules_shown.lines(present, shipped)
        if as_json:
            click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        elif name:
            rules_shown.whole(lines[0], said)
        else:
            rules_shown.table(lines, said)
        return
    own = shipped.rules_file
    if file is None and not (workspace / own).is_file():
        raise CallError(said.fill("preview_no_file", folder=workspace, rules=own))
    before, after = (present, team_rules.of_file(file, shipped)) if file else (shipped, present)
    with terminal.progress(said, quiet=as_json) as say:
        found = previewed(workspace, day, before, after, say, file)
    if as_json:
        click.echo(json.dumps(found.listed(), ensure_ascii=False, indent=1))
    else:
        rules_shown.compare(found, said, [change.said(shipped.words("team_rules")) for change in found.changes])


def _asked(named: tuple[str, ...], preview: bool, said: Words) -> tuple[str, Path | None, Path | None]:
    """What the words of `tracker rules` are: the name of a rule, a rules workbook, a folder; each at most once."""
    name, file, folder = "", None, None
    for word in named:
        path = Path(word)
        if path.is_dir() and folder is None:
            folder = path
        elif path.suffix.lower() in (".xlsx", ".xlsm") and file is None:
            file = path
        elif not name and not preview:
            name = word
        else:
            raise CallError(said.fill("no_folder" if preview else "too_many", folder=word, word=word))
    if file and not preview:
        raise CallError(said.fill("preview_only", file=file))
    if file and folder and not file.is_file():
        file = folder / file
    if file and not file.is_file():
        raise CallError(said.fill("no_file", file=file))
    return name, file, folder


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@lang_option
def init(folder: Path, lang: str) -> None:
    """建好一个新的文件夹 DIR：收件箱、空白表格、规则，和一页说明。已有的东西一样也不动。"""
    from tracker import find, terminal
    from tracker import init as making
    from tracker.settings import shipped_settings

    settings = shipped_settings(lang)
    terminal.made(making.workspace(find.workspace(folder), settings), settings)


@main.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@lang_option
def watch(folder: Path, lang: str) -> None:
    """守着 DIR：有表放进来、放稳了，就按当天再算一遍。按 Ctrl+C 停下。"""
    said = words("terminal", lang)
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    from tracker import find
    from tracker import watch as watching
    from tracker.settings import shipped_settings

    watching.runs(find.workspace(folder), lambda: _day(None, said), shipped_settings(lang))


@main.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@as_of_option
@click.option("--to", metavar="NAME")
@click.option("--for-real", is_flag=True)
@lang_option
def send(folder: Path, as_of: str | None, to: str | None, for_real: bool, lang: str) -> None:
    """把已经写好的报告的要点发到企业微信、钉钉、飞书的群，或连周报一起发邮件。不加 --for-real 只是看看，什么都不发。

    --as-of DATE 发哪一天的报告（默认最近一份）;--to NAME 只发给一处：wecom、dingtalk、feishu、mail（默认设好的都发）。
    机器人的地址、密钥和邮箱密码只从环境变量读，见说明。

    退出码：0 发好了，或只是看看；2 命令写错、没有报告或接收方没设好；1 有没发成的。
    """
    said = words("terminal", lang)
    day = None if as_of is None else _day(as_of, said).date()
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    from tracker import find
    from tracker import send as sending
    from tracker.send import shown
    from tracker.send.digest import digest
    from tracker.send.published import published
    from tracker.settings import shipped_settings

    settings = shipped_settings(lang)
    told = settings.words("digest")
    report = published(find.workspace(folder), day, told)
    text, now = digest(report, settings), dt.datetime.now().astimezone()
    waiting = [(one, sending.messages(one, report, text, now)) for one in sending.receivers(to, os.environ, settings)]
    if not for_real:
        for one, messages in waiting:
            click.echo("\n".join(shown.waiting(one, messages, told)))
        click.echo(told["only_shown"] if waiting else "\n".join(shown.unaddressed(text, settings)))
        return
    if not waiting:
        raise CallError(told["nobody_set_to_send"])
    became = [sending.sent(one, messages, told) for one, messages in waiting]
    for one_sent in became:
        click.echo(shown.became(one_sent, told), err=bool(one_sent.problem))
    sys.exit(1 if any(one_sent.problem for one_sent in became) else 0)


@main.command()
@click.argument("customer", metavar="CUSTOMER")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@as_of_option
@lang_option
@json_option
def explain(customer: str, folder: Path, as_of: str | None, lang: str, as_json: bool) -> None:
    """为什么这样判：一个客户的每条答案和每条规则，比了哪些数，出自哪个文件的哪一格。

    CUSTOMER 写客户编号、单位名称，或名称的一部分。--as-of DATE 按哪一天算（默认今天）；--json 结果给程序读。
    """
    said = words("terminal", lang)
    day = _day(as_of, said)
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    from tracker import explain as explaining
    from tracker import find, team_rules, terminal
    from tracker.evidence import Trail
    from tracker.run import Timings, dropped, understand
    from tracker.settings import shipped_settings

    settings = team_rules.settings(find.workspace(folder), shipped_settings(lang))
    with terminal.progress(said, quiet=as_json) as say:
        known = understand(dropped(folder, settings), day, settings, say, Timings())
    trail = Trail(known.answers, known.collected, settings)
    told = [explaining.customer(row, trail) for row in explaining.customers(customer, known.answers, settings)]
    if as_json:
        click.echo(json.dumps([one.listed() for one in told], ensure_ascii=False, indent=1))
    else:
        for one in told:
            terminal.explained(one, settings)


@main.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
@as_of_option
@lang_option
@json_option
def changes(folder: Path, as_of: str | None, lang: str, as_json: bool) -> None:
    """和一周前相比变了什么：各阶段进出多少，谁是新的，谁前进、后退、逾期、换了人。什么都不写。

    --as-of DATE 按哪一天算（默认今天）；--json 结果给程序读。
    """
    said = words("terminal", lang)
    day = _day(as_of, said)
    if not folder.is_dir():
        raise CallError(said.fill("file_not_folder" if folder.is_file() else "no_folder", folder=folder))
    from tracker import changes_shown, find, inputs, team_rules, terminal
    from tracker.run import Timings, dropped, understand
    from tracker.settings import shipped_settings

    settings = team_rules.settings(find.workspace(folder), shipped_settings(lang))
    with terminal.progress(said, quiet=as_json) as say:
        known = understand(dropped(folder, settings), day, settings, say, Timings())
    if as_json:
        click.echo(json.dumps(changes_shown.listed(known.report, settings), ensure_ascii=False, indent=1))
    else:
        changes_shown.shown(known.report, settings)
    sys.exit(inputs.exit_status(known.files))


def _day(text: str | None, said: Words) -> "pd.Timestamp":
    """The day to work out; today unless it is given. Raises CallError for what is not a day."""
    try:
        day = dt.date.today() if text is None else dt.date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise CallError(said.fill("bad_date", text=text)) from None
    if not EARLIEST <= day <= LATEST:
        raise CallError(said.fill("date_out_of_range", text=text))
    import pandas as pd

    return pd.Timestamp(day)


def _result(outcome: "Outcome") -> dict[str, Any]:
    """What a script wants to know of a run."""
    unused = [file for file in outcome.understood.files if file.status == "not_used"]
    return {
        "status": outcome.status,
        "report": str(outcome.folder),
        "as_of": outcome.about["as_of"],
        "totals": outcome.about["totals"],
        "unused": [{"file": file.file, "reason": file.reason, "remedy": file.remedy} for file in unused],
    }
