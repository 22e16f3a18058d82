"""The real paths, and the bare page."""

from django.urls import include, path

from benchmarks.floor import floor

urlpatterns = [path("floor/", floor), path("", include("servicecentre.urls"))]
