"""The administrator's books: people, places, hours and norms. Nothing of the duty log is here, nothing is deleted."""

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.contrib.auth import admin as registers_groups  # noqa: F401 -- so that they can be taken out below
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from directory import obligations, roles, rules
from directory.actions import set_up_centre
from directory.forms import ClockField
from directory.models import (
    Category,
    Department,
    Desk,
    Duty,
    Guideline,
    Holiday,
    Occupancy,
    Resident,
    ServiceCentre,
    Shift,
    ShiftPattern,
    Staff,
    Unit,
    WorkingWeek,
)
from directory.models.calendar import WEEKDAYS
from directory.requests import StaffRequest

# A role is what the table in roles.py says: it is given to people, and never edited here.
admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = _("Administration of the centre")


def _signer(request: HttpRequest) -> Staff:
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def _within(rows: models.QuerySet[Any], request: HttpRequest) -> models.QuerySet[Any]:
    keeper = _signer(request)
    if keeper.centre_id is None:
        return rows
    return (
        rows.filter(pk=keeper.centre_id)
        if rows.model is ServiceCentre
        else rows.filter(centre=keeper.centre_id)
    )


class ReasonForm(forms.ModelForm[Any]):
    """Every change may say why; the trail keeps it."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, required=False, help_text=_("Kept with the change.")
    )


class RecordedAdmin(admin.ModelAdmin[Any]):
    """A book kept through signed records: no deleting, no acting on many rows at once, one centre at a time."""

    form = ReasonForm
    actions = None
    view_on_site = False
    fixed_once_made: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is erased (I8)."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Rows of the administrator's own centre, or of every centre for one who has none."""
        return _within(super().get_queryset(request), request)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Fix what may not change once it is written."""
        form = super().get_form(request, obj, change=change, **kwargs)
        fixed = {"centre", *self.fixed_once_made} if change else set()
        if request.user.centre_id:  # type: ignore[union-attr]  # -- only staff come here
            fixed.add("centre")
        for name in fixed & set(form.base_fields):
            form.base_fields[name] = copy(form.base_fields[name])
            form.base_fields[name].disabled = True
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer rows of the administrator's centre only."""
        kwargs["queryset"] = _within(db_field.remote_field.model.objects.all(), request)
        if db_field.name == "centre":
            kwargs["initial"] = request.user.centre_id  # type: ignore[union-attr]  # -- only staff come here
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write one signed record, naming the administrator."""
        obj.save_signed(
            _signer(request), "correct" if change else "enter", form.cleaned_data.get("reason", "")
        )

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep no second trail beside the signed one."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Keep no second trail beside the signed one."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show the signed trail."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        return HttpResponseRedirect(reverse("records:history", args=[obj._meta.label_lower, obj.pk]))


@admin.register(ServiceCentre)
class ServiceCentreAdmin(RecordedAdmin):
    """The centre with its hours and norms."""

    list_display = ("code", "name", "timezone", "contact_from", "contact_until")
    exclude = ("is_demo",)
    fixed_once_made = ("code",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new centre has shifts, departments, desks and categories as is usual at once, to be corrected here."""
        super().save_model(request, obj, form, change)
        if not change:
            set_up_centre(by=_signer(request), code=obj.code, name=obj.name)


@admin.register(Department)
class DepartmentAdmin(RecordedAdmin):
    """Departments, in the order the desk reads them out."""

    list_display = ("name", "code", "centre", "is_front_desk", "takes_fees", "is_outside", "order", "active")
    list_select_related = ("centre",)


@admin.register(Desk)
class DeskAdmin(RecordedAdmin):
    """Desks, from the door inwards."""

    list_display = ("name", "centre", "order", "active")
    list_select_related = ("centre",)


@admin.register(Unit)
class UnitAdmin(RecordedAdmin):
    """Homes and shops."""

    list_display = ("code", "centre", "building", "entrance", "floor", "room")
    list_select_related = ("centre",)
    search_fields = ("code",)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find as the desk does."""
        return (queryset & Unit.objects.at_room(search_term) if search_term else queryset), False


class ResidentForm(ReasonForm):
    """A resident as the books keep them; the administrator writes a telephone number and reads none (BR-V17)."""

    new_phone = forms.CharField(label=_("new telephone"), max_length=20, required=False)

    class Meta:
        model = Resident
        fields = ("centre", "name", "honorific", "kind", "care_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_phone"].help_text = self.instance.phone_masked

    def clean(self) -> dict[str, Any]:
        """A number left empty stays as it was."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.phone = cleaned.get("new_phone") or self.instance.phone
        return cleaned


