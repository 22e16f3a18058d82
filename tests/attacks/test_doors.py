"""Who gets what from which door, whatever the method; the keys, the cookies and the host (permissions.csv, I10)."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from directory.models import Staff
from papers import making
from papers.models import Export
from records import clock
from tests.attacks import throw
from tests.attacks.world import PHONE, VISITOR_PHONE, World, counts
from tests.cast import at
from tests.papers.reading import text_of
from visits.models import Disclosure

pytestmark = pytest.mark.usefixtures("english")
ROLES = ("lin", "tang", "zhao", "he", "huang", "su", "ai", "root", "stranger", "nobody")

#: What each role gets, in the order of ROLES: the desk's five, auditor, administrator, the keeper of the house who
#: has no role, a manager of another centre, and nobody signed in.
READING = {
    "/": (200, 200, 200, 200, 200, 302, 302, 302, 200, 302),
    "/callbacks/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/callbacks/{callback}/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/callbacks/{callback}/hand-to/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/callbacks/{callback}/reveal/": (405,) * 9 + (302,),
    "/cases/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/cases/{case}/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/cases/{case}/reveal/": (405,) * 9 + (302,),
    "/cases/{case}/resolve/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/drafts/": (405,) * 9 + (302,),
    "/drafts/{slot}/discard/": (405,) * 9 + (302,),
    "/faq/?q=停車": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/find/?q=9-3": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/board/": (403, 302, 403, 403, 200, 200, 403, 403, 200, 302),
    "/board/breaches/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/board/breaches/new/?case={case}": (403, 200, 403, 403, 200, 403, 403, 403, 404, 302),
    "/board/breaches/nothing/": (404, 404, 404, 404, 404, 404, 403, 403, 404, 302),
    "/board/breaches/nothing/state/": (405,) * 9 + (302,),
    "/board/breaches/nothing/withdraw/": (405,) * 9 + (302,),
    "/board/definitions/": (403, 302, 403, 403, 200, 200, 403, 403, 200, 302),
    "/board/people/": (403, 302, 403, 403, 200, 200, 403, 403, 200, 302),
    "/board/reading/": (403, 200, 403, 403, 200, 200, 403, 403, 200, 302),
    "/board/reading/1/sign/": (405,) * 9 + (302,),
    "/board/rechecks/1/": (405,) * 9 + (302,),
    "/board/rows/late/": (403, 302, 403, 403, 200, 200, 403, 403, 200, 302),
    "/board/views/": (405,) * 9 + (302,),
    "/wall/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/log/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/log/2026-11-16/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/log/2026-11-16/as-of/?at=2026-11-16T10:00": (403, 200, 403, 403, 200, 200, 403, 403, 200, 302),
    "/log/2026-11-16/早班/print/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/lookup/?q=9-3": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/lookup/known/?unit=1": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/promise/suggest/?category=repair&department=engineering": (
        *(200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    ),
    "/notices/": (200,) * 9 + (302,),
    "/notices/bell/": (200,) * 9 + (302,),
    "/notices/preferences/": (200,) * 9 + (302,),
    "/notices/read/": (405,) * 9 + (302,),
    "/notices/1/read/": (405,) * 9 + (302,),
    "/notices/1/take-up/": (405,) * 9 + (302,),
    "/callbacks/pdf/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/callbacks/print/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/cases/{case}/pdf/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/cases/{case}/print/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/log/2026-11-16/pdf/": (403, 200, 403, 403, 200, 200, 403, 403, 200, 302),
    "/log/2026-11-16/早班/pdf/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/papers/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/papers/blank/log/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/papers/blank/handover/pdf/": (200, 200, 200, 200, 200, 200, 403, 403, 200, 302),
    "/papers/exports/new/?list=cases": (403, 200, 403, 403, 200, 200, 403, 403, 200, 302),
    "/papers/exports/new/?list=nothing": (404, 404, 404, 404, 404, 404, 403, 403, 404, 302),
    "/papers/exports/{export}/": (403, 200, 403, 403, 200, 200, 403, 403, 404, 302),
    "/papers/exports/{export}/agree/": (405,) * 9 + (302,),
    "/papers/exports/{export}/decline/": (405,) * 9 + (302,),
    "/papers/exports/{export}/file/": (403, 403, 403, 403, 200, 403, 403, 403, 404, 302),
    "/visits/{visit}/slip/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/visits/{visit}/slip/pdf/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/referrals/{referral}/settle/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/referrals/{referral}/take-over/": (405,) * 9 + (302,),
    "/units/9-3-702/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/units/9-3-702/reveal/{resident}/": (405,) * 9 + (302,),
    "/visits/late/": (200, 200, 200, 200, 200, 403, 403, 403, 200, 302),
    "/visits/new/": (200, 200, 200, 200, 200, 403, 403, 403, 200, 302),
    "/visits/new/?draft={slot}": (200, 404, 404, 404, 404, 403, 403, 403, 404, 302),
    "/visits/{visit}/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/visits/{visit}/correct/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/visits/{receiving}/finish/": (200, 200, 200, 200, 200, 403, 403, 403, 404, 302),
    "/visits/{visit}/reveal/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/visits/{visit}/see-off/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/visits/{visit}/void/": (200, 200, 200, 200, 200, 200, 403, 403, 404, 302),
    "/history/": (403, 200, 403, 403, 200, 200, 200, 403, 200, 302),
    "/history/readings/": (403, 403, 403, 403, 200, 200, 403, 403, 200, 302),
    "/history/verify/": (405,) * 9 + (302,),
    "/history/visits.visit/{visit_pk}/?at=2026-11-16T10:00": (
        200,
        200,
        200,
        200,
        200,
        200,
        403,
        404,
        404,
        302,
    ),
    "/history/visits.visit/{visit_pk}/": (200, 200, 200, 200, 200, 200, 403, 404, 404, 302),
    "/history/directory.staff/{lin}/": (403, 200, 403, 403, 200, 200, 403, 404, 404, 302),
    "/history/directory.resident/{resident}/": (403, 200, 403, 403, 200, 200, 403, 404, 404, 302),
    "/history/visits.nothing/1/": (404,) * 9 + (302,),
    "/accounts/desk/": (200,) * 9 + (302,),
    "/accounts/preferences/": (405,) * 10,
    "/accounts/login/": (302,) * 9 + (200,),
    "/accounts/logout/": (405,) * 9 + (302,),
    "/healthz": (200,) * 10,
    "/admin/": (302, 302, 302, 302, 302, 302, 200, 200, 302, 302),
    "/admin/directory/staff/": (302, 302, 302, 302, 302, 302, 200, 200, 302, 302),
    "/admin/notices/channel/": (302, 302, 302, 302, 302, 302, 200, 200, 302, 302),
    "/admin/axes/accessattempt/": (302, 302, 302, 302, 302, 302, 403, 200, 302, 302),
}


def addresses(world: World) -> dict[str, Any]:
    """What the addresses of the table name."""
    assert world.callback is not None
    return {
        "callback": world.callback.number,
        "case": world.cases["fresh"].number,
        "slot": "a" * 32,
        "referral": world.referrals["offered"].pk,
        "resident": world.resident.pk,
        "visit": world.visits["answered"].number,
        "visit_pk": world.visits["answered"].pk,
        "receiving": world.visits["receiving"].number,
        "lin": world.people["lin"].pk,
        "export": made_export(world).pk,
    }


def words_of(answer: Any) -> str:
    """What somebody can read in an answer: a page, a file, the words of a PDF."""
    body: bytes = answer.getvalue()
    return text_of(body) if answer["Content-Type"] == "application/pdf" else body.decode()


def made_export(world: World) -> Export:
    """A masked list the manager took out, made and ready."""
    facts = {"what": "cases", "subject": "", "query": "", "form": "csv", "reason": "月報"}
    export = Export.objects.first() or Export.ask(by=world.people["huang"], rows=1, masked=True, **facts)
    making.at_once(export)
    return export


def browsers(world: World) -> dict[str, Client]:
    """A browser for everybody."""
    found = {role: throw.signed_in(world.people[role]) for role in ROLES[:-1]}
    return found | {"nobody": Client(raise_request_exception=False)}


def test_each_role_gets_what_the_table_says_and_no_page_shows_a_number(world: World) -> None:
    """Permissions.csv, BR-V17: a full number stands on no page before somebody gave a reason."""
    wrong = []
    everybody, where = browsers(world), addresses(world)
    for address, expected in READING.items():
        path = address.format(**where)
        for place, role in enumerate(ROLES):
            headers = {"hx-request": "true"} if place % 2 else {}
            answer = everybody[role].get(path, headers=headers)
            page = words_of(answer)
            if answer.status_code != expected[place]:
                wrong.append(f"{role} {path}: {answer.status_code}, not {expected[place]}")
            wrong += [f"{role} {path} shows {number}" for number in (PHONE, VISITOR_PHONE) if number in page]

    assert wrong == []
    assert not Disclosure.objects.exists()


class Frame(HTMLParser):
    """The links of a page's frame and of its own menus: what stands outside `main`, or in a `nav`.

    A disabled button, which says beside it why not, is no link.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"main", "nav"}:
            self.inside.append(tag)
        said = dict(attrs)
        href = said.get("href") or "#"
        is_link = tag == "a" and not href.startswith("#") and "aria-disabled" not in said
        if is_link and self.inside[-1:] != ["main"]:
            self.links.add(href)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"main", "nav"}:
            self.inside.pop()


