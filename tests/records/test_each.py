"""`{% each %}` draws what `{% for %}` would draw, and refuses at once what it cannot."""

from typing import Any, NamedTuple

import pytest
from django.template import TemplateSyntaxError, engines
from django.utils import translation
from django.utils.safestring import SafeString

pytestmark = pytest.mark.once


class Part(NamedTuple):
    """A row within a row."""

    name: str


class Row(NamedTuple):
    """A row with every kind of cell."""

    name: str
    drawn: SafeString = SafeString("<b>safe</b>")
    number: int | None = None
    is_late: bool = False
    is_soon: bool = False
    parts: tuple[Part, ...] = ()


BODY = (
    "<td>{{ row.name }}</td>{{ row.drawn }} {{ row.number }}"
    "{% if row.is_late %}late {{ row.name }}{% elif row.is_soon %}soon{% else %}open{% endif %}"
    "{% if row.parts %}[{% LOOP part in row.parts %}({{ part.name }}){% ENDLOOP %}]{% endif %}"
)
ROWS = [
    Row("<script>\"陳\" & '林'</script>", number=0),
    Row("late", is_late=True, is_soon=True, number=1234567),
    Row("soon", is_soon=True, parts=(Part("<i>"), Part("乙"))),
]


def drawn(loop: str, body: str = BODY, **context: Any) -> str:
    body = body.replace("LOOP", loop).replace("END" + loop, "end" + loop)
    page = engines["django"].from_string(
        f"{{% load each i18n look %}}{{% {loop} row in rows %}}{body}{{% end{loop} %}}"
    )
    return page.render(context)


def test_a_row_looks_as_an_ordinary_loop_draws_it() -> None:
    assert drawn("each", rows=ROWS) == drawn("for", rows=ROWS)
    assert "&lt;script&gt;&quot;陳&quot; &amp; &#x27;林&#x27;" in drawn("each", rows=ROWS)


def test_no_rows_draw_nothing() -> None:
    assert (drawn("each", rows=[]), drawn("each", rows=None), drawn("each")) == ("", "", "")


def test_what_is_always_alike_stands_in_a_row_in_the_readers_language() -> None:
    body = "{% always %}{% translate 'Close' %}{% endalways %} {{ row.name }};"
    rows = [Part("甲"), Part("乙")]

    with translation.override("en"):
        assert drawn("each", body, rows=rows) == "Close 甲;Close 乙;"
    with translation.override("zh-hant"):
        assert drawn("each", body, rows=rows) == "關閉 甲;關閉 乙;"


@pytest.mark.parametrize(
    "body",
    [
        "{{ name }}",
        "{{ other.name }}",
        "{{ row }}",
        "{{ row.name.first }}",
        "{{ row.name|upper }}",
        "{% if row.is_late and row.is_soon %}x{% endif %}",
        "{% if not row.is_late %}x{% endif %}",
        "{% if row.name == 'x' %}x{% endif %}",
        "{% translate 'Close' %}",
        "{% for part in row.parts %}x{% endfor %}",
    ],
)
def test_anything_else_is_refused_when_the_template_is_read(body: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="“each” holds text"):
        drawn("each", body, rows=ROWS)


@pytest.mark.parametrize("head", ["each", "each row", "each row of rows", "each a, b in rows"])
def test_a_head_that_reads_otherwise_is_refused(head: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="It reads"):
        engines["django"].from_string(f"{{% load each %}}{{% {head} %}}{{% endeach %}}")
