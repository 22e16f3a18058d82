"""Staff: everybody who may receive a resident, which is everybody (§4.1)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from directory import obligations, roles, rules
from directory.models.bound import stay_in_centre
from records.models import Recorded, RecordedQuerySet, Refusal

if TYPE_CHECKING:
    from directory.models.centre import ServiceCentre
    from directory.models.desk import Desk

#: How somebody likes the screen, where they sit, when they came: nobody's history, saved without a signature.
HOUSEKEEPING = frozenset({"password", "last_login", "language", "theme", "single_keys", "desk", "desk_id"})

#: Somebody with a shift so near works by the roster.
ROSTERED_WITHIN = timedelta(days=7)


class StaffQuerySet(RecordedQuerySet):
    """The people of the house."""

    def of(self, centre: "ServiceCentre") -> Self:
        """Everybody of this centre."""
        return self.filter(centre=centre)

    def visible_to(self, staff: "Staff") -> Self:
        """Colleagues of the same centre; nobody, for somebody without one."""
        return self.filter(centre=staff.centre_id) if staff.centre_id else self.none()

    def active(self) -> Self:
        """People whose account is open."""
        return self.filter(is_active=True)

    def who_may(self, codename: str) -> Self:
        """People whose roles let them do this."""
        return self.active().filter(
            pk__in=Group.objects.filter(permissions__codename=codename).values("user")
        )

    def on_duty(self, centre: "ServiceCentre", at: datetime) -> Self:
        """Who is on duty: rostered for this moment's shift, or still handing over an earlier one (§4.9 留崗)."""
        rostered = Q(
            duties__cancelled=False, duties__shift__centre=centre, duties__signed_off_at__isnull=True
        )
        covering = Q(duties__shift__starts_at__lte=at, duties__shift__ends_at__gt=at)
        staying = Q(duties__handing_over_since__lte=at)
        return self.active().filter(rostered & (covering | staying)).distinct()

    def off_duty(self, centre: "ServiceCentre", at: datetime) -> Self:
        """Who works by the roster and is not on duty now; somebody on no roster near this week is never off duty."""
        rostered = Q(
            duties__cancelled=False,
            duties__shift__centre=centre,
            duties__shift__starts_at__range=(at - ROSTERED_WITHIN, at + ROSTERED_WITHIN),
        )
        on_duty = type(self)(self.model).on_duty(centre, at)
        return self.filter(rostered).exclude(pk__in=on_duty.values("pk")).distinct()

    def seated_at(self, desk: "Desk") -> Self:
        """Who sits at this desk now: one person at most."""
        return self.active().filter(desk=desk)

    def for_session(self) -> Self:
        """Somebody together with centre, department and desk, as every page needs them."""
        return self.select_related("centre", "department", "desk")


class StaffManager(BaseUserManager["Staff"].from_queryset(StaffQuerySet)):  # type: ignore[misc]  # -- made at run time
    """Opens accounts."""

    def create_user(
        self, username: str, password: str | None = None, *, by: "Staff | None" = None, **fields: Any
    ) -> "Staff":
        """Open an ordinary account, signed by whoever opens it."""
        staff = Staff(username=Staff.normalize_username(username), **fields)
        staff.set_password(password)
        return staff.save_signed(by, "open_account")

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> "Staff":
        """Open the account that keeps the house itself; it signs for itself and belongs to no centre."""
        staff = Staff(username=Staff.normalize_username(username), is_staff=True, is_superuser=True, **fields)
        staff.set_password(password)
        return staff.save_signed(staff, "open_account")


