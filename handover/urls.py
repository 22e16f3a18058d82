"""Paths of the handover log (design.md §5)."""

from django.urls import URLPattern

app_name = "handover"

urlpatterns: list[URLPattern] = []