@admin.register(Resident)
class ResidentAdmin(RecordedAdmin):
    """The people the desk serves; telephones are shown in part."""

    form = ResidentForm
    list_display = ("name", "honorific", "kind", "phone_masked", "centre")
    list_select_related = ("centre",)
    search_fields = ("key",)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find as the desk does."""
        return (queryset & Resident.objects.matching(search_term) if search_term else queryset), False


@admin.register(Occupancy)
class OccupancyAdmin(RecordedAdmin):
    """Who belongs to which household."""

    list_display = ("unit", "resident", "relation", "since", "until")
    list_select_related = ("unit", "resident")
    autocomplete_fields = ("unit", "resident")
    fixed_once_made = ("unit", "resident")


class ShiftPatternForm(ReasonForm):
    """Hours as people say them: the day may end at 24:00."""

    starts = ClockField(label=_("from"))
    ends = ClockField(label=_("to"), help_text=_("24:00 is midnight; a shift may go on into the next day."))


@admin.register(ShiftPattern)
class ShiftPatternAdmin(RecordedAdmin):
    """The shifts of a day; for other hours, retire one and make another."""

    form = ShiftPatternForm
    list_display = ("name", "hours", "centre", "order", "active")
    list_select_related = ("centre",)
    fixed_once_made = ("starts", "ends")


class DutyForm(ReasonForm):
    """Somebody works a shift on a date; the shift itself is made by the house."""

    pattern = forms.ModelChoiceField(ShiftPattern.objects.all(), label=_("shift pattern"))
    duty_date = forms.DateField(label=_("duty date"), widget=AdminDateWidget)

    class Meta:
        model = Duty
        fields = ("centre", "staff", "desk", "cancelled")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            shift = self.instance.shift
            self.initial.update(pattern=shift.pattern_id, duty_date=shift.duty_date)

    def clean(self) -> dict[str, Any]:
        """Nobody is rostered twice for a shift, nor in another centre's."""
        cleaned = super().clean() or self.cleaned_data
        pattern, staff, day = cleaned.get("pattern"), cleaned.get("staff"), cleaned.get("duty_date")
        if pattern and pattern.centre != cleaned.get("centre"):
            self.add_error("pattern", _("%(name)s belongs to another centre.") % {"name": pattern})
        if pattern and staff and day:
            twice = Duty.objects.filter(shift__pattern=pattern, shift__duty_date=day, staff=staff)
            if twice.exclude(pk=self.instance.pk).exists():
                self.add_error("staff", _("%(name)s is rostered for this shift already.") % {"name": staff})
        return cleaned


@admin.register(Duty)
class DutyAdmin(RecordedAdmin):
    """The roster."""

    form = DutyForm
    fields = ("centre", "pattern", "duty_date", "staff", "desk", "cancelled", "reason")
    list_display = ("shift", "staff", "desk", "cancelled")
    list_select_related = ("shift__pattern", "staff", "desk")
    fixed_once_made = ("pattern", "duty_date", "staff")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the shifts of the administrator's centre."""
        form = super().get_form(request, obj, change=change, **kwargs)
        form.base_fields["pattern"] = copy(form.base_fields["pattern"])
        form.base_fields["pattern"].queryset = _within(ShiftPattern.objects.all(), request)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Have the shift made, then sign."""
        if not change:
            obj.shift = Shift.objects.on(form.cleaned_data["pattern"], form.cleaned_data["duty_date"])
        super().save_model(request, obj, form, change)


class WorkingWeekForm(ReasonForm):
    """Hours as people say them: the day may end at 24:00, and a day without hours is a day of rest."""

    class Meta:
        field_classes = dict.fromkeys((f"{day}_until" for day in WEEKDAYS), ClockField)


@admin.register(WorkingWeek)
class WorkingWeekAdmin(RecordedAdmin):
    """When the office of a centre works."""

    form = WorkingWeekForm
    list_display = (
        "centre",
        "monday_from",
        "monday_until",
        "break_from",
        "break_until",
        "keeps_public_holidays",
    )
    list_select_related = ("centre",)
    fieldsets = (
        (None, {"fields": ("centre",)}),
        (
            _("Hours"),
            {
                "fields": [
                    *((f"{day}_from", f"{day}_until") for day in WEEKDAYS),
                    ("break_from", "break_until"),
                ],
                "description": _("A day without hours is a day of rest; 24:00 is midnight."),
            },
        ),
        (None, {"fields": ("keeps_public_holidays", "reason")}),
    )


@admin.register(Holiday)
class HolidayAdmin(RecordedAdmin):
    """Days on which the centre rests or works otherwise than the week and the announced holidays say."""

    list_display = ("date", "name", "is_workday", "centre")
    list_select_related = ("centre",)
    fixed_once_made = ("date",)


@admin.register(Category)
class CategoryAdmin(RecordedAdmin):
    """Kinds of matter with their norms."""

    list_display = (
        "name",
        "code",
        "department",
        "callback_policy",
        "limit_minutes",
        "limit_working_minutes",
        "default_priority",
        "active",
    )
    list_select_related = ("department",)
    fixed_once_made = ("code",)


@admin.register(Guideline)
class GuidelineAdmin(RecordedAdmin):
    """What the desk may answer at once."""

    list_display = ("title", "kind", "category", "valid_from", "valid_until", "order")
    list_select_related = ("category",)


class StaffForm(ReasonForm):
    """An account: who, where, which roles, open or closed."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=list(roles.LABELS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_open = forms.BooleanField(label=_("account is open"), required=False, initial=True)

    keeper: Staff

    class Meta:
        model = Staff
        fields = ("username", "name", "centre", "department")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(roles=list(self.instance.role_names()), is_open=self.instance.is_active)
        if self.instance == self.keeper:
            for name in ("roles", "is_open"):
                self.fields[name].disabled = True
                self.fields[name].help_text = _("Ask another administrator.")

    def clean(self) -> dict[str, Any]:
        """Ask the rules; the verbs ask them again."""
        cleaned = super().clean() or self.cleaned_data
        reason = cleaned.get("reason", "")
        self.instance.centre = cleaned.get("centre")
        if "roles" in self.changed_data:
            self._refuse_if(
                "roles", rules.against_roles(self.instance, self.keeper, cleaned["roles"], reason)
            )
        if self.instance.pk and self.instance.is_active and not cleaned.get("is_open"):
            closing = rules.against_deactivating(self.instance, self.keeper)
            self._refuse_if("is_open", closing or obligations.against_leaving(self.instance))
        if not cleaned.get("centre") and not self._keeps_the_house(cleaned):
            self.add_error("centre", _("Only an administrator works without a centre."))
        return cleaned

    def _keeps_the_house(self, cleaned: dict[str, Any]) -> bool:
        return self.instance.is_superuser or roles.ADMINISTRATOR in cleaned.get("roles", [])

    def _refuse_if(self, field: str, sentence: str) -> None:
        if sentence:
            self.add_error(field, ValidationError(sentence))


