"""The roof: wires everything, decides nothing."""

from servicecentre.celery import app as celery_app

__all__ = ["celery_app"]