@pytest.mark.parametrize("role", ROLES[:-1])
def test_no_page_shows_anybody_a_link_of_its_frame_they_may_not_open(world: World, role: str) -> None:
    """Permissions.csv: also not to the administrator, the keeper of the house, a leader who stands on no roster yet."""
    client, where = throw.signed_in(world.people[role]), addresses(world)
    links: set[str] = set()
    with clock.at(at("15:45")):  # the ruler offers the handover
        for address, expected in READING.items():
            if expected[ROLES.index(role)] != 200 or "/pdf/" in address:
                continue  # no frame
            page: Any = client.get(address.format(**where))
            if page.status_code == 200 and not page.streaming and b'class="counter"' in page.content:
                links |= Frame(page.content.decode()).links
        opened = {link: client.get(link, follow=True).status_code for link in links}

    assert {"/notices/", "/"} <= links
    assert ("/board/breaches/" in links) == (role not in {"ai", "root"})
    assert {link: code for link, code in opened.items() if code != 200} == {}


@pytest.mark.parametrize("method", ["delete", "put", "patch", "options"])
def test_other_methods_open_no_door(world: World, method: str) -> None:
    """Pages of the duty log are read and posted to, nothing else."""
    where = addresses(world)
    before, client = counts(), throw.signed_in(world.people["lin"])
    answers = {
        address: getattr(client, method)(address.format(**where)).status_code
        for address in READING
        if not address.startswith(("/admin", "/accounts/log", "/healthz"))
    }

    assert {address: code for address, code in answers.items() if code not in {403, 405}} == {}
    assert counts() == before


