"""A team's own templates, laid over the shipped ones file by file: what they may do, and what a wrong one is told."""

import io
import re
from pathlib import Path

import page_frames as frames
import pandas as pd
import pytest
from xlsxwriter import Workbook

from tracker import run
from tracker.errors import CallError
from tracker.settings import shipped_settings
from tracker.shipped import shipped
from tracker.write import pages

SETTINGS = shipped_settings()
REPORT = frames.team(8, 2)


def index(workspace: Path, **templates: str | bytes) -> str:
    """The summary page of a team with these templates: style_css="…"."""
    (workspace / "templates").mkdir(exist_ok=True)
    for name, text in templates.items():
        path = workspace / "templates" / name.replace("_", ".")
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return pages.index(REPORT, SETTINGS, pages.of_workspace(workspace, SETTINGS.words("pages")))


def refused(workspace: Path, **templates: str | bytes) -> str:
    with pytest.raises(CallError) as error:
        index(workspace, **templates)
    assert error.value.status == 2
    return str(error.value)


def test_a_team_without_templates_has_the_shipped_ones(tmp_path: Path) -> None:
    shipped_page = pages.index(REPORT, SETTINGS)
    assert pages.index(REPORT, SETTINGS, pages.of_workspace(tmp_path, SETTINGS.words("pages"))) == shipped_page
    assert index(tmp_path) == shipped_page


def test_one_file_is_laid_over_and_the_others_stay(tmp_path: Path) -> None:
    style = (shipped("templates") / "style.css").read_text(encoding="utf-8")
    page = index(tmp_path, style_css=style.replace("h1 { font-size:", "h1 { color: rebeccapurple; font-size:", 1))
    assert page.count("rebeccapurple") == 1
    assert page.replace(" color: rebeccapurple;", "") == pages.index(REPORT, SETTINGS)


def test_a_template_can_extend_the_shipped_frame(tmp_path: Path) -> None:
    text = '{% extends "base.html" %}{% set tables = {} %}{% block title %}我们{% endblock %}'
    text += "{% block page %}<main id=main>{{ customers | length }} 家，{{ w.total }}</main>{% endblock %}"
    page = index(tmp_path, index_html=text)
    assert "<title>我们</title>" in page
    assert "8 家，合计" in page


def test_a_script_of_the_team_is_the_one_its_policy_allows(tmp_path: Path) -> None:
    page = index(tmp_path, list_js="document.title = 1;")
    assert "<script>document.title = 1;</script>" in page
    assert re.findall("script-src 'sha256-.*?'", page) != re.findall(
        "script-src 'sha256-.*?'", pages.index(REPORT, SETTINGS)
    )


def test_a_template_that_is_none_is_named_with_its_line(tmp_path: Path) -> None:
    said = refused(tmp_path, index_html="<h1>\n{% if customers %}\n{{ oh no }}\n")
    assert "templates/index.html 第 3 行" in said


def test_a_template_nobody_uses_is_looked_at_too(tmp_path: Path) -> None:
    assert "templates/mine.html 第 1 行" in refused(tmp_path, mine_html="{% for %}")


def test_an_unknown_name_is_named_with_its_line(tmp_path: Path) -> None:
    said = refused(tmp_path, index_html="<h1>\n\n{{ custmers | length }}</h1>")
    assert "templates/index.html 第 3 行" in said
    assert "custmers" in said


def test_an_unknown_word_and_a_wrong_sum_are_told_likewise(tmp_path: Path) -> None:
    assert "templates/index.html 第 2 行" in refused(tmp_path, index_html="\n{{ w.no_such_word }}")
    assert "templates/index.html 第 1 行" in refused(tmp_path, index_html="{{ 1 / 0 }}")
    assert "templates/index.html 第 1 行" in refused(tmp_path, index_html='{% include "gone.html" %}')
    assert "templates/index.html" in refused(tmp_path, index_html='{% include "index.html" %}')


def test_a_part_that_the_shipped_pages_miss_is_told(tmp_path: Path) -> None:
    assert "templates/" in refused(tmp_path, parts_html="{% macro mark(tone) %}{% endmacro %}")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    assert "templates/style.css" in refused(tmp_path, style_css="颜色".encode("gbk"))


def test_a_picture_beside_the_templates_is_left_alone(tmp_path: Path) -> None:
    assert index(tmp_path, logo_png=b"\x89PNG\xff") == pages.index(REPORT, SETTINGS)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ w.__init__.__globals__ }}",
        "{{ page_of.__globals__ }}",
        "{{ dates._words }}",
        "{{ links.clear() }}",
        "{{ customers.append(1) }}",
        "{{ '{0.__class__}'.format(w) }}",
        '{% include "../../pyproject.toml" %}',
        '{% include "/etc/passwd" %}',
        "{% for n in range(999999999) %}{% endfor %}",
    ],
)
def test_a_template_cannot_run_code_or_read_a_file(tmp_path: Path, text: str) -> None:
    assert "templates/index.html 第 1 行" in refused(tmp_path, index_html=text)


def test_a_wrong_template_stops_the_run_before_anything_is_written(tmp_path: Path) -> None:
    (tmp_path / "inbox" / "张伟").mkdir(parents=True)
    content = io.BytesIO()
    with Workbook(content) as book:
        customers = book.add_worksheet("客户登记")
        customers.write_row(0, 0, ["单位名称", "联系人", "联系电话", "需求概述", "登记日期"])
        customers.write_row(1, 0, ["青岛远洋机械有限公司", "王芳", "13812340001", "采购两台离心泵", "2026-11-18"])
    (tmp_path / "inbox" / "张伟" / "客户.xlsx").write_bytes(content.getvalue())
    (tmp_path / "templates").mkdir()
    for text in ("{% if %}", "{{ nothing_of_this_name }}"):
        (tmp_path / "templates" / "person.html").write_text(text, encoding="utf-8")
        with pytest.raises(CallError, match=r"templates/person\.html 第 1 行"):
            run.week(tmp_path, pd.Timestamp("2026-11-20"), SETTINGS, lambda *_: None, run.Timings())
        assert not (tmp_path / "reports").exists()