class Staff(Recorded, AbstractBaseUser, PermissionsMixin):
    """Somebody who works at the centre; every one of them may and must receive a visit (§4.1)."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("light")
        DARK = "dark", _("dark")

    class Language(models.TextChoices):
        HANT = "zh-hant", "繁體"
        HANS = "zh-hans", "简体"
        ENGLISH = "en", "English"

    unrecorded = ("password", "last_login", "language", "theme", "single_keys", "desk")

    username = models.CharField(
        _("account"), max_length=40, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("name"), max_length=40)
    centre = models.ForeignKey(
        "directory.ServiceCentre", models.PROTECT, null=True, blank=True, verbose_name=_("centre")
    )
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, null=True, blank=True, verbose_name=_("department")
    )
    desk = models.ForeignKey(
        "directory.Desk", models.PROTECT, null=True, blank=True, verbose_name=_("seat now")
    )
    language = models.CharField(_("language"), max_length=7, choices=Language, blank=True)
    theme = models.CharField(_("light or dark"), max_length=5, choices=Theme, blank=True)
    single_keys = models.BooleanField(_("single keys act"), default=True)
    is_active = models.BooleanField(_("account is open"), default=True)
    is_staff = models.BooleanField(_("keeps the books of the house"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["name", "username"]
        permissions = roles.DESK_PERMISSIONS
        constraints = [
            models.CheckConstraint(
                condition=Q(centre__isnull=False) | Q(is_staff=True),
                name="only_administrators_work_without_a_centre",
            ),
            models.CheckConstraint(
                condition=Q(centre__isnull=False) | Q(department__isnull=True, desk__isnull=True),
                name="department_and_seat_are_in_a_centre",
            ),
            models.CheckConstraint(
                condition=Q(is_superuser=False) | Q(is_staff=True),
                name="a_superuser_keeps_the_books_of_the_house",
            ),
            models.CheckConstraint(
                condition=Q(is_active=True) | Q(desk__isnull=True), name="a_closed_account_sits_at_no_desk"
            ),
            models.UniqueConstraint(fields=["desk"], name="one_person_sits_at_a_desk"),
            models.CheckConstraint(
                condition=Q(language__in=["", "zh-hant", "zh-hans", "en"]),
                name="staff_read_one_of_three_languages",
            ),
            models.CheckConstraint(
                condition=Q(theme__in=["", "light", "dark"]), name="a_screen_is_light_or_dark"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Somebody works in a department of the own centre, and sits there."""
        super().clean()
        stay_in_centre(self)

    def get_full_name(self) -> str:
        """The name as the books print it."""
        return self.name

    def get_short_name(self) -> str:
        """The name as the screen greets."""
        return self.name

    @property
    def surname_mark(self) -> str:
        """The character on this person's seal."""
        return self.name[:1]

    @property
    def is_supervisor(self) -> bool:
        """Leads a shift or manages the centre."""
        return self.may("lead_shift") or self.may("manage")

    @cached_property
    def granted_by_roles(self) -> frozenset[str]:
        """Everything this person's roles allow; the session brings it along with the person."""
        return roles.granted(self.groups.values_list("name", flat=True) if self.pk else ())

    @property
    def is_handing_over(self) -> bool:
        """Whether this person hands over and nobody has relieved them; the session brings it along (§4.9)."""
        known: bool | None = self.__dict__.get("was_handing_over")
        return self.duties.handing_over().exists() if known is None else known

    def may(self, codename: str) -> bool:
        """Whether this person's roles allow the act."""
        return self.has_perm(f"directory.{codename}")

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether this person may; the superuser flag keeps the house's books and opens nothing at the desk."""
        if self.is_superuser and perm in roles.DESK:
            return self.is_active and perm in self.granted_by_roles
        return super().has_perm(perm, obj)

    def role_names(self) -> tuple[str, ...]:
        """The roles held, in the order of the table."""
        held = set(self.groups.values_list("name", flat=True)) if self.pk else set()
        return tuple(role for role in roles.ROLES if role in held)

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:  # type: ignore[override]  # -- housekeeping returns
        """Save housekeeping only (the clock of the last sign-in, a rehashed password); all else is signed."""
        if not update_fields or not HOUSEKEEPING.issuperset(update_fields):
            super().save(*args, **kwargs)
        self.skip_history_when_saving = True
        try:
            models.Model.save(self, update_fields=update_fields)
        finally:
            del self.skip_history_when_saving

    def choose_language(self, language: str) -> None:
        """Read the screens in this language from now on; "" follows the house."""
        self.language = language
        self.save(update_fields=["language"])

    def choose_theme(self, theme: str) -> None:
        """Have the screen light or dark from now on; "" follows the machine."""
        self.theme = theme
        self.save(update_fields=["theme"])

    def choose_single_keys(self, on: bool) -> None:
        """Let single keys act, or not."""
        self.single_keys = on
        self.save(update_fields=["single_keys"])

    @transaction.atomic
    def take_seat(self, desk: "Desk | None") -> None:
        """Sit down at a desk, or get up; whoever walks up to it is received here (§4.4).

        Somebody who left without getting up gives the seat away.
        """
        if reason := rules.against_sitting(self, desk):
            raise Refusal(reason)
        if desk is not None:
            for left in type(self).objects.select_for_update().filter(desk=desk).exclude(pk=self.pk):
                left.desk = None
                left.save(update_fields=["desk"])
        self.desk = desk
        self.save(update_fields=["desk"])

    def change_password(self, raw_password: str, *, by: "Staff", reason: str = "") -> None:
        """Set a new password; the trail says who did and why, never what it is."""
        if refused := rules.against_changing_password(self, by, reason):
            raise Refusal(refused)
        self.set_password(raw_password)
        self.save_signed(by, "change_password", reason)
        self._password = None

    @transaction.atomic
    def set_roles(self, names: Iterable[str], *, by: "Staff | None", reason: str = "") -> None:
        """Give somebody exactly these roles; nobody gives a role to themselves.

        The trail keeps the roles in the reason, because they are not a column of this record.
        """
        chosen = [role for role in roles.ROLES if role in set(names)]
        if refused := rules.against_roles(self, by, names, reason):
            raise Refusal(refused)
        self.groups.set(Group.objects.filter(name__in=chosen))
        self.is_staff = self.is_superuser or roles.ADMINISTRATOR in chosen
        said = ", ".join(chosen) or "-"
        self.save_signed(by, "set_roles", f"{said}: {reason}"[:300] if reason else said)
        for cache in ("granted_by_roles", "_perm_cache"):
            self.__dict__.pop(cache, None)

    @transaction.atomic
    def deactivate(self, *, by: "Staff", reason: str = "") -> None:
        """Close an account, once nothing is left that this person answers for (BR-V03)."""
        locked = type(self).objects.select_for_update().get(pk=self.pk)
        if refused := rules.against_deactivating(locked, by) or obligations.against_leaving(locked):
            raise Refusal(refused)
        self.is_active, self.desk = False, None
        self.save_signed(by, "deactivate", reason)

    def reactivate(self, *, by: "Staff", reason: str = "") -> None:
        """Open an account again."""
        if self.is_active:
            raise Refusal(gettext("This account is open already."))
        self.is_active = True
        self.save_signed(by, "reactivate", reason)