def test_query_strings_of_any_kind_open_the_page(world: World) -> None:
    """No input gives a 500."""
    client, wrong = throw.signed_in(world.people["tang"]), []
    pages = (
        "/",
        "/log/",
        "/log/2026-11-16/",
        "/cases/",
        "/callbacks/",
        "/find/",
        "/notices/",
        "/lookup/",
        "/lookup/known/",
        "/faq/",
        "/promise/suggest/",
        "/visits/new/",
        "/units/9-3-702/",
        f"/cases/{world.cases['fresh'].number}/",
    )
    names = (
        "page",
        "q",
        "show",
        "date",
        "shift",
        "category",
        "department",
        "first",
        "owner",
        "after",
        "before",
        "household",
        "unit",
        "draft",
        "faq",
        "saved",
        "shown",
        "number",
        "do",
        "whose",
    )
    for value in (
        "abc",
        "%00",
        "-1",
        "9" * 40,
        "2026-02-30",
        "%ED%A0%80%FF",
        "%E4%B8%80" * 3000,
        "%27%22%3Cscript%3E",
        "０１",
        "closed",
    ):
        for page in pages:
            answer = client.get(f"{page}?{'&'.join(f'{name}={value}' for name in names)}")
            if answer.status_code not in {200, 302, 404} or b"<script>&" in answer.content:
                wrong.append(f"{page} {value[:20]}: {answer.status_code} {getattr(answer, 'exc_info', None)}")

    assert wrong == []


@pytest.mark.parametrize(
    "path",
    [
        "/log/2026-02-30/",
        "/log/0000-00-00/",
        "/log/9999-12-31/",
        "/log/2026-11-16/%00/",
        "/units/%00/",
        "/units/%FF/",
        f"/units/{'9' * 3000}/",
        "/history/a.b.c/1/",
        f"/history/visits.visit/{'9' * 40}/",
        f"/notices/{'9' * 30}/read/",
        f"/referrals/{'9' * 30}/settle/",
        f"/units/9-3-702/reveal/{'9' * 30}/",
        "/history/%00/1/",
        "/cases/../../etc/",
        f"/cases/{'x' * 5000}/",
    ],
)
def test_addresses_of_nothing_are_not_found(world: World, path: str) -> None:
    """No input gives a 500."""
    client = throw.signed_in(world.people["tang"])

    assert client.get(path).status_code in {404, 405}
    assert throw.send(client, path, {"reason": "x"}).status_code in {404, 405}


