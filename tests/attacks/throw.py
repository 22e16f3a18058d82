"""What is thrown at the forms: legal words first, then each box in turn filled with nonsense."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from typing import Any, Final
from urllib.parse import quote_plus
from uuid import uuid4

from django.test import Client

from directory.models import Shift, Staff
from oversight.models import Breach
from papers.models import Export
from records import clock
from tests import builders
from tests.attacks.world import LATER, World, counts, undone
from tests.cast import MORNING, department
from visits.models import Callback, Case, Referral, Visit

MARK: Final = "記號甲乙丙"
MISSING: Final = object()
ALLOWED: Final = frozenset({302, 400, 403, 404, 409, 422})
#: Bytes that are no UTF-8: half a surrogate pair, and a byte no character begins with.
RAW: Final = b"\xed\xa0\x80\xff"
EXTRA: Final = {
    "first_contact": "2",
    "first_contact_id": "2",
    "owner": "2",
    "owner_id": "2",
    "status": "closed",
    "closed_at": "2026-11-16T09:00",
    "centre": "2",
    "is_superuser": "1",
}


@dataclass(frozen=True)
class Form:
    """One form that writes: where, who, and words that are accepted."""

    name: str
    path: str
    by: str
    words: dict[str, Any] = field(default_factory=dict)
    mark: str = ""
    also: tuple[str, ...] = ()


def signed_in(staff: Staff) -> Client:
    """A browser in which this person has signed in, and reads English."""
    staff.choose_language("en")
    client = Client(raise_request_exception=False)
    client.force_login(staff, backend="directory.auth.StaffBackend")
    return client


def nonsense(world: World) -> list[Any]:
    """What may stand in any box."""
    theirs = world.theirs
    return [
        "",
        "長" * 10_000,
        "😀👩‍👩‍👧 emoji",
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
        "a\x00b",
        RAW,
        "１２３４５６７８９０１",
        "2026-02-30",
        "2026-02-30T25:61",
        "99:99",
        "0000-01-01T00:00",
        "10000-01-01T00:00",
        "1900-01-01T00:00",
        "2099-12-31T23:59",
        "-1",
        "9" * 30,
        "NaN",
        str(theirs["staff"].pk),
        str(theirs["department"].pk),
        f"{theirs['unit'].pk}:{theirs['resident'].pk}",
        theirs["case"].number,
        "987654",
        ["1", "2", MARK],
        MISSING,
    ]


def body(words: dict[str, Any]) -> bytes:
    """The words as a browser sends them."""
    pairs = []
    for name, value in words.items():
        for each in value if isinstance(value, list) else [value]:
            if each is MISSING:
                continue
            pairs.append(f"{quote_plus(name)}={quote_plus(each if isinstance(each, bytes) else str(each))}")
    return "&".join(pairs).encode()


def send(client: Client, path: str, words: dict[str, Any], **headers: Any) -> Any:
    """Send a form with a key of its own."""
    client.cookies.pop("messages", None)
    return client.post(
        path,
        body({"once": uuid4().hex, **words}),
        content_type="application/x-www-form-urlencoded",
        **headers,
    )


def forms(world: World) -> list[Form]:
    """Every form of the duty log that writes, with words that are accepted."""
    at = world.cases
    engineering, security = (
        department(world.centre, "engineering").pk,
        department(world.centre, "security").pk,
    )
    promise = {"due_at": LATER, "promise_text": "再上門"}
    told = {**promise, "reason": f"缺料{MARK}", "resident_told": "on"}
    callback, receiving, answered = world.callback, world.visits["receiving"], world.visits["answered"]
    assert callback is not None
    all_five = {
        "who": "9-3-702",
        "statement": f"天花板漏水{MARK}",
        "category": "repair",
        "outcome": "promise",
        "department": "engineering",
        "due_at": "2026-11-16T13:00",
        "promise_text": "上門查看",
        "kind": "arrive",
        "reason_explained": "維修員正在別處",
        "restated": "on",
        "apology_given": "on",
        "phone": "13800000001",
        "new_matter_reason": "另一件",
    }
    answer = {"statement": f"停車證{MARK}", "reply": "已告知"}
    introduce = {
        **answer,
        "category": "fee",
        "outcome": "introduce",
        "to": world.people["he"].pk,
        "matter": "management",
    }

    def of_case(verb: str, which: str, by: str, mark: str = "", **words: Any) -> Form:
        path = f"/cases/{at[which].number}/{verb}/"
        return Form(
            f"case-{verb}", path, by, {"version": Case.objects.get(pk=at[which].pk).version, **words}, mark
        )

    def of_line(verb: str, visit: Visit, by: str, mark: str = "", **words: Any) -> Form:
        version = Visit.objects.get(pk=visit.pk).version
        return Form(
            f"visit-{verb}", f"/visits/{visit.number}/{verb}/", by, {"version": version, **words}, mark
        )

    return [
        Form("visit-new", "/visits/new/", "lin", answer, "statement"),
        Form("visit-new", "/visits/new/", "lin", all_five, "statement"),
        Form("visit-new", "/visits/new/", "lin", introduce, "statement"),
        Form(
            "visit-new",
            "/visits/new/",
            "lin",
            {**answer, "who": "9-3-702", "join": at["fresh"].number},
            "statement",
        ),
        Form("visit-new", "/visits/new/", "lin", {**answer, "park": "1"}),
        of_line("finish", receiving, "lin", "statement", **all_five),
        of_line(
            "correct",
            answered,
            "lin",
            "reason",
            room="9-3-702",
            who="吳先生",
            statement="漏水",
            reply="已告知",
            reason=f"聽錯{MARK}",
        ),
        of_line("void", receiving, "lin", "reason", reason=f"重複{MARK}"),
        of_line("see-off", answered, "lin", desk_cleared="on"),
        of_line("reveal", answered, "lin", "reason", reason=f"回電{MARK}"),
        of_case("note", "fresh", "lin", "note", note=f"已去電{MARK}", audience="staff"),
        of_case("inform", "fresh", "lin", "note", note=f"師傅下午到{MARK}"),
        of_case("move-promise", "fresh", "lin", "reason", **told),
        of_case("promise-again", "late", "lin", "reason", apology="on", **told),
        of_case("fulfil", "fresh", "lin", "note", note=f"看過了{MARK}", **promise),
        of_case("forward", "loose", "lin", "note", department=engineering, note=f"三樓{MARK}"),
        of_case("accept", "fresh", "zhao"),
        of_case("send-back", "fresh", "zhao", "reason", reason=f"不是我們的{MARK}"),
        of_case("wait", "taken", "zhao", "reason", reason=f"等料{MARK}"),
        of_case("resume", "waiting", "zhao", "note", note=f"料到了{MARK}"),
        of_case(
            "contact-outside", "taken", "lin", "note", name="電信公司", phone="10000", note=f"下午來{MARK}"
        ),
        of_case("call-out", "fresh", "lin", service="119"),
        of_case("assign", "fresh", "tang", "note", department=security, note=f"交保安{MARK}"),
        of_case("prioritise", "fresh", "tang", "note", priority="P3", note=f"不急{MARK}"),
        of_case("resolve", "taken", "zhao", "result", result=f"換好了{MARK}"),
        of_case("reopen", "closed", "lin", "reason", reason=f"又漏{MARK}", **promise),
        of_case("merge", "fresh", "lin", into=at["taken"].number),
        of_case("reassign", "fresh", "huang", "reason", to=world.people["zhou"].pk, reason=f"休假{MARK}"),
        of_case("close-exceptionally", "fresh", "huang", "note", reason="answered", note=f"不合理{MARK}"),
        Form(
            "case-reveal", f"/cases/{at['fresh'].number}/reveal/", "lin", {"reason": f"回電{MARK}"}, "reason"
        ),
        Form(
            "callback",
            f"/callbacks/{callback.number}/",
            "lin",
            {
                "version": Callback.objects.get(pk=callback.pk).version,
                "result": "reached",
                "satisfaction": "4",
                "respondent": "吳先生",
                "feedback": f"很好{MARK}",
                "method": "phone",
            },
            "feedback",
        ),
        Form(
            "callback",
            f"/callbacks/{callback.number}/",
            "lin",
            {
                "version": Callback.objects.get(pk=callback.pk).version,
                "result": "reached",
                "satisfaction": "1",
                "respondent": "吳先生",
                "feedback": f"還漏{MARK}",
                "method": "phone",
                **promise,
            },
            "feedback",
        ),
        Form(
            "callback-hand-to",
            f"/callbacks/{callback.number}/hand-to/",
            "tang",
            {"version": Callback.objects.get(pk=callback.pk).version, "to": world.people["zhou"].pk},
        ),
        Form(
            "callback-reveal",
            f"/callbacks/{callback.number}/reveal/",
            "lin",
            {"reason": f"回訪{MARK}"},
            "reason",
        ),
        Form("referral-take-over", f"/referrals/{world.referrals['offered'].pk}/take-over/", "he", {}),
        Form(
            "referral-settle",
            f"/referrals/{world.referrals['taken'].pk}/settle/",
            "he",
            {
                "version": Referral.objects.get(pk=world.referrals["taken"].pk).version,
                "outcome": "settled",
                "result": f"已繳{MARK}",
                "receipt_no": "A-1",
            },
            "result",
        ),
        Form(
            "referral-settle",
            f"/referrals/{world.referrals['taken'].pk}/settle/",
            "he",
            {
                "version": Referral.objects.get(pk=world.referrals["taken"].pk).version,
                "outcome": "later",
                "apology": "on",
                "reason": f"系統維護{MARK}",
                "due_at": LATER,
                "promise_text": "回覆",
                "promise_kind": "answer",
            },
            "reason",
        ),
        Form(
            "unit-reveal",
            f"/units/9-3-702/reveal/{world.resident.pk}/",
            "lin",
            {"reason": f"回電{MARK}"},
            "reason",
        ),
        *_of_the_papers(world),
        *_of_the_breaches(world),
        Form("draft-discard", f"/drafts/{'a' * 32}/discard/", "lin", {}),
        Form("seat", "/accounts/desk/", "lin", {"desk": world.people["lin"].desk_id}),
        Form("preferences", "/accounts/preferences/", "lin", {"language": "en", "next": "/log/"}),
    ]


def _settle_papers(world: World) -> Export:
    """A line in yesterday's log, and an export that waits for its second person."""
    with clock.at(MORNING - timedelta(days=1)):
        builders.answered(world.people["lin"])
    return Export.ask(
        by=world.people["huang"],
        what="log",
        subject="",
        query="date=2026-11-16",
        form="csv",
        rows=1,
        masked=False,
        reason="月報",
    )


