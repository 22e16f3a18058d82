"""主管審閱: both books read and signed, and what waits for a supervisor (BR-H19, V11, V13, C04, C05, C07)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from directory.models import Shift, Staff, Unit
from oversight.models import LogReading
from papers.sheets import duty_log
from records import clock
from tests import builders
from tests.cast import at, put_on_duty, refused
from tests.handover.desk import screen, send, two_shifts
from tests.handover.sheets import accepted, verbs
from visits.models import Callback, Case
from visits.views.log import stretch_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
EVENING = at("18:00")


def shift_of(moment: str = "10:00") -> Shift:
    """A shift that has been worked."""
    return Shift.objects.select_related("pattern").get(starts_at__lte=at(moment), ends_at__gt=at(moment))


def test_br_h19_the_log_is_signed_once_by_who_leads(lin: Staff, tang: Staff, huang: Staff) -> None:
    builders.answered(lin)
    builders.case(lin)

    with clock.at(EVENING):
        reading = LogReading.sign(by=tang, shift=shift_of(), remark=" 回覆清楚 ")
        with refused("唐芳 has read this already."):
            LogReading.sign(by=huang, shift=shift_of())

    assert (reading.read_by, reading.read_at, reading.lines, reading.remark) == (tang, EVENING, 2, "回覆清楚")
    assert verbs(reading) == ["read_log"]


def test_br_h19_who_may_not_sign(lin: Staff, tang: Staff, su: Staff, stranger: Staff) -> None:
    builders.answered(lin)
    with refused("The log of this shift is still being written."):
        LogReading.sign(by=tang, shift=shift_of())
    empty = put_on_duty(lin, at("02:00")).shift

    with clock.at(EVENING):
        for by, shift, said in (
            (lin, shift_of(), "The log is signed by a shift leader or manager."),
            (su, shift_of(), "The log is signed by a shift leader or manager."),
            (stranger, shift_of(), "This shift is of another centre."),
            (tang, empty, "Nobody was received in this shift: there is nothing to read."),
        ):
            with refused(said):
                LogReading.sign(by=by, shift=shift)
    builders.answered(tang)
    with (
        clock.at(EVENING),
        refused("You received residents in this shift: another leader or manager reads it."),
    ):
        LogReading.sign(by=tang, shift=shift_of())


def test_a_reading_never_changes(lin: Staff, tang: Staff) -> None:
    """I8: signed by nobody else afterwards, about no other shift."""
    builders.answered(lin)
    with clock.at(EVENING):
        reading = LogReading.sign(by=tang, shift=shift_of())

    for field, value in (("remark", "改"), ("lines", 9), ("read_by", lin)):
        changed = LogReading.objects.get(pk=reading.pk)
        setattr(changed, field, value)
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            changed.save_signed(tang, "read_log")


def test_a_remark_has_three_hundred_characters_by_the_verb_and_in_the_database(
    lin: Staff, tang: Staff
) -> None:
    """SQLite does not mind the width of a column, so a constraint does; on PostgreSQL the column is first."""
    builders.answered(lin)
    shift = shift_of()
    facts = {"centre": lin.centre, "shift": shift, "read_by": tang, "read_at": clock.now(), "lines": 1}

    with clock.at(EVENING):
        with refused("Say it in 300 characters at most."):
            LogReading.sign(by=tang, shift=shift, remark="長" * 301)
        with (
            pytest.raises(DatabaseError, match=r"a_remark_has_three_hundred_characters|value too long"),
            transaction.atomic(),
        ):
            LogReading(**facts, remark="長" * 301).save_signed(tang, "read_log")
        reading = LogReading.sign(by=tang, shift=shift, remark=f" {'長' * 300} ")

    assert reading.remark == "長" * 300


def test_an_empty_log_is_read_by_nobody(lin: Staff, tang: Staff) -> None:
    duty = put_on_duty(lin, at("10:00"))
    row = LogReading(centre=lin.centre, shift=duty.shift, read_by=tang, read_at=clock.now(), lines=0)

    with pytest.raises(IntegrityError, match="a_log_that_was_read_held_lines"), transaction.atomic():
        row.save_signed(tang, "read_log")


def test_the_page_lists_what_is_to_be_read_and_signs_it(lin: Staff, chen: Staff, tang: Staff) -> None:
    """BR-H19: signed with a remark; what comes into the log afterwards shows beside the signature."""
    builders.answered(lin)
    with clock.at(EVENING):
        client = screen(tang)
        before = client.get("/board/reading/").content.decode()
        shift = shift_of()
        answer = send(client, f"/board/reading/{shift.pk}/sign/", remark="請補電話")
        builders.answered(chen, arrived_at=at("15:50"))
        after = client.get("/board/reading/").content.decode()
        again = send(client, f"/board/reading/{shift.pk}/sign/", remark="再看")
        long = send(client, f"/board/reading/{shift.pk}/sign/", remark="長" * 301)

    assert before.count("Read and found in order") == 1
    assert answer.headers["Location"] == "/board/reading/"
    assert "Read and found in order" not in after
    assert "1 came after it was read" in after
    assert "請補電話" in after
    assert (again.status_code, "唐芳 has read this already." in again.content.decode()) == (403, True)
    assert (long.status_code, LogReading.objects.count()) == (422, 1)


def test_handovers_are_read_from_the_same_page(lin: Staff, chen: Staff, tang: Staff) -> None:
    """BR-H19: read where it is listed, and back to the list."""
    duty = two_shifts(lin, chen)
    with clock.at(at("15:40")):
        handover = accepted(duty, chen)
    with clock.at(at("2026-11-17 10:00")):
        client = screen(tang)
        page = client.get("/board/reading/").content.decode()
        answer = send(
            client,
            f"{handover.get_absolute_url()}review/",
            version=handover.version,
            back="/board/reading/#handovers",
        )

    assert page.count("review/") == 1
    assert answer.headers["Location"] == "/board/reading/#handovers"


def test_a_way_back_leads_nowhere_else(lin: Staff, chen: Staff, tang: Staff) -> None:
    duty = two_shifts(lin, chen)
    with clock.at(at("15:40")):
        handover = accepted(duty, chen)
        url = handover.get_absolute_url()
        answer = send(screen(tang), f"{url}review/", version=handover.version, back="//evil.example/")

    assert answer.headers["Location"] == url


def test_what_waits_for_a_supervisor_is_listed(
    lin: Staff, zhao: Staff, huang: Staff, home: Unit, chen: Staff
) -> None:
    """BR-V13, C04, C05, V11, C07: each once, in its own list."""
    returned = builders.case(lin, unit=home)
    for _turn in range(2):
        returned.send_back(by=zhao, reason="現場不屬本部門")
        if returned.return_count < 2:
            returned.forward(by=lin, department=returned.department)
    closed = builders.case(lin)
    closed.close_exceptionally(by=huang, reason="answered", note="已書面答覆")
    builders.visit(lin).answer(by=lin, reply="業主說「不清楚」", quoting_reason="引述業主原話")
    own = builders.case(lin, to="desk")
    callback = own.resolve(by=lin, result="已補辦")
    callback.record(by=lin, result="reached", respondent="吳先生", satisfaction=4)
    exhausted = builders.resolved(lin, zhao)
    for day in (16, 17, 18):
        with clock.at(at(f"2026-11-{day} 18:30")):
            exhausted.record(by=lin, result=Callback.Result.NO_ANSWER)

    with clock.at(at("2026-11-18 19:00")):
        page = screen(huang).get("/board/reading/").content.decode()

    lists = {slug: page.split(f'id="{slug}"', 1)[1].split("</section>", 1)[0] for slug in SLUGS}
    assert {slug: text.count("card-b wrap") for slug, text in lists.items()} == dict.fromkeys(SLUGS, 1)
    assert returned.number in lists["to-assign"]
    assert closed.number in lists["exceptional"]
    assert "引述業主原話" in lists["phrases"]
    assert exhausted.number in lists["exhausted"]
    assert own.number in lists["self-asked"]
    assert Case.objects.get(pk=returned.pk).waits_for_assignment


SLUGS = ("to-assign", "exhausted", "exceptional", "phrases", "self-asked")


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_asks_the_same_however_much_waits(
    lin: Staff, huang: Staff, zhao: Staff, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        builders.visit(lin).answer(by=lin, reply="業主說「不清楚」", quoting_reason="引述")
        case = builders.case(lin)
        if n % 2 == 0:
            case.close_exceptionally(by=huang, reason="answered", note="書面")
    client = screen(huang)
    with clock.at(EVENING + timedelta(days=1)):
        client.get("/board/reading/")
        with django_assert_num_queries(16):
            client.get("/board/reading/")


def test_who_does_not_lead_reads_no_page_of_supervisors(lin: Staff, su: Staff) -> None:
    assert [screen(who).get("/board/reading/").status_code for who in (lin, su)] == [403, 200]


def test_br_h19_the_log_shows_who_read_it_on_the_screen_and_on_paper(lin: Staff, tang: Staff) -> None:
    """The duty log shows it, its print and its PDF; another shift and another day do not."""
    builders.answered(lin)
    day, words = "/log/2026-11-16/", "唐芳 11/16 18:00"
    with clock.at(EVENING):
        client = screen(tang)
        shift = shift_of()
        unread = client.get(f"{day}{shift.pattern.pk}/").content.decode()
        LogReading.sign(by=tang, shift=shift)
        pages = {
            path: words in client.get(path).content.decode()
            for path in (
                f"{day}{shift.pattern.pk}/",
                f"{day}{shift.pattern.pk}/print/",
                day,
                f"{day}中班/",
                "/log/2026-11-15/",
            )
        }
        sheet = duty_log(stretch_of(tang, date(2026, 11, 16), shift.pattern.name), tang)

    assert words not in unread
    assert list(pages.values()) == [True, True, True, False, False]
    assert f"\n{words}" in str(sheet.sign[-1])


def test_a_long_page_is_folded_and_what_was_refused_is_not_hidden(
    lin: Staff, tang: Staff, huang: Staff
) -> None:
    """The first five of a list stand there, the rest opens; what is only looked through is folded as a whole."""
    for day in range(10, 17):
        with clock.at(at(f"2026-11-{day} 10:00")):
            builders.answered(lin)
            builders.visit(lin).answer(by=lin, reply="業主說「不清楚」", quoting_reason="引述業主原話")
            builders.case(lin, new_matter_reason="另一件").close_exceptionally(
                by=huang, reason="answered", note="書面"
            )

    with clock.at(EVENING):
        client = screen(tang)
        page = client.get("/board/reading/").content.decode()
        last = LogReading.objects.unread_shifts(tang, EVENING - timedelta(days=14)).last()
        assert last is not None
        refused = send(client, f"/board/reading/{last.pk}/sign/", remark="長" * 301).content.decode()

    logs = page.split('id="logs"', 1)[1].split("</section>", 1)[0]
    shown, rest = logs.split('<details class="rest"><summary>2 more</summary>')
    assert (shown.count("card-b wrap"), rest.count("card-b wrap")) == (5, 2)
    for slug in ("exceptional", "phrases"):
        section = page.split(f'id="{slug}"', 1)[1].split("</section>", 1)[0]
        assert section.count('<details class="whole"><summary>') == 1
    assert '<details class="rest" open>' in refused.split('id="logs"', 1)[1].split("</section>", 1)[0]
    assert "長" * 301 in refused
