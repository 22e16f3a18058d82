"""What the clock does about people on duty: the roster lies below this book and knows nothing of it."""

from django.db import transaction

from directory.models import Duty
from handover import obligations, telling


@transaction.atomic(savepoint=False)
def remind(duty: Duty) -> None:
    """Let who goes know that the shift ends, and who leads that nobody has come; each once (§4.9, BR-H07, I9).

    A sweep has claimed the duty.
    """
    due = duty.come_due()
    if due and obligations.is_to_be_relieved(duty):
        last = due[-1]  # where the clock stood still, the shift is over and the reminder stale
        say = telling.unrelieved if last.what == "unrelieved" else telling.shift_ends
        say(duty, last.at)
    for moment in due:
        duty.tick_off(moment)
    duty.remember()