def _of_the_papers(world: World) -> list[Form]:
    """What leaves the house, what is typed in from paper, and the supervisor's signature."""
    huang = world.people["huang"]
    export = Export.objects.filter(asked_by=huang).first() or _settle_papers(world)
    yesterday = Shift.objects.at(world.centre, MORNING - timedelta(days=1))
    assert yesterday is not None
    line = {
        "once": "line-0",
        "at": "2026-11-16T08:15",
        "channel": "call",
        "who": "丁先生",
        "category": "consult",
        "statement": f"問停車證{MARK}",
        "reply": "已告知帶行車執照",
    }
    promised = line | {
        "reply": "",
        "category": "repair",
        "who": "9-3-702 吳先生",
        "department": "engineering",
        "due": "2026-11-16T17:00",
        "promise_text": "上門查看",
        "reason_explained": "維修員正在別處",
        "phone": "13800000001",
        "said": "on",
        "new_matter_reason": "另一件",
    }
    new = "/papers/exports/new/?list=log&date=2026-11-16"
    return [
        Form("export-new", new, "tang", {"form": "csv", "reason": f"月報{MARK}"}, "reason"),
        Form("export-agree", f"{export.get_absolute_url()}agree/", "su"),
        Form(
            "export-decline",
            f"{export.get_absolute_url()}decline/",
            "su",
            {"reason": f"不必{MARK}"},
            "reason",
        ),
        *(
            Form(
                "visit-late",
                "/visits/late/",
                "lin",
                {"lines": "1"} | {f"line-0-{name}": value for name, value in typed.items()},
                "line-0-statement",
            )
            for typed in (line, promised)
        ),
        Form(
            "log-sign",
            f"/board/reading/{yesterday.pk}/sign/",
            "huang",
            {"remark": f"請補電話{MARK}"},
            "remark",
        ),
        Form("view-save", "/board/views/", "huang", {"name": "早上看的", "query": "span=7", "shared": "on"}),
    ]