class NewStaffForm(StaffForm, BaseUserCreationForm[Staff]):
    """A new account, with its first password."""

    class Meta(StaffForm.Meta):
        pass


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # -- generic in the stubs only
    """A new password for somebody who forgot theirs."""

    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, user: Staff, by: Staff, data: Any = None) -> None:
        self.by = by
        super().__init__(user, data)

    def clean(self) -> dict[str, Any]:
        """Ask the rule; the verb asks it again."""
        cleaned = super().clean() or self.cleaned_data
        sentence = rules.against_changing_password(self.user, self.by, cleaned.get("reason", ""))
        if sentence:
            self.add_error("reason", sentence)
        return cleaned


@admin.register(Staff)
class StaffAdmin(RecordedAdmin):
    """Accounts: opened, given roles, closed; a password is set anew and never shown."""

    form = StaffForm
    list_display = ("username", "name", "centre", "department", "is_active")
    list_select_related = ("centre", "department")
    search_fields = ("username", "name")
    readonly_fields = ("password_page",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Accounts of the administrator's centre; the keeper of the house shows to himself only."""
        rows = super().get_queryset(request)
        return rows if _signer(request).is_superuser else rows.filter(is_superuser=False)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new account has its first password on the form, a later one on a page of its own."""
        account = ["username", "name", "centre", "department", "roles"]
        return (
            [*account, "is_open", "password_page", "reason"]
            if obj
            else [*account, "password1", "password2", "reason"]
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The way to the password page appears once there is an account."""
        return self.readonly_fields if obj else ()

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who asks."""
        form = super().get_form(
            request, obj, change=change, **({} if obj else {"form": NewStaffForm}), **kwargs
        )
        form.keeper = _signer(request)
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """One signed record for each thing that was done to the account."""
        by, typed = _signer(request), form.cleaned_data
        if not change:
            obj.is_staff = roles.ADMINISTRATOR in typed["roles"]
            obj.save_signed(by, "open_account", typed["reason"])
        elif {"username", "name", "centre", "department"} & set(form.changed_data):
            obj.save_signed(by, "correct", typed["reason"])
        if "roles" in form.changed_data:
            obj.set_roles(typed["roles"], by=by, reason=typed["reason"])
        if change and obj.is_active and not typed["is_open"]:
            obj.deactivate(by=by, reason=typed["reason"])
        elif change and not obj.is_active and typed["is_open"]:
            obj.reactivate(by=by, reason=typed["reason"])

    def get_urls(self) -> list[URLPattern]:
        """The password has a page of its own."""
        page = path(
            "<id>/password/", self.admin_site.admin_view(self.password_view), name="directory_staff_password"
        )
        return [page, *super().get_urls()]

    @admin.display(description=_("Password"))
    def password_page(self, staff: Staff) -> str:
        """The way to the page where a new password is set."""
        page = reverse("admin:directory_staff_password", args=[staff.pk])
        return format_html('<a href="{}">{}</a>', page, _("Set a new password"))

    def password_view(self, request: StaffRequest, id: str) -> HttpResponse:  # noqa: A002 -- the admin's word
        """Set a new password, signed and with its reason."""
        staff = self.get_object(request, id)
        if staff is None:
            raise Http404
        if not self.has_change_permission(request, staff):
            raise PermissionDenied
        form = NewPasswordForm(staff, request.user, request.POST or None)
        if form.is_valid():
            typed = form.cleaned_data
            staff.change_password(typed["new_password1"], by=request.user, reason=typed["reason"])
            update_session_auth_hash(request, staff)
            messages.success(request, _("The password is set."))
            return HttpResponseRedirect(reverse("admin:directory_staff_change", args=[staff.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Set a new password"),
            "original": staff,
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/directory/staff/password.html", context)
