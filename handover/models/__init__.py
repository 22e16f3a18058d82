"""The handover log's records."""

from handover.models.handover import Handover, Sheet
from handover.models.inventory import InventoryCount, InventoryItem
from handover.models.item import HandoverItem, Question
from handover.models.note import PassOnNote, Reading

__all__ = [
    "Handover",
    "HandoverItem",
    "InventoryCount",
    "InventoryItem",
    "PassOnNote",
    "Question",
    "Reading",
    "Sheet",
]
