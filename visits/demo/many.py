"""Very many cases at once, so that the size of a busy house can be measured; written in bulk, with history."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models import Max

from directory.models import Category, Resident, Shift, ShiftPattern, Staff, Unit
from records import clock
from records.models import Counter
from visits.demo import people
from visits.demo.weeks import ASKED, SLOTS, WORKS, Work
from visits.models import Callback, CallbackAttempt, Case, CaseEvent, Promise, Visit
from visits.models.callback import BOOK as CALLBACK_BOOK
from visits.models.visit import BOOK

CODE: Final = "bench"
NAME: Final = "測量中心"
CASES_A_DAY: Final = 50
OPEN: Final = 600
AT_ONCE: Final = 2_000
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)


@dataclass
class Rows:
    """What is written together."""

    visits: list[Visit] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    attempts: list[CallbackAttempt] = field(default_factory=list)
    events: list[CaseEvent] = field(default_factory=list)


class Many:
    """So many cases, three visits to each, ending now; some six hundred are open, however many there are.

    `a_day` says how many of them come on one day, and so how far back the books go.
    """

    def __init__(
        self, cases: int, now: datetime, seed: int, say: Callable[[str], None], a_day: int = CASES_A_DAY
    ) -> None:
        self.count, self.now, self.say, self.a_day = cases, now, say, a_day
        self.lot = random.Random(seed)  # noqa: S311 -- chance in a measurement, no secret
        self.used: dict[tuple[str, date], int] = {}
        self.rows = Rows()

    def write(self) -> None:
        """Open the centre and write everything, a few thousand cases to a transaction."""
        began = time.monotonic()
        days = self.count // self.a_day + 2
        with transaction.atomic(), clock.at(self.now - timedelta(days=days + 1)):
            self.cast = people.move_in(self.lot, code=CODE, name=NAME, prefix=f"{CODE}-")
            self.today = self.cast.centre.local(self.now).date()
            people.roster(self.cast, self.today - timedelta(days=1), self.today + timedelta(days=3), self.now)
            people.sit_down(self.cast, self.now)
        self._prepare(self.today - timedelta(days=days))
        for done in range(0, self.count, AT_ONCE):
            self._write_some(range(done, min(done + AT_ONCE, self.count)))
            if (done // AT_ONCE) % 5 == 4:
                self.say(f"  {done + AT_ONCE:,} cases after {time.monotonic() - began:.0f} s")
        self._count_on()
        self.say(f"{self.count:,} cases and {3 * self.count:,} visits in {time.monotonic() - began:.0f} s.")

    # One case after another -----------------------------------------------------------------------------------

    def _prepare(self, first: date) -> None:
        cast, centre = self.cast, self.cast.centre
        self.categories = {each.code: each for each in Category.objects.of(centre).for_desk()}
        self.homes = [
            (home.unit, who, relation) for home in cast.households.values() for who, relation in home.people
        ]
        self.receptionists = [cast[name] for name in ("linjing", "zhoumin", "chenjie", "yeqing")]
        self.handlers = {
            code: [staff for staff in cast.staff.values() if staff.department_id == department.pk]
            for code, department in cast.departments.items()
        }
        self.next: dict[type[models.Model], int] = {
            model: (model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
            for model in (Visit, Case, Callback)
        }
        self.shifts = self._shifts(first)
        self.asked = [_filled(each.said, each.told, self.lot) for each in ASKED for _again in range(8)]
        self.asked_of = [each.category for each in ASKED for _again in range(8)]

    def _shifts(self, first: date) -> dict[tuple[str, date], Shift]:
        patterns = list(ShiftPattern.objects.of(self.cast.centre).select_related("centre"))
        there = {
            (shift.pattern.name, shift.duty_date): shift
            for shift in Shift.objects.of(self.cast.centre).for_list()
        }
        missing = []
        for pattern in patterns:
            for days in range((self.today - first).days + 1):
                day = first + timedelta(days=days)
                if (pattern.name, day) not in there:
                    starts_at = self.cast.centre.at(day, pattern.starts)
                    missing.append(
                        Shift(
                            centre=self.cast.centre,
                            pattern=pattern,
                            duty_date=day,
                            starts_at=starts_at,
                            ends_at=starts_at + 8 * HOUR,
                        )
                    )
        Shift.objects.bulk_create(missing, batch_size=1000)
        return there | {(shift.pattern.name, shift.duty_date): shift for shift in missing}

    def _write_some(self, places: range) -> None:
        self.rows = Rows()
        for place in places:
            self._one(place)
        rows, by = self.rows, self.receptionists[0]
        with transaction.atomic():
            _write_signed(rows.visits, by, "keep", at="entered_at")
            _write_signed(rows.cases, by, "promise", at="opened_at")
            _write_signed(rows.callbacks, by, "resolve", at="done_at")
            _write_signed(rows.promises, by, "promise", at="made_at")
            CallbackAttempt.objects.bulk_create(rows.attempts, batch_size=500)
            CaseEvent.objects.bulk_create(rows.events, batch_size=500)

    def _one(self, place: int) -> None:
        """The case at this place, oldest first, and the two visits that were answered on the spot meanwhile."""
        lot = self.lot
        age = (self.count - 1 - place) // self.a_day
        along = place % self.a_day * CASES_A_DAY // self.a_day
        day = self.cast.centre.local(self.now - timedelta(days=age)).date()
        minute = 7 * 60 + place % self.a_day * 18 * CASES_A_DAY // self.a_day
        came = self.cast.centre.at(day, datetime.min.time()) + minute * MINUTE
        came = min(came, self.now - timedelta(minutes=95 - along))
        for minutes in (5, 11):
            which = lot.randrange(len(self.asked))
            said, told = self.asked[which]
            self._visit(
                came - minutes * MINUTE,
                lot.choice(self.homes),
                category=self.categories[self.asked_of[which]],
                statement=said,
                reply=told,
                satisfaction=lot.choice((3, 4, 4, 5, None)),
                status=Visit.Status.ANSWERED,
                priority="P3",
            )
        work = WORKS[lot.choices(range(len(WORKS)), [each.weight for each in WORKS])[0]]
        said, because = _filled(work.said, work.because, lot)
        visit = self._visit(
            came,
            lot.choice(self.homes),
            category=self.categories[work.category],
            statement=said,
            reply="已複述確認並致歉，說明原因。",
            restated=True,
            apology_given=True,
            reason_explained=because,
            status=Visit.Status.CASE,
            priority=lot.choice(("P1", "P2", "P2", "P2", "P3")),
        )
        self._case(visit, work, is_open=place >= self.count - 2 * OPEN and place % 2 == 0)

    def _visit(self, came: datetime, home: tuple[Unit, Resident, str], **facts: Any) -> Visit:
        unit, resident, relation = home
        name, day = people.shift_of(self.cast.centre, came)
        number = self._number(BOOK, day)
        channel = self.lot.choice(
            (Visit.Channel.WALK_IN, Visit.Channel.CALL, Visit.Channel.CALL, Visit.Channel.WECHAT)
        )
        by = self.lot.choice(self.receptionists)
        visit = Visit(
            pk=self._take(Visit),
            centre=self.cast.centre,
            number=number,
            duty_date=day,
            shift=self.shifts[name, day],
            channel=channel,
            desk=by.desk if channel == Visit.Channel.WALK_IN else None,
            first_contact=by,
            entered_by=by,
            arrived_at=came,
            entered_at=came + 2 * MINUTE,
            visitor_name=resident.address_as,
            visitor_kind=relation,
            phone=resident.phone,
            resident=resident,
            unit=unit,
            version=1,
            **facts,
        )
        self.rows.visits.append(visit)
        return visit

    def _case(self, visit: Visit, work: Work, *, is_open: bool) -> None:
        lot, opened = self.lot, visit.entered_at
        handler = lot.choice(self.handlers[work.department])
        due = opened + lot.randint(2, 40) * HOUR
        case = Case(
            pk=self._take(Case),
            centre=self.cast.centre,
            number=visit.number,
            visit=visit,
            opened_at=opened,
            title=visit.statement[:40],
            visitor_name=visit.visitor_name,
            unit=visit.unit,
            category=visit.category,
            priority=visit.priority,
            first_contact=visit.first_contact,
            owner=visit.first_contact,
            department=self.cast.departments[work.department],
            handler=handler,
            handler_since=opened + 6 * MINUTE,
            status=Case.Status.IN_PROGRESS,
            promise_due_at=due,
            promise_count=1,
            forwarded_at=opened,
            version=2,
        )
        self.rows.cases.append(case)
        self._tell(case, visit.first_contact, opened, CaseEvent.Kind.OPENED, visit.statement)
        self._tell(case, visit.first_contact, opened, CaseEvent.Kind.PROMISED, "上門查看")
        self._tell(case, handler, opened + 6 * MINUTE, CaseEvent.Kind.ACCEPTED, "")
        if is_open and lot.random() < 0.75:
            self._go_on(case)
        else:
            self._resolve(case, handler, work.done.format(**_words(lot)), asked=not is_open)
        self._promise(case, due)

    def _go_on(self, case: Case) -> None:
        """Open: most promises still run, one in twenty has passed, some wait or were not forwarded yet."""
        lot = self.lot
        late = lot.random() < 0.05
        case.promise_due_at = self.now + lot.randint(20, 4000) * MINUTE * (-0.05 if late else 1)
        case.promise_due_at = max(case.promise_due_at, case.opened_at + MINUTE)
        draw = lot.random()
        if draw < 0.08:
            case.status = Case.Status.WAITING
        elif draw < 0.25:
            case.handler = case.handler_since = None

    def _resolve(self, case: Case, handler: Staff, done: str, *, asked: bool) -> None:
        lot, due = self.lot, case.promise_due_at or case.opened_at
        resolved = min(case.opened_at + (due - case.opened_at) * 0.6, self.now - 2 * MINUTE)
        resolved = max(resolved, case.opened_at + 7 * MINUTE)
        case.status, case.promise_due_at = Case.Status.AWAITING_CALLBACK, None
        case.resolved_at, case.resolved_by, case.result = resolved, handler, done
        case.kept_first_promise = case.kept_last_promise = True
        self._tell(case, handler, resolved, CaseEvent.Kind.RESOLVED, done)
        day = self.cast.centre.local(resolved).date()
        callback = Callback(
            pk=self._take(Callback),
            centre=self.cast.centre,
            number=self._number(CALLBACK_BOOK, day),
            case=case,
            done_at=resolved,
            done_by=handler,
            department=case.department,
            reopened_before=0,
            kept_first_promise=True,
            kept_last_promise=True,
            due_at=self.cast.centre.next_contact_moment(resolved + 2 * HOUR),
            limit_at=resolved + 48 * HOUR,
            assignee=case.owner,
            coverage=Callback.Coverage.ALL,
            version=1,
        )
        self.rows.callbacks.append(callback)
        if asked:
            self._close(case, callback, min(resolved + lot.randint(20, 110) * MINUTE, self.now - MINUTE))

    def _close(self, case: Case, callback: Callback, at: datetime) -> None:
        satisfied = self.lot.choice((3, 4, 4, 4, 5))
        callback.state, callback.satisfaction = Callback.State.REACHED, satisfied
        callback.respondent, callback.reached_at, callback.reached_by = case.visitor_name, at, case.owner
        self.rows.attempts.append(
            CallbackAttempt(callback=callback, at=at, by=case.owner, method="phone", result="reached")
        )
        case.status, case.closed_at, case.closed_by = Case.Status.CLOSED, at, case.owner
        case.closing_callback, case.closing_satisfaction = callback, satisfied
        self._tell(case, case.owner, at, CaseEvent.Kind.CALLED_BACK, "")
        self._tell(case, case.owner, at, CaseEvent.Kind.CLOSED, "")

    def _promise(self, case: Case, due: datetime) -> None:
        standing = case.promise_due_at is not None
        promise = Promise(
            centre=case.centre,
            case=case,
            place=1,
            kind=Promise.Kind.FINISH,
            text="上門查看",
            due_at=case.promise_due_at or due,
            made_by=case.owner,
            made_at=case.opened_at,
            state=Promise.State.STANDING if standing else Promise.State.KEPT,
            ended_at=None if standing else case.resolved_at,
        )
        self.rows.promises.append(promise)

    def _tell(self, case: Case, by: Staff, at: datetime, kind: CaseEvent.Kind, note: str) -> None:
        self.rows.events.append(CaseEvent(case=case, by=by, at=at, kind=kind, note=note))

    # Numbers --------------------------------------------------------------------------------------------------

    def _take(self, model: type[models.Model]) -> int:
        self.next[model] += 1
        return self.next[model] - 1

    def _number(self, book: str, day: date) -> str:
        place = self.used[book, day] = self.used.get((book, day), 0) + 1
        return f"{book}-{day:%Y%m%d}-{place:03}"

    def _count_on(self) -> None:
        """Let the books and the database go on counting where this ends, and know how much there is."""
        Counter.objects.bulk_create(
            [
                Counter(centre_id=self.cast.centre.pk, book=book, day=day, last=last)
                for (book, day), last in self.used.items()
            ],
            batch_size=1000,
        )
        with connection.cursor() as cursor:
            for sql in connection.ops.sequence_reset_sql(no_style(), [Visit, Case, Callback]):
                cursor.execute(sql)
            cursor.execute("ANALYZE")


def _write_signed(made: list[Any], by: Staff, verb: str, *, at: str) -> None:
    """Write rows, and have the database copy them into their history: half the time that writing both takes.

    `at` is the column that says when a row was made. Only here, where nobody keeps books, is it done past the verbs.
    """
    model, history, quote = type(made[0]), type(made[0]).history.model, connection.ops.quote_name
    for row in made:
        row.derive()
    models.QuerySet(model).bulk_create(made, batch_size=500)
    columns = ", ".join(quote(field.column) for field in history.tracked_fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(history._meta.db_table)} ({columns}, history_date, history_type, history_user_id, "  # noqa: S608 -- our own names
            f"history_verb, history_change_reason) SELECT {columns}, {quote(at)}, '+', %s, %s, '' "
            f"FROM {quote(model._meta.db_table)} WHERE id >= %s ORDER BY id",
            [by.pk, verb, made[0].pk],
        )


def _words(lot: random.Random) -> dict[str, str]:
    return {slot: lot.choice(words) for slot, words in SLOTS.items()}


def _filled(said: str, told: str, lot: random.Random) -> tuple[str, str]:
    words = _words(lot)
    return said.format(**words), told.format(**words)
