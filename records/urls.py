"""Paths of the trail."""

from django.urls import path

from records import views

app_name = "records"

urlpatterns = [
    path("", views.trail, name="trail"),
    path("readings/", views.readings, name="readings"),
    path("verify/", views.verify, name="verify"),
    path("<str:model>/<int:pk>/", views.history, name="history"),
]
