"""Which room answers at which door."""

from django.contrib import admin
from django.contrib.auth import views as auth
from django.urls import include, path

from directory.forms import SignInForm
from directory.views import own_password

urlpatterns = [
    path(
        "accounts/login/",
        auth.LoginView.as_view(authentication_form=SignInForm, redirect_authenticated_user=True),
        name="login",
    ),
    path("accounts/logout/", auth.LogoutView.as_view(), name="logout"),
    # The books' own page would save without a trail.
    path("admin/password_change/", admin.site.admin_view(own_password)),
    path("admin/", admin.site.urls),
    path("history/", include("records.urls")),
    path("", include("directory.urls")),
    path("", include("notices.urls")),
    path("", include("papers.urls")),
    path("", include("handover.urls")),
    path("", include("oversight.urls")),
    path("", include("visits.urls")),
]
