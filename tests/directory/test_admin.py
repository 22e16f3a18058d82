"""The administrator's books: signed, bounded, and without a door to the duty log or to deleting."""

from datetime import date, time
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from directory.models import (
    Category,
    CentreBound,
    Department,
    Desk,
    Duty,
    Holiday,
    Resident,
    ServiceCentre,
    Shift,
    ShiftPattern,
    Staff,
    Unit,
    WorkingWeek,
)
from tests.cast import MORNING, put_on_duty

OURS = [model for model in admin.site._registry if model._meta.app_label == "directory"]


@pytest.fixture
def books(client: Client, ai: Staff) -> Client:
    """The administrator of 天下城 has opened the books, in English."""
    ai.choose_language("en")
    client.force_login(ai, backend="directory.auth.StaffBackend")
    return client


@pytest.fixture
def keeper(client: Client, db: None) -> Client:
    """The keeper of the house, who belongs to no centre."""
    root = Staff.objects.create_superuser("root", "secret", name="管家", language="en")
    client.force_login(root, backend="directory.auth.StaffBackend")
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    assert answer.status_code == 200
    found: dict[str, list[str]] = answer.context["adminform"].form.errors
    return {field: list(sentences) for field, sentences in found.items()}


def account(staff: Staff, **typed: Any) -> dict[str, Any]:
    fields = {
        "username": staff.username,
        "name": staff.name,
        "centre": staff.centre_id,
        "department": staff.department_id or "",
        "roles": list(staff.role_names()),
        "is_open": "on" if staff.is_active else "",
    }
    return fields | typed


@pytest.mark.once
def test_the_books_are_those_of_the_directory_and_nothing_of_the_duty_log() -> None:
    kept = {model._meta.label_lower for model in admin.site._registry}

    assert {label for label in kept if label.startswith("directory.")} == {
        f"directory.{book}"
        for book in (
            "servicecentre",
            "department",
            "desk",
            "staff",
            "unit",
            "resident",
            "occupancy",
            "shiftpattern",
            "workingweek",
            "holiday",
            "duty",
            "category",
            "guideline",
        )
    }
    assert not {label for label in kept if label.split(".")[0] in {"visits", "records", "auth"}}


@pytest.mark.parametrize("model", OURS)
def test_nothing_is_deleted_and_no_act_takes_many_rows(model: type[Any], rf: Any, keeper: Client) -> None:
    book = admin.site._registry[model]
    request = rf.get("/")
    request.user = Staff.objects.get(username="root")

    assert not book.has_delete_permission(request)
    assert book.get_actions(request) == {}


