"""Paths of what one was told, and of how one wants to be told."""

from django.urls import path

from notices import views

app_name = "notices"

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/bell/", views.bell, name="bell"),
    path("notices/preferences/", views.preferences, name="preferences"),
    path("notices/read/", views.notices_read, name="notices-read"),
    path("notices/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("notices/<int:pk>/take-up/", views.notice_take_up, name="notice-take-up"),
]
