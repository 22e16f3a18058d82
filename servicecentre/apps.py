"""The roof comes last: every room below has registered what the clock looks after."""

from django.apps import AppConfig


class ServiceCentreConfig(AppConfig):
    """Settings, addresses, worker and clock: wires everything, decides nothing."""

    name = "servicecentre"

    def ready(self) -> None:
        from records import sweeps
        from servicecentre import logs
        from servicecentre.celery import app

        logs.configure()
        app.conf.beat_schedule = sweeps.beat_schedule()
