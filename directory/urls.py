"""Doors to what somebody may set for themselves."""

from django.urls import path

from directory import views

app_name = "directory"

urlpatterns = [
    path("accounts/preferences/", views.preferences, name="preferences"),
    path("accounts/desk/", views.seat, name="seat"),
]