def _of_the_breaches(world: World) -> list[Form]:
    """A breach recorded, answered by the one it names, withdrawn."""
    case, lin, tang = world.cases["fresh"], world.people["lin"], world.people["tang"]
    breach = Breach.objects.first() or Breach.record(
        by=tang, case=case, person=lin, kind="ignored", happened="三次未接"
    )
    path = breach.get_absolute_url()
    recorded = {"person": lin.pk, "kind": "rude", "happened": f"三次未接{MARK}"}
    return [
        Form("breach-new", f"/board/breaches/new/?case={case.number}", "tang", recorded, "happened"),
        Form("breach-state", f"{path}state/", "lin", {"statement": f"當時有兩位住戶{MARK}"}, "statement"),
        Form("breach-withdraw", f"{path}withdraw/", "huang", {"reason": f"看錯人{MARK}"}, "reason"),
    ]


def forms_of(answer: Any) -> list[Any]:
    """The forms on the page of an answer that know what is wrong with what was typed."""
    if answer.context is None:
        return []
    found = [answer.context.get(key) for key in ("form", "withdraw", "reveal", "agree", "decline")]
    return [each for each in [*found, *(answer.context.get("lines") or ())] if hasattr(each, "errors")]


def boxes(client: Client, form: Form) -> list[str]:
    """The names of the boxes of a form, as the page of a refused sending knows them, and those sent."""
    with undone():
        answer = send(
            client, form.path, {**form.words, **dict.fromkeys(form.words, ""), "version": "x", "reason": ""}
        )
    names: set[str] = set(form.words)
    for shown in forms_of(answer):
        names |= {shown.add_prefix(name) for name in shown.fields}
    return sorted(names | {"once"})


