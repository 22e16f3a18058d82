"""The roof: wires everything, decides nothing."""

from servicecentre.celery import app as celery

__all__ = ["celery"]
