"""How a record is signed: one history row naming person, verb and time for each verb (I8, §5.0)."""

from typing import Any

from django.db import models
from django.db.models.fields import Field
from django.dispatch import Signal
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

#: Sent in the transaction of each signed row with `row`, `by` and `verb`, so that a higher room may keep up with it.
signed = Signal(use_caching=True)


class Signature(models.Model):
    """What every history row says beside the copied fields: which act at the desk made it."""

    history_verb = models.CharField(max_length=40)

    class Meta:
        abstract = True


class SignedRecords(HistoricalRecords):  # type: ignore[misc]  # -- simple-history ships no types
    """simple-history, less the fields a model declares in `unrecorded` (a password is nobody's history)."""

    def fields_included(self, model: type[models.Model]) -> list[Field[Any, Any]]:
        left_out = getattr(model, "unrecorded", ())
        return [field for field in super().fields_included(model) if field.name not in left_out]


def connect() -> None:
    """Let each new history row carry the verb that its record was saved with."""
    pre_create_historical_record.connect(_write_verb, dispatch_uid="records.signing")


def _write_verb(instance: Any, history_instance: Any, **kwargs: Any) -> None:
    history_instance.history_verb = instance._history_verb  # noqa: SLF001 -- left there by save_signed
