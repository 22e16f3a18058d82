"""Doors to what somebody may set for themselves."""

from django.urls import URLPattern

app_name = "directory"

urlpatterns: list[URLPattern] = []
