"""Paths of the trail."""

from django.urls import URLPattern

app_name = "records"

urlpatterns: list[URLPattern] = []
