"""The plainest legal rows, made by walking the real verbs."""

from datetime import datetime, timedelta
from typing import Any

from directory.models import Staff, Unit
from records import clock
from tests.cast import category, department
from visits.models import Callback, Case, PromiseTerms, Referral, Visit


def terms(due_at: datetime | None = None, text: str = "上門查看", **more: Any) -> PromiseTerms:
    """A promise, two hours ahead unless told otherwise."""
    return PromiseTerms(due_at=due_at or clock.now() + timedelta(hours=2), text=text, **more)


def visit(by: Staff, *, about: str = "consult", unit: Unit | None = None, **facts: Any) -> Visit:
    """A resident being received by `by`; nothing is written yet."""
    facts.setdefault("statement", "衛生間天花板漏水")
    facts.setdefault("visitor_name", "吳先生")
    facts.setdefault("phone", "13800000001")
    if unit is None:
        facts.setdefault("scope", Visit.Scope.COMMUNITY)
    return Visit.receive(by=by, category=category(by, about), unit=unit, **facts)


def answered(by: Staff, *, reply: str = "已告知辦理時間", **facts: Any) -> Visit:
    """A line of the log: asked and answered on the spot."""
    return visit(by, **facts).answer(by=by, reply=reply)


def case(
    by: Staff,
    *,
    about: str = "repair",
    to: str = "engineering",
    promise: PromiseTerms | None = None,
    forward: bool = True,
    handler: Staff | None = None,
    outside: dict[str, str] | None = None,
    weight: str = Case.Weight.ORDINARY,
    against_department: Any = None,
    against_staff: Staff | None = None,
    **facts: Any,
) -> Case:
    """A matter that could not be solved on the spot: promised and forwarded, owned by its first contact."""
    facts = dict[str, Any](restated=True, apology_given=True, reason_explained="維修員正在別處") | facts
    return visit(by, about=about, **facts).promise(
        by=by,
        terms=promise or terms(),
        department=department(by, to),
        forward=forward,
        handler=handler,
        outside=outside,
        weight=weight,
        against_department=against_department,
        against_staff=against_staff,
    )


def resolved(by: Staff, handler: Staff, **facts: Any) -> Callback:
    """A case whose work `handler` did: its callback is scheduled."""
    made = case(by, **facts)
    made.accept(by=handler)
    return made.resolve(by=handler, result="更換閥芯，試水正常")


def closed(by: Staff, handler: Staff, **facts: Any) -> Case:
    """A case that went all the way to a satisfied resident."""
    callback = resolved(by, handler, **facts)
    callback.record(by=by, result=Callback.Result.REACHED, respondent="吳先生", satisfaction=4)
    return callback.case


def referral(by: Staff, to: Staff, **facts: Any) -> Referral:
    """A resident introduced to the cashier."""
    return visit(by, about="fee", **facts).introduce(by=by, to=to, matter=Referral.Matter.MANAGEMENT)
