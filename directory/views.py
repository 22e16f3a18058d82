"""Doors to what somebody may set for themselves: language, light, keys and the seat."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from directory.forms import OwnPasswordForm, PreferencesForm, SeatForm
from directory.models import Desk, Staff
from directory.requests import StaffRequest
from records.models import Refusal


@require_POST
@login_not_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep how somebody likes the screen; before signing in, this machine keeps the language."""
    form = PreferencesForm(request.POST)
    response = HttpResponseRedirect(_way_back(request))
    if not form.is_valid():
        return response
    if isinstance(request.user, Staff):
        _keep(request.user, form)
    elif language := form.cleaned_data["language"]:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_http_methods(["GET", "POST"])
def seat(request: StaffRequest) -> HttpResponse:
    """Sit down at a desk or get up: whoever walks up to it is received by this person (§4.4)."""
    desks = Desk.objects.visible_to(request.user)
    if request.method == "GET":
        return render(request, "directory/seat.html", {"desks": desks.for_seating()})
    form = SeatForm(request.POST, desks=desks)
    if not form.is_valid():
        messages.error(request, _("There is no such desk in this centre."))
        return redirect("directory:seat")
    desk = form.cleaned_data["desk"]
    try:
        request.user.take_seat(desk)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("directory:seat")
    sat_down = _("You receive residents at %(desk)s now.") % {"desk": desk}
    messages.success(request, sat_down if desk else _("You have left the desk."))
    return redirect("/")


def own_password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password in the books, signed like every change to an account."""
    view = PasswordChangeView.as_view(
        form_class=OwnPasswordForm,
        success_url=reverse("admin:password_change_done"),
        template_name="registration/password_change_form.html",
        extra_context=admin.site.each_context(request),
    )
    return view(request)


def _keep(staff: Staff, form: PreferencesForm) -> None:
    if language := form.cleaned_data["language"]:
        staff.choose_language(language)
    if theme := form.cleaned_data["theme"]:
        staff.choose_theme(theme)
    if form.cleaned_data["keys"]:
        staff.choose_single_keys(form.cleaned_data["single_keys"])


def _way_back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else "/"