def test_another_centres_record_is_as_if_there_were_none(world: World) -> None:
    """Out of the centre: the page of what does not exist, to the letter."""
    client = throw.signed_in(world.people["huang"])
    theirs = world.theirs
    for there, nowhere in (
        (f"/cases/{theirs['case'].number}/", "/cases/ZB-20991231-999/"),
        (f"/visits/{theirs['visit'].number}/", "/visits/ZB-20991231-999/"),
        (f"/callbacks/{theirs['callback'].number}/", "/callbacks/HF-20991231-999/"),
        (f"/units/{theirs['unit'].code}/", "/units/1-1-1/"),
        (f"/history/visits.case/{theirs['case'].pk}/", "/history/visits.case/999999/"),
        (f"/history/directory.staff/{theirs['staff'].pk}/", "/history/directory.staff/999999/"),
    ):
        answer, none = client.get(there), client.get(nowhere)
        assert (answer.status_code, none.status_code) == (404, 404), there
        assert answer.content == none.content


def test_each_number_is_disclosed_by_itself_with_a_reason(world: World) -> None:
    """BR-V17: no reason, no number; one reason, one number, one reader."""
    lin, zhou = throw.signed_in(world.people["lin"]), throw.signed_in(world.people["zhou"])
    visit, case = world.visits["answered"], world.cases["fresh"]
    for path in (f"/visits/{visit.number}/", f"/cases/{case.number}/", "/units/9-3-702/"):
        reveal = f"{path}reveal/" + (f"{world.resident.pk}/" if "units" in path else "")
        assert throw.send(lin, reveal, {"reason": "   "}).status_code == 422
    assert not Disclosure.objects.exists()

    assert throw.send(lin, f"/cases/{case.number}/reveal/", {"reason": "回電"}).status_code == 302
    assert VISITOR_PHONE in lin.get(f"/cases/{case.number}/?number=shown").content.decode()
    assert VISITOR_PHONE not in zhou.get(f"/cases/{case.number}/?number=shown").content.decode()
    assert VISITOR_PHONE not in lin.get(f"/visits/{visit.number}/?number=shown").content.decode()
    assert PHONE not in lin.get(f"/units/9-3-702/?shown={world.resident.pk}").content.decode()
    assert Disclosure.objects.count() == 1


# Keys, cookies, hosts ----------------------------------------------------------------------------------------------


def test_without_a_session_nothing_is_written(world: World) -> None:
    """The form is opened, the session ends, the form is sent."""
    client, before = throw.signed_in(world.people["lin"]), counts()
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = throw.send(client, "/visits/new/", {"statement": "停車證", "reply": "已告知"})

    assert answer.status_code == 403
    assert "已告知" in answer.content.decode()
    assert counts() == before


def test_a_form_without_its_token_is_not_heard(world: World) -> None:
    """A page elsewhere cannot write in somebody's name."""
    client, forms = Client(enforce_csrf_checks=True), throw.forms(world)
    client.force_login(world.people["lin"], backend="directory.auth.StaffBackend")
    before = counts()
    for form in forms:
        assert throw.send(client, form.path, form.words).status_code == 403
    assert counts() == before


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "http:///evil.example",
    ],
)
def test_the_way_back_stays_in_the_house(world: World, where: str) -> None:
    """Neither signing in nor a preference leads out."""
    signed, before = throw.signed_in(world.people["lin"]), Client()
    kept = signed.post("/accounts/preferences/", {"theme": "dark", "next": where})
    entered = before.post(
        f"/accounts/login/?next={where}", {"username": "lin", "password": "secret", "next": where}
    )

    assert kept["Location"] == entered["Location"] == "/"


def test_a_huge_form_gets_the_page_for_it(world: World) -> None:
    """More than the server reads: 400, not 500."""
    client, before = throw.signed_in(world.people["lin"]), counts()
    assert throw.send(client, "/visits/new/", {"statement": "x" * 3_000_000}).status_code == 400
    assert throw.send(client, "/visits/new/", {f"n{n}": "x" for n in range(5500)}).status_code == 400
    assert counts() == before


def test_cookies_somebody_made_up_are_no_session(world: World) -> None:
    """Tampered cookies sign nobody in and break nothing."""
    for name, value in (
        ("sessionid", "x' OR 1=1"),
        ("sessionid", "x" * 9000),
        ("messages", "x:y:z"),
        ("django_language", "xx\x7f"),
    ):
        client = Client(raise_request_exception=False)
        client.cookies[name] = value
        assert client.get("/").status_code == 302
        assert client.get("/accounts/login/").status_code == 200