@pytest.mark.parametrize("model", OURS)
def test_every_book_opens_and_shows_its_form(model: type[Any], books: Client, lin: Staff, home: Unit) -> None:
    put_on_duty(lin, MORNING)
    book = f"/admin/directory/{model._meta.model_name}/"

    assert books.get(book).status_code == 200
    adding = books.get(f"{book}add/")
    assert adding.status_code == (403 if model is ServiceCentre else 200)
    row = model.objects.first()
    if row is not None:
        assert books.get(f"{book}{row.pk}/change/").status_code == 200
        assert books.post(f"{book}{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_receptionist_does_not_open_the_books(client: Client, lin: Staff) -> None:
    client.force_login(lin, backend="directory.auth.StaffBackend")

    assert client.get("/admin/").status_code == 302


def test_a_row_entered_is_one_record_signed_by_the_administrator(
    books: Client, ai: Staff, centre: ServiceCentre
) -> None:
    typed = {"name": "4 號台", "order": 4, "active": "on", "reason": "新添"}

    answer = books.post("/admin/directory/desk/add/", typed)

    assert answer.status_code == 302
    desk = Desk.objects.get(name="4 號台")
    signed = desk.history.get()
    assert desk.centre == centre
    assert (signed.history_verb, signed.history_user, signed.history_change_reason) == ("enter", ai, "新添")


def test_a_correction_is_one_more_record(books: Client, ai: Staff, centre: ServiceCentre) -> None:
    repair = Category.objects.of(centre).get(code="repair")
    typed = {
        "code": "repair",
        "name": "報修",
        "department": repair.department_id,
        "callback_policy": "all",
        "sample_percent": 100,
        "limit_minutes": 60,
        "default_priority": "P2",
        "order": 2,
        "active": "on",
    }

    assert books.post(f"/admin/directory/category/{repair.pk}/change/", typed).status_code == 302

    assert Category.objects.get(pk=repair.pk).limit_minutes == 60
    assert list(repair.history.order_by("history_id").values_list("history_verb", flat=True)) == [
        "set_up",
        "correct",
    ]


def test_what_the_database_would_refuse_is_said_on_the_form(books: Client, centre: ServiceCentre) -> None:
    answer = books.post("/admin/directory/desk/add/", {"name": "1 號台", "order": 4, "active": "on"})

    assert "desk_name_is_unique_in_its_centre" in str(errors(answer)) or errors(answer)
    assert Desk.objects.of(centre).count() == 3


def test_an_administrator_sees_and_chooses_rows_of_the_own_centre_only(
    books: Client, centre: ServiceCentre, other_centre: ServiceCentre, stranger: Staff
) -> None:
    theirs = Department.objects.of(other_centre).get(code="desk")

    listed = books.get("/admin/directory/department/").context["cl"].queryset
    offered = books.get("/admin/directory/staff/add/").context["adminform"].form.fields

    assert {row.centre for row in listed} == {centre}
    assert set(offered["department"].queryset) == set(Department.objects.of(centre))
    assert list(offered["centre"].queryset) == [centre]
    assert books.get(f"/admin/directory/department/{theirs.pk}/change/").status_code == 302
    assert books.get(f"/admin/directory/servicecentre/{other_centre.pk}/change/").status_code == 302


def test_a_row_is_not_put_into_another_centre(
    books: Client, centre: ServiceCentre, other_centre: ServiceCentre
) -> None:
    books.post("/admin/directory/desk/add/", {"name": "4 號台", "order": 4, "centre": other_centre.pk})

    assert Desk.objects.get(name="4 號台").centre == centre


def test_the_keeper_of_the_house_sees_every_centre_and_opens_new_ones(
    keeper: Client, centre: ServiceCentre, other_centre: ServiceCentre
) -> None:
    listed = keeper.get("/admin/directory/servicecentre/").context["cl"].queryset

    assert set(listed) == {centre, other_centre}
    assert keeper.get("/admin/directory/servicecentre/add/").status_code == 200


def test_the_keeper_ties_no_rows_of_two_centres_together(
    keeper: Client, centre: ServiceCentre, other_centre: ServiceCentre
) -> None:
    theirs = Department.objects.of(other_centre).get(code="desk")
    typed = {"username": "new", "name": "新人", "centre": centre.pk, "department": theirs.pk, "roles": []}
    passwords = {"password1": "chang-le-wei-yang", "password2": "chang-le-wei-yang", "reason": "新進"}

    answer = keeper.post("/admin/directory/staff/add/", typed | passwords)

    assert errors(answer) == {"__all__": ["客服 belongs to another centre."]}


def test_an_account_is_opened_with_its_roles(books: Client, ai: Staff, centre: ServiceCentre) -> None:
    typed = {
        "username": "new",
        "name": "新人",
        "department": Department.objects.of(centre).get(code="desk").pk,
        "roles": ["receptionist"],
        "password1": "chang-le-wei-yang",
        "password2": "chang-le-wei-yang",
        "reason": "新進",
    }

    assert books.post("/admin/directory/staff/add/", typed).status_code == 302

    staff = Staff.objects.get(username="new")
    assert (staff.centre, staff.role_names(), staff.is_staff) == (centre, ("receptionist",), False)
    assert staff.check_password("chang-le-wei-yang")
    signed = staff.history.order_by("history_id").values_list("history_verb", "history_user")
    assert list(signed) == [("open_account", ai.pk), ("set_roles", ai.pk)]


def test_roles_change_with_a_reason_and_one_record(books: Client, lin: Staff) -> None:
    page = f"/admin/directory/staff/{lin.pk}/change/"
    before = lin.history.count()

    unsaid = books.post(page, account(lin, roles=["shift_leader"]))
    assert errors(unsaid) == {"roles": ["Say why the roles change; the reason is kept."]}

    assert books.post(page, account(lin, roles=["shift_leader"], reason="升任")).status_code == 302
    assert lin.role_names() == ("shift_leader",)
    assert lin.history.count() == before + 1


def test_an_administrator_does_not_touch_the_own_roles(books: Client, ai: Staff) -> None:
    page = f"/admin/directory/staff/{ai.pk}/change/"

    answer = books.post(
        page, account(ai, name="艾明明", roles=["manager", "administrator"], reason="缺人", is_open="")
    )

    again = Staff.objects.get(pk=ai.pk)
    assert answer.status_code == 302
    assert (again.name, again.role_names(), again.is_active) == ("艾明明", ("administrator",), True)


def test_no_form_makes_a_superuser_or_gives_a_single_permission(books: Client, lin: Staff) -> None:
    typed = account(lin, is_superuser="on", is_staff="on", user_permissions=["1"], groups=["1"], password="x")

    books.post(f"/admin/directory/staff/{lin.pk}/change/", typed)

    again = Staff.objects.get(pk=lin.pk)
    assert (again.is_superuser, again.is_staff, again.password) == (False, False, lin.password)
    assert not again.user_permissions.exists()


def test_the_keepers_account_is_hidden_from_an_administrator_without_a_centre(
    client: Client, db: None
) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")
    house = Staff.objects.create_user("house", name="總務", is_staff=True)
    house.set_roles(["administrator"], by=root, reason="新設")
    client.force_login(house, backend="directory.auth.StaffBackend")

    assert client.get("/admin/directory/staff/").context["cl"].queryset.count() == 1
    assert client.get(f"/admin/directory/staff/{root.pk}/password/").status_code == 404


def test_an_account_is_closed_and_opened_again(books: Client, lin: Staff) -> None:
    page = f"/admin/directory/staff/{lin.pk}/change/"

    assert books.post(page, account(lin, is_open="", reason="離職")).status_code == 302
    assert not Staff.objects.get(pk=lin.pk).is_active
    assert books.post(page, account(lin, is_open="on", reason="回任")).status_code == 302

    verbs = lin.history.order_by("-history_id").values_list("history_verb", flat=True)[:2]
    assert list(verbs) == ["reactivate", "deactivate"]


def test_an_account_without_a_centre_is_an_administrators(keeper: Client, lin: Staff) -> None:
    typed = {"username": "new", "name": "新人", "centre": "", "roles": [], "reason": "新進"}
    passwords = {"password1": "chang-le-wei-yang", "password2": "chang-le-wei-yang"}

    answer = keeper.post("/admin/directory/staff/add/", typed | passwords)
    assert errors(answer) == {"centre": ["Only an administrator works without a centre."]}

    assert (
        keeper.post(
            "/admin/directory/staff/add/", typed | passwords | {"roles": ["administrator"]}
        ).status_code
        == 302
    )
    assert Staff.objects.get(username="new").is_staff


def test_a_password_is_set_anew_with_a_reason_and_never_shown(books: Client, lin: Staff, ai: Staff) -> None:
    page = f"/admin/directory/staff/{lin.pk}/password/"
    typed = {"new_password1": "chang-le-wei-yang", "new_password2": "chang-le-wei-yang"}

    unsaid = books.post(page, typed)
    assert unsaid.context["form"].errors == {
        "reason": ["Say why somebody else's password changes; the reason is kept."]
    }

    assert books.post(page, typed | {"reason": "忘記"}).status_code == 302
    signed = lin.history.latest("history_id")
    assert Staff.objects.get(pk=lin.pk).check_password("chang-le-wei-yang")
    assert (signed.history_verb, signed.history_user, signed.history_change_reason) == (
        "change_password",
        ai,
        "忘記",
    )
    shown = books.get(f"/admin/directory/staff/{lin.pk}/change/").content.decode()
    assert Staff.objects.get(pk=lin.pk).password not in shown


def test_a_weak_password_is_refused(books: Client, lin: Staff) -> None:
    answer = books.post(
        f"/admin/directory/staff/{lin.pk}/password/",
        {"new_password1": "12345", "new_password2": "12345", "reason": "忘記"},
    )

    assert "new_password2" in answer.context["form"].errors


def test_an_administrator_who_sets_the_own_password_stays_signed_in(books: Client, ai: Staff) -> None:
    typed = {"new_password1": "chang-le-wei-yang", "new_password2": "chang-le-wei-yang"}

    assert books.post(f"/admin/directory/staff/{ai.pk}/password/", typed).status_code == 302

    assert books.get("/admin/").status_code == 200


def test_the_password_of_another_centres_account_is_not_there(books: Client, stranger: Staff) -> None:
    assert books.get(f"/admin/directory/staff/{stranger.pk}/password/").status_code == 404


def test_somebody_is_rostered_for_a_shift_by_pattern_and_date(
    books: Client, lin: Staff, centre: ServiceCentre
) -> None:
    pattern = ShiftPattern.objects.of(centre).get(name="夜班")
    typed = {"pattern": pattern.pk, "duty_date": "2026-11-17", "staff": lin.pk, "desk": ""}

    assert books.post("/admin/directory/duty/add/", typed).status_code == 302
    duty = Duty.objects.get()
    assert (duty.shift, duty.staff) == (Shift.objects.on(pattern, duty.shift.duty_date), lin)

    twice = books.post("/admin/directory/duty/add/", typed)
    assert errors(twice) == {"staff": ["林靜 is rostered for this shift already."]}

    page = f"/admin/directory/duty/{duty.pk}/change/"
    assert books.post(page, typed | {"cancelled": "on", "reason": "病假"}).status_code == 302
    assert Duty.objects.get().cancelled


def test_the_keeper_rosters_nobody_for_another_centres_shift(
    keeper: Client, centre: ServiceCentre, other_centre: ServiceCentre, lin: Staff
) -> None:
    theirs = ShiftPattern.objects.of(other_centre).get(name="夜班")
    typed = {"centre": centre.pk, "pattern": theirs.pk, "duty_date": "2026-11-17", "staff": lin.pk}

    answer = keeper.post("/admin/directory/duty/add/", typed)

    assert errors(answer) == {"pattern": ["夜班 belongs to another centre."]}


def test_a_pattern_may_end_at_twenty_four_and_its_hours_stay(books: Client, centre: ServiceCentre) -> None:
    middle = ShiftPattern.objects.of(centre).get(name="中班")
    page = f"/admin/directory/shiftpattern/{middle.pk}/change/"

    books.post(page, {"name": "中班", "order": 2, "starts": "16:00", "ends": "22:00"})
    assert ShiftPattern.objects.get(pk=middle.pk).hours == "16:00–24:00"

    typed = {"name": "晚班", "order": 2, "starts": "18:00", "ends": "24:00", "active": "on"}
    assert books.post("/admin/directory/shiftpattern/add/", typed).status_code == 302
    late = ShiftPattern.objects.get(name="晚班")
    assert (late.starts, late.ends) == (time(18), time(0))


def test_hours_that_nobody_can_read_are_refused_in_words(books: Client) -> None:
    typed = {"name": "晚班", "order": 2, "starts": "25:00", "ends": "", "active": "on"}

    answer = books.post("/admin/directory/shiftpattern/add/", typed)

    assert set(errors(answer)) == {"starts", "ends"}


def test_the_working_week_is_kept_as_people_say_it(books: Client, centre: ServiceCentre) -> None:
    week = WorkingWeek.objects.of(centre).get()
    page = f"/admin/directory/workingweek/{week.pk}/change/"
    typed = {"monday_from": "09:00", "monday_until": "24:00", "break_from": "12:00", "break_until": "13:30"}

    assert books.post(page, typed | {"reason": "夏令"}).status_code == 302

    kept = WorkingWeek.objects.get(pk=week.pk)
    assert kept.stretches("monday") == ((time(9), time(12)), (time(13, 30), time(0)))
    assert (kept.stretches("tuesday"), kept.keeps_public_holidays) == ((), False)
    assert kept.history.latest("history_id").history_change_reason == "夏令"


@pytest.mark.parametrize(
    ("typed", "box", "sentence"),
    [
        ({"monday_from": "17:00", "monday_until": "09:00"}, "monday_until", "This ends before it begins."),
        ({"monday_from": "09:00", "monday_until": "09:00"}, "monday_until", "This ends before it begins."),
        ({"monday_from": "09:00"}, "monday_until", "From and until go together."),
        ({"sunday_until": "09:00"}, "sunday_from", "From and until go together."),
        (
            {"monday_from": "09:00", "monday_until": "17:00", "break_from": "13:00", "break_until": "12:00"},
            "break_until",
            "This ends before it begins.",
        ),
        ({}, "__all__", "In such a week nobody works a minute: nothing could be promised in it."),
        (
            {"monday_from": "09:00", "monday_until": "10:00", "break_from": "08:00", "break_until": "12:00"},
            "__all__",
            "In such a week nobody works a minute: nothing could be promised in it.",
        ),
    ],
)
def test_an_impossible_week_is_refused_in_words(
    typed: dict[str, str], box: str, sentence: str, books: Client, centre: ServiceCentre
) -> None:
    week = WorkingWeek.objects.of(centre).get()

    answer = books.post(f"/admin/directory/workingweek/{week.pk}/change/", typed)

    assert errors(answer) == {box: [sentence]}
    assert WorkingWeek.objects.get(pk=week.pk).stretches("friday") == ((time(8, 30), time(17, 30)),)


def test_a_holiday_stands_once_in_the_table_and_its_date_stays(books: Client, centre: ServiceCentre) -> None:
    typed = {"date": "2026-11-17", "name": "小區日", "reason": "物業通知"}

    assert books.post("/admin/directory/holiday/add/", typed).status_code == 302
    assert errors(books.post("/admin/directory/holiday/add/", typed)) != {}
    day = Holiday.objects.of(centre).get()
    page = f"/admin/directory/holiday/{day.pk}/change/"
    assert books.post(page, typed | {"date": "2026-11-18", "is_workday": "on"}).status_code == 302

    assert Holiday.objects.of(centre).as_days() == {date(2026, 11, 17): True}


def test_a_matter_has_one_limit(books: Client, centre: ServiceCentre) -> None:
    card = Category.objects.of(centre).get(code="card")
    typed = {
        "code": "card",
        "name": "證卡",
        "department": card.department_id,
        "callback_policy": "none",
        "sample_percent": 100,
        "limit_minutes": 60,
        "limit_working_minutes": 60,
        "default_priority": "P3",
        "order": 10,
    }

    answer = books.post(f"/admin/directory/category/{card.pk}/change/", typed)

    assert errors(answer) == {
        "limit_working_minutes": ["Give a limit by the clock or one in working time, not both."]
    }


@pytest.mark.parametrize("typed", ["lmh", "林美华", "0001"])
def test_a_resident_is_found_in_the_books_as_at_the_desk(
    typed: str, books: Client, centre: ServiceCentre
) -> None:
    lin = Resident(centre=centre, name="林美華", phone="13800000001").save_signed(None, "enter")
    Resident(centre=centre, name="王小明", phone="13900000002").save_signed(None, "enter")

    answer = books.get("/admin/directory/resident/", {"q": typed})

    assert list(answer.context["cl"].queryset) == [lin]
    assert "13800000001" not in answer.content.decode()


def test_the_administrator_writes_a_telephone_number_and_reads_none(
    books: Client, centre: ServiceCentre
) -> None:
    lin = Resident(centre=centre, name="林美華", phone="13800000001").save_signed(None, "enter")
    page = f"/admin/directory/resident/{lin.pk}/change/"
    typed = {"name": "林美華", "honorific": "女士", "kind": "owner", "care_note": ""}

    assert "138****0001" in books.get(page).content.decode()
    assert "13800000001" not in books.get(page).content.decode()

    assert books.post(page, typed).status_code == 302
    assert Resident.objects.get(pk=lin.pk).phone == "13800000001"
    assert books.post(page, typed | {"new_phone": "139 0000 0002"}).status_code == 302
    assert Resident.objects.get(pk=lin.pk).phone == "13900000002"


def test_a_unit_is_found_in_the_books_as_at_the_desk(books: Client, home: Unit) -> None:
    found = books.get("/admin/directory/unit/", {"q": "9-702"}).context["cl"].queryset

    assert list(found) == [home]


def test_the_history_of_a_row_is_the_signed_trail(books: Client, home: Unit) -> None:
    answer = books.get(f"/admin/directory/unit/{home.pk}/history/")

    assert answer.headers["Location"] == f"/history/directory.unit/{home.pk}/"
    assert books.get("/admin/directory/unit/0/history/").status_code == 404


def _kinds_of(base: type[Any]) -> set[type[Any]]:
    """Every model that stands on this one, however far above."""
    kinds = set(base.__subclasses__())
    return kinds.union(*map(_kinds_of, kinds))


@pytest.mark.once
def test_every_book_of_a_centre_is_kept_in_the_admin() -> None:
    assert {model for model in OURS if issubclass(model, CentreBound)} == _kinds_of(CentreBound) & set(OURS)


def test_a_new_centre_can_be_worked_in_at_once(keeper: Client) -> None:
    """§4.0: who starts with an empty house gets the usual shifts, departments, desks and categories."""
    page = keeper.get("/admin/directory/servicecentre/add/")
    form = page.context["adminform"].form
    typed = {name: value for name in form.fields if (value := form[name].value()) not in {None, ""}}

    answer = keeper.post("/admin/directory/servicecentre/add/", typed | {"code": "new", "name": "新中心"})

    centre = ServiceCentre.objects.get(code="new")
    assert answer.status_code == 302
    assert [pattern.name for pattern in ShiftPattern.objects.of(centre)] == ["早班", "中班", "夜班"]
    assert Category.objects.of(centre).count() == 16
    assert centre.history.count() == 1
