"""The clock wakes sweeps; a sweep finds in the database what is due (design §4)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicecentre.settings")

app = Celery("servicecentre")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
