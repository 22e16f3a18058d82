"""When things fall due: margin, warning and ladder of a promise, the hours of a callback. Pure functions of time."""

from datetime import date, datetime, time, timedelta

from directory.models import Category, ServiceCentre

MORNING, AFTERNOON, EVENING = "morning", "afternoon", "evening"
BETWEEN_ATTEMPTS = timedelta(hours=2)
ATTEMPTS, OVER_DAYS = 3, 2
NOON, SIX = time(12), time(18)
#: A quarter of the span is left, and never less than this.
WARN_SHARE, WARN_LEAST = 4, timedelta(minutes=15)
#: "By 12:00" is broken at 12:01.
THE_MINUTE_ITSELF = timedelta(minutes=1)
LEAVE_TAKING_AFTER = timedelta(minutes=45)
REACH_OUTSIDE_WITHIN = timedelta(minutes=30)
DAY_LATE, THREE_DAYS_LATE = timedelta(hours=24), timedelta(hours=72)


def earliest_wise_promise(centre: ServiceCentre, now: datetime, estimate: datetime) -> datetime:
    """The department's estimate and a margin on top: 把時間留給自己 (§4.8, BR-V10)."""
    share = (estimate - now) * centre.margin_percent / 100
    return estimate + max(timedelta(minutes=centre.margin_minutes), share)


def latest_promise(centre: ServiceCentre, category: Category | None, now: datetime) -> datetime | None:
    """The furthest a promise may lie by the category's norm, in clock time or while the office works; None: no norm."""
    if category is None:
        return None
    if category.limit_minutes:
        return now + timedelta(minutes=category.limit_minutes)
    if category.limit_working_minutes:
        return centre.working_time.after(now, category.limit_working_minutes)
    return None


def warn_moment(made_at: datetime, due_at: datetime) -> datetime | None:
    """When the owner is warned: a quarter of the span is left, at least a quarter of an hour (BR-E01).

    None for a promise so short that the warning would come with it.
    """
    moment = due_at - max(WARN_LEAST, (due_at - made_at) / WARN_SHARE)
    return moment if moment > made_at else None


def ladder(due_at: datetime, *, serious: bool = False) -> dict[int, datetime]:
    """When a broken promise goes up, level by level: at once, after a day, after three (BR-E02–E04).

    A serious complaint goes all the way after one day.
    """
    return {
        1: due_at + THE_MINUTE_ITSELF,
        2: due_at + DAY_LATE,
        3: due_at + (DAY_LATE if serious else THREE_DAYS_LATE),
    }


def amber_moment(opened_at: datetime, forward_by: datetime) -> datetime:
    """When a case nobody has forwarded turns amber: two thirds of the time for it have passed (BR-V05)."""
    return opened_at + (forward_by - opened_at) * 2 / 3


def answer_ceiling(centre: ServiceCentre, opened_at: datetime) -> datetime | None:
    """By when the law wants a complaint answered, where the centre lies under such a law (BR-E10); None elsewhere."""
    days = centre.answer_within_days
    return opened_at + timedelta(days=days) if days else None


def callback_due(centre: ServiceCentre, done_at: datetime, *, at_any_hour: bool = False) -> datetime:
    """A callback falls due two hours after the work is done, inside contact hours (§4.2, BR-C02).

    Where life was at stake nobody waits for the morning: `at_any_hour` (BR-C11).
    """
    due_at = done_at + timedelta(minutes=centre.callback_after_minutes)
    return due_at if at_any_hour else centre.next_contact_moment(due_at)


def callback_limit(centre: ServiceCentre, done_at: datetime) -> datetime:
    """The last moment for a first attempt, nights and weekends included (BR-C03)."""
    return done_at + timedelta(hours=centre.callback_limit_hours)


def period_of(centre: ServiceCentre, moment: datetime) -> str:
    """Morning until 12:00, afternoon until 18:00, evening after, at the centre's own time."""
    hour = centre.local(moment).hour
    return MORNING if hour < 12 else AFTERNOON if hour < 18 else EVENING


def next_attempt(centre: ServiceCentre, missed: list[datetime]) -> datetime:
    """When to try again after the attempts in `missed` (oldest first) reached nobody (BR-C04).

    At least two hours later and in a period not yet tried, where one is left; the third on another day.
    """
    tried = {period_of(centre, moment) for moment in missed}
    possible = _contact_periods(centre)
    left = possible - tried or possible - {period_of(centre, missed[-1])} or possible
    days = {local_day(centre, moment) for moment in missed}
    moment = centre.next_contact_moment(missed[-1] + BETWEEN_ATTEMPTS)
    while period_of(centre, moment) not in left or (
        len(missed) >= ATTEMPTS - 1 and len(days | {local_day(centre, moment)}) < OVER_DAYS
    ):
        moment = centre.next_contact_moment(_next_period(centre, moment))
    return moment


def is_exhausted(centre: ServiceCentre, missed: list[datetime]) -> bool:
    """Whether three attempts over at least two days reached nobody (BR-C04)."""
    return len(missed) >= ATTEMPTS and len({local_day(centre, moment) for moment in missed}) >= OVER_DAYS


def local_day(centre: ServiceCentre, moment: datetime) -> date:
    """The centre's own calendar day of a moment."""
    return centre.local(moment).date()


def _contact_periods(centre: ServiceCentre) -> set[str]:
    """The periods of the day that contact hours reach into; a centre may call in the morning only."""
    opens, closes = centre.contact_from, centre.contact_until
    reached = {
        MORNING: opens < NOON,
        AFTERNOON: opens < SIX and closes > NOON,
        EVENING: closes > SIX,
    }
    return {period for period, touched in reached.items() if touched}


def _next_period(centre: ServiceCentre, moment: datetime) -> datetime:
    local = centre.local(moment)
    start = local.replace(minute=0, second=0, microsecond=0)
    if local.hour < 12:
        return start.replace(hour=12)
    if local.hour < 18:
        return start.replace(hour=18)
    return (start + timedelta(days=1)).replace(hour=0)
