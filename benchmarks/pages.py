"""Which pages are asked for, and by whom."""

import itertools
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import connections
from django.db.models import Count
from django.test import Client

from benchmarks.run import Page, Session
from directory.models import Staff, Unit
from records import clock
from servicecentre import catalogues, collected
from visits.demo.many import CODE
from visits.models import Case, Visit

STORY: Final = 60
WRITINGS: Final = 170
TOKEN: Final = "a" * 32  # the cookie and the header agree, which is all that is asked of them


def prepare() -> list[Page]:
    """Sign two people in, make one story long, and say which pages are measured; the floor comes first."""
    catalogues.compile_stale()
    collected.collect_stale()
    receptionist, leader = staff_called("linjing"), staff_called("tangfang")
    long = _long_story(receptionist)
    home = Unit.objects.visible_to(receptionist).annotate(visited=Count("visits")).order_by("-visited")[0]
    day, running = _day(receptionist), itertools.cycle(_running(leader))
    at_desk, leading = signed_in(receptionist), signed_in(leader)
    pages = [
        Page("floor: a bare page of 50 rows", lambda: "/floor/", at_desk),
        Page("desk", lambda: "/", at_desk),
        Page("cases, open", lambda: "/cases/", at_desk),
        Page("cases, closed", lambda: "/cases/?show=closed", at_desk),
        Page("log of the shift", lambda: "/log/", at_desk),
        Page("log of the day", lambda: day, at_desk),
        Page(f"case with {STORY} events", long.get_absolute_url, at_desk),
        Page("household", home.get_absolute_url, at_desk),
        Page("callbacks", lambda: "/callbacks/", at_desk),
        Page("find a name", lambda: "/find/?q=%E6%9E%97", at_desk),
        Page("find a phrase", lambda: "/find/?q=%E6%9B%B4%E6%8F%9B%E9%96%A5%E8%8A%AF", at_desk),
        Page("lookup while typing", lambda: "/lookup/?q=3-1-5", at_desk),
        Page("save a visit", lambda: "/visits/new/", at_desk, _slip),
        Page("resolve a case", lambda: f"{next(running)}resolve/", leading, _resolution, WRITINGS // 12),
    ]
    connections.close_all()
    return pages


def staff_called(name: str) -> Staff:
    staff: Staff = Staff.objects.for_session().get(username=f"{CODE}-{name}")
    return staff


def signed_in(staff: Staff) -> Session:
    client = Client()
    client.force_login(staff, backend="directory.auth.StaffBackend")
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    return Session(f"{session.key}={session.value}; {settings.CSRF_COOKIE_NAME}={TOKEN}", TOKEN)


def _long_story(staff: Staff) -> Case:
    mine = Case.objects.open().answered_for_by(staff).filter(status=Case.Status.IN_PROGRESS)
    case: Case = mine.order_by("pk")[0]
    for place in range(STORY - case.events.count()):
        with clock.at(case.opened_at + timedelta(minutes=20 + 7 * place)):
            case.note(by=staff, note=f"第 {place + 1} 次跟進：已與承辦人核對進展，業主知悉。")
    return case


def _running(staff: Staff) -> list[str]:
    cases = Case.objects.visible_to(staff).open().filter(status=Case.Status.IN_PROGRESS)
    return [
        case.get_absolute_url()
        for case in cases.exclude(department__is_outside=True).order_by("-pk")[:WRITINGS]
    ]


def _day(staff: Staff) -> str:
    newest = Visit.objects.visible_to(staff).order_by("-duty_date")[0].duty_date - timedelta(days=1)
    return f"/log/{newest:%Y-%m-%d}/"


def _slip() -> dict[str, str]:
    return {
        "channel": "walk_in",
        "who": "3-1-502",
        "statement": "問訪客停車怎樣收費。",
        "category": "consult",
        "outcome": "answer",
        "reply": "兩小時內免費，之後每小時 3 元。",
        "satisfaction": "4",
    }


def _resolution() -> dict[str, str]:
    return {"result": "更換閥芯，試水正常，業主簽認。", "overdue_reason": "配件當天未到貨"}
