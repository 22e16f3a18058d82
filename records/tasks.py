"""What the clock does on the ground floor."""

from celery import shared_task

from records import once


@shared_task
def forget_old_keys() -> None:
    """Forget one-time keys older than a week; safe at any time and twice."""
    once.forget_old()
