"""Paths of the duty log (design.md §5)."""

from django.urls import URLPattern

app_name = "visits"

urlpatterns: list[URLPattern] = []
