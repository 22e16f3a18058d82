"""What the desk never says to a resident: 決不能以「不知道」「不清楚」作答 (§4.8)."""

import re

from directory.folding import fold

NEVER_SAID = ("不知道", "不清楚", "办不了", "不归我们管")
_BETWEEN = re.compile(r"[\W_]+")


def never_said_in(reply: str) -> str:
    """The first forbidden phrase an answer contains, in simplified script, or "".

    Spaces and punctuation between the characters do not hide it, nor does the other script (BR-V11).
    """
    spoken = _BETWEEN.sub("", fold(reply))
    return next((phrase for phrase in NEVER_SAID if phrase in spoken), "")
