"""What the desk never says (§4.8, BR-V11)."""

import pytest

from visits.phrases import never_said_in


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ("這個我不清楚,您問別人", "不清楚"),
        ("我不知道", "不知道"),
        ("辦不了", "办不了"),
        ("办不了", "办不了"),
        ("不歸我們管", "不归我们管"),
        ("不归我们管", "不归我们管"),
        ("這事不 歸 我 們 管！", "不归我们管"),
        ("不、知、道", "不知道"),
        ("不_清_楚", "不清楚"),
        ("不\n知道", "不知道"),
        ("不　清　楚", "不清楚"),
        ("已解釋,業主不再表示不清楚", "不清楚"),
    ],
)
def test_what_is_never_said_is_found_however_it_is_written(reply: str, found: str) -> None:
    """BR-V11: both scripts, with blanks and punctuation between."""
    assert never_said_in(reply) == found


@pytest.mark.parametrize(
    "reply", ["", "  ", "我馬上為您核實,16:00 前答覆您", "已清楚告知", "業主知道了", "辦好了", "我們管這一片"]
)
def test_plain_answers_pass(reply: str) -> None:
    """BR-V11: nothing else is held up."""
    assert never_said_in(reply) == ""
