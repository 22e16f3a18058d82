"""The duty log's records: an event is a Visit, an obligation is a Case."""

from visits.models.callback import Callback, CallbackAttempt
from visits.models.case import Case
from visits.models.disclosure import Disclosure
from visits.models.draft import Draft
from visits.models.event import CaseEvent
from visits.models.promise import Promise, PromiseTerms
from visits.models.referral import Referral
from visits.models.visit import Priority, Visit

__all__ = [
    "Callback",
    "CallbackAttempt",
    "Case",
    "CaseEvent",
    "Disclosure",
    "Draft",
    "Priority",
    "Promise",
    "PromiseTerms",
    "Referral",
    "Visit",
]
