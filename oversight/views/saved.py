"""Views of the board under a name: kept, shared, taken away."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.requests import StaffRequest
from oversight.forms import BoardFilter
from oversight.models import SavedView
from oversight.views.reading import for_overseers, kept
from records import clock
from records.models import Refusal
from records.once import once
from visits.views.log import centre_of


@require_POST
@once
@for_overseers
def view_save(request: StaffRequest) -> HttpResponse:
    """Keep the board as it is narrowed now under a name."""
    asked = QueryDict(request.POST.get("query", "")[:1000])
    form = BoardFilter(asked, staff=request.user, centre=centre_of(request.user), now=clock.now())
    understood = QueryDict(mutable=True)
    understood.update({name: str(value) for name, value in kept(form).items()})
    name = request.POST.get("name", "").replace("\x00", "")[:40]
    try:
        view = SavedView.keep(
            by=request.user, name=name, asked=understood, shared=bool(request.POST.get("shared"))
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(f"/board/?{understood.urlencode()}")
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(view)


@require_POST
@once
@for_overseers
def view_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a saved view away."""
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    try:
        view.withdraw(by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The view “%(name)s” was taken away.") % {"name": view.name})
    return redirect("oversight:board")
