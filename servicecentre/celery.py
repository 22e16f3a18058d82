"""The clock wakes sweeps; a sweep finds in the database what is due (design §4)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")

HOUR = 3600

app = Celery("servicecentre")
app.config_from_object(
    {
        "task_ignore_result": True,
        "task_acks_late": True,  # a sweep may run twice; it may not be lost with its worker
        "task_reject_on_worker_lost": True,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_transport_options": {
            # What a killed worker held comes back in seconds, not after the default hundred.
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        },
        "timezone": "Asia/Shanghai",
        # `expires` after two ticks: a worker that comes back does not work off the ticks it missed.
        "beat_schedule": {
            "forget-old-keys": {
                "task": "records.tasks.forget_old_keys",
                "schedule": HOUR,
                "options": {"expires": 2 * HOUR},
            },
        },
    },
)
app.autodiscover_tasks()
