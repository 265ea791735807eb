"""The commands. What is heavy is imported inside the command that needs it."""

import datetime as dt
import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker import asking, options
from tracker.console import readable
from tracker.errors import CallError, TrackerError
from tracker.options import as_of_option, folder_argument, json_option, lang_option
from tracker.wording import words

if TYPE_CHECKING:
    from tracker.run import Outcome


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
@folder_argument
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
    day = options.day(as_of, said)
    options.existing(folder, said)
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
    day = options.day(as_of, said)
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
@folder_argument
@lang_option
def watch(folder: Path, lang: str) -> None:
    """守着 DIR：有表放进来、放稳了，就按当天再算一遍。按 Ctrl+C 停下。"""
    said = words("terminal", lang)
    options.existing(folder, said)
    from tracker import find
    from tracker import watch as watching
    from tracker.settings import shipped_settings

    watching.runs(find.workspace(folder), lambda: options.day(None, said), shipped_settings(lang))


@main.command()
@folder_argument
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
    day = None if as_of is None else options.day(as_of, said).date()
    options.existing(folder, said)
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


for command in (asking.rules, asking.explain, asking.changes):
    main.add_command(command)
