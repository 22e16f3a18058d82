"""What Celery carries: the name of the sweep to wake, and nothing else."""

from celery import shared_task

from records import sweeps


@shared_task
def sweep(name: str) -> None:
    """Wake one sweep; losing this message loses nothing, the next tick brings another."""
    sweeps.run(name)