def complaints(client: Client, form: Form, name: str, value: Any, before: Any) -> Iterator[str]:
    """What is wrong with the answer to this box holding this."""
    words = {**form.words, name: value}
    with undone():
        answer = send(client, form.path, words)
        if answer.status_code not in ALLOWED:
            yield f"answers {answer.status_code}: {getattr(answer, 'exc_info', None) and answer.exc_info[1]!r}"
            return
        if answer.status_code == 302:
            yield from against_facts(form)
            return
        if counts() != before:
            yield f"answers {answer.status_code} and leaves rows"
    if answer.status_code == 422:
        yield from against_page(answer, form, name)


def against_facts(form: Form) -> Iterator[str]:
    """What may not have come of an accepted form."""
    visits = Visit.objects.select_related("first_contact", "unit", "resident")
    for row in [*visits, *Case.objects.select_related("first_contact", "unit", "department")]:
        bound = [
            row.first_contact,
            row.unit,
            getattr(row, "resident", None),
            getattr(row, "department", None),
        ]
        if any(part is not None and part.centre_id != row.centre_id for part in bound):
            yield f"{row} holds what belongs to another centre"


def standing() -> list[tuple[Any, ...]]:
    """Who has what, and how it stands, by the numbers of the books: a database may skip keys of its own."""
    return [
        *Visit.objects.order_by("pk").values_list("number", "centre", "first_contact", "status"),
        *Case.objects.order_by("pk").values_list(
            "number", "centre", "first_contact", "owner", "status", "closed_at"
        ),
        *Staff.objects.order_by("pk").values_list("pk", "is_superuser", "is_staff", "centre"),
    ]


def against_page(answer: Any, form: Form, name: str) -> Iterator[str]:
    """A refused form says why beside a box, and still holds what was typed."""
    page = answer.content.decode()
    sentences = {
        str(error): box
        for each in forms_of(answer)
        if each.is_bound
        for box, errors in each.errors.items()
        for error in errors
    }
    sentences |= {(answer.context.get("failed") or {}).get("sentence", ""): "the signature"}
    sentences.pop("", None)
    if not sentences:
        yield "answers 422 without a sentence"
    for sentence, box in sentences.items():
        if escape(sentence) not in page:
            yield f"does not show what is wrong with {box}: {sentence}"
    if form.mark and name != form.mark and MARK not in page:
        yield "has lost what was typed"
    if "<script>alert" in page or "<img src=x" in page:
        yield "shows raw HTML"