def test_the_browsers_language_is_left_aside_and_strange_hosts_turned_away(world: World) -> None:
    """A PC at the desk was often set up in another language than its readers'."""
    client = Client()
    assert client.get("/accounts/login/", headers={"accept-language": "en"})["Content-Language"] == "zh-hant"
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("who", ["su", "ai", "root"])
def test_who_receives_nobody_sits_at_no_desk(world: World, who: str) -> None:
    """I1: whoever walks up to a desk is received by the person who sits there."""
    lin = world.people["lin"]
    throw.send(throw.signed_in(world.people[who]), "/accounts/desk/", {"desk": lin.desk_id})

    assert list(Staff.objects.seated_at(lin.desk)) == [lin]


# The books and the keeper of the house -----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ai", "root"])
def test_the_books_lead_nowhere_near_the_duty_log(world: World, who: str) -> None:
    """I1, I2, I8: an administrator, or an account made in the shell, changes nothing of the log and deletes nothing."""
    client, forms, before = throw.signed_in(world.people[who]), throw.forms(world), counts()
    case = world.cases["fresh"]
    for model in (
        "visit",
        "case",
        "promise",
        "callback",
        "referral",
        "caseevent",
        "historicalvisit",
        "historicalcase",
    ):
        for path in ("", "add/", f"{case.pk}/change/", f"{case.pk}/delete/"):
            assert client.get(f"/admin/visits/{model}/{path}").status_code == 404
    for model, pk in (
        ("staff", world.people["lin"].pk),
        ("unit", world.home.pk),
        ("resident", world.resident.pk),
    ):
        assert (
            throw.send(client, f"/admin/directory/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403
        )
        bulk = {"action": "delete_selected", "_selected_action": pk, "post": "yes"}
        throw.send(client, f"/admin/directory/{model}/", bulk)
    for form in forms:
        if form.path.startswith("/accounts"):
            continue
        assert throw.send(client, form.path, form.words).status_code == 403, form.path
    assert counts() == before


@pytest.mark.parametrize("who", ["ai", "root"])
def test_every_page_of_the_books_opens_and_shows_no_number(world: World, who: str) -> None:
    """No page of the administrator gives a 500 or a telephone number."""
    client, wrong = throw.signed_in(world.people[who]), []
    for path in books():
        answer = client.get(path)
        if answer.status_code >= 500 or PHONE in answer.content.decode():
            wrong.append((path, answer.status_code, getattr(answer, "exc_info", None)))
    assert wrong == []


def test_own_password_changes_with_the_old_one_and_a_signature(world: World) -> None:
    """I8: the books' own page saved without a trail, which the records refuse."""
    ai = world.people["ai"]
    client = throw.signed_in(ai)
    typed = {"old_password": "secret", "new_password1": "gui-lin-39-li", "new_password2": "gui-lin-39-li"}
    wrong = throw.send(client, "/admin/password_change/", {**typed, "old_password": "guessed"})
    changed = throw.send(client, "/admin/password_change/", typed)

    assert (wrong.status_code, changed.status_code) == (200, 302)
    assert client.get(changed["Location"]).status_code == 200
    assert Staff.objects.get(pk=ai.pk).check_password("gui-lin-39-li")
    signed = ai.history.order_by("history_id").last()
    assert (signed.history_user, signed.history_verb) == (ai, "change_password")


def books() -> Iterator[str]:
    """The addresses of the administrator's books."""
    for model in (
        "servicecentre",
        "department",
        "desk",
        "unit",
        "resident",
        "occupancy",
        "shiftpattern",
        "duty",
        "category",
        "guideline",
        "staff",
    ):
        yield f"/admin/directory/{model}/"
        yield f"/admin/directory/{model}/add/"
        yield from (
            f"/admin/directory/{model}/{pk}/change/" for pk in ("1", "999999", "abc", "9" * 40, "%00")
        )
        yield f"/admin/directory/{model}/?q=%00&o=9&p=abc&e=1&centre__id=abc"
        yield f"/admin/directory/{model}/?q=139"
    for path in ("", "add/", "1/change/", "abc/change/", "%00/change/", "?q=%00&o=9&p=abc&active__exact=x"):
        yield f"/admin/notices/channel/{path}"
    yield from (
        "/admin/password_change/",
        "/admin/jsi18n/",
        "/admin/autocomplete/",
        "/admin/r/1/1/",
        "/admin/r/9/abc/",
        "/admin/axes/accessattempt/",
    )
