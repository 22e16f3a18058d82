"""Doors to what one was told, and to how one wants to be told."""

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from directory.requests import StaffRequest
from notices import actions
from notices.forms import PreferenceForm
from notices.models import Notice, Preference
from notices.rows import rows_of
from records.models import Refusal

PAGE: Final = 50


@require_safe
def notice_list(request: StaffRequest) -> HttpResponse:
    """What I was told: tasks that wait for somebody, what I have not read, then what I have."""
    staff = request.user
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and 0 < len(page) < 6 and int(page) else 1
    tasks = list(Notice.objects.to_be_taken_up(staff).for_list()[:PAGE])
    told = Notice.objects.told_to(staff)
    unread = list(told.unread().for_list().exclude(pk__in=[task.pk for task in tasks])[: PAGE + 1])
    first = (number - 1) * PAGE
    read = list(told.for_reading_again()[first : first + PAGE + 1])
    words = {
        "tasks": rows_of(tasks, staff),
        "unread": rows_of(unread[:PAGE], staff),
        "is_more": len(unread) > PAGE,
        "read": rows_of(read[:PAGE], staff),
        "newer": f"?page={number - 1}" if number > 1 else "",
        "older": f"?page={number + 1}" if len(read) > PAGE else "",
    }
    return render(request, "notices/list.html", words)


@require_safe
def bell(request: StaffRequest) -> HttpResponse:
    """The bell alone, for a page that stays open: what the session brings along says what is on it."""
    return render(request, "partials/bell.html")


@require_POST
def notice_read(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark one as read; with `open` go on to what it is about."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    try:
        notice.read(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(notice.url if "open" in request.POST else "notices:notice-list")


@require_POST
def notices_read(request: StaffRequest) -> HttpResponse:
    """Mark all of mine as read, but for tasks."""
    count = actions.read_all(by=request.user)
    said = ngettext("%(count)d notice marked as read.", "%(count)d notices marked as read.", count)
    messages.success(request, said % {"count": count})
    return redirect("notices:notice-list")


@require_POST
def notice_take_up(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a task up: it leaves the list of everybody else."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user).select_related("taken_by"), pk=pk)
    try:
        notice.take_up(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken up: it is yours now."))
    return redirect("notices:notice-list")


@require_http_methods(["GET", "POST"])
def preferences(request: StaffRequest) -> HttpResponse:
    """How I want to be told outside; inside I am told always."""
    staff = request.user
    kept = Preference.objects.filter(staff=staff).first() or Preference(staff=staff)
    form = PreferenceForm(request.POST if request.method == "POST" else None, staff=staff, instance=kept)
    if form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("notices:notice-list")
    status = 422 if request.method == "POST" else 200
    return render(request, "notices/preferences.html", {"form": form}, status=status)
