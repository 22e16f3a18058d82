"""Paths of the trail."""

from django.urls import path

from records import views

app_name = "records"

urlpatterns = [
    path("<str:model>/<int:pk>/", views.history, name="history"),
]
