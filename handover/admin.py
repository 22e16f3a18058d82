"""The administrator's book of what the desk keeps; the handover log itself is not here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from directory.admin import RecordedAdmin
from handover.models import InventoryItem


@admin.register(InventoryItem)
class InventoryItemAdmin(RecordedAdmin):
    """Keys, radios, the float: what both count at each handover; who keeps the desks keeps this (BR-H08, BR-H09)."""

    list_display = ("name", "centre", "expected", "unit_name", "is_cash", "order", "active")
    list_select_related = ("centre",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Shown to who keeps the desks."""
        return self.has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who keeps it sees it."""
        return self.has_change_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who keeps it adds to it."""
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Roles name the books of the directory; the things at a desk go with the desk."""
        return request.user.has_perm("directory.change_desk")
