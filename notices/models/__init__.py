"""The outbox: what was told to whom, and what goes outside."""

from notices.models.channel import Channel
from notices.models.delivery import Delivery
from notices.models.notice import Notice
from notices.models.preference import Preference

__all__ = ["Channel", "Delivery", "Notice", "Preference"]
