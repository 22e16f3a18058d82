"""Accounts: everybody receives, roles are given by others, and nobody leaves with open matters."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import update_last_login
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from directory import obligations, roles
from directory.models import Desk, Duty, ServiceCentre, Staff
from records.models import Refusal
from tests.cast import MORNING, at, put_on_duty

WORKING = ["receptionist", "shift_leader", "department_handler", "cashier", "manager"]

# Written by hand from the design's table of permissions, so that it can disagree with the code.
ALLOWED = {
    "receive_visit": WORKING,
    "lead_shift": ["shift_leader", "manager"],
    "manage": ["manager"],
    "take_fees": ["cashier"],
    "handle_work": ["department_handler", "cashier"],
    "reveal_phone": WORKING,
    "read_trail": ["shift_leader", "manager", "auditor"],
    "read_readings": ["manager", "auditor"],
    "verify_trail": ["auditor", "administrator"],
    "export": ["shift_leader", "manager", "auditor"],
}


def verbs(staff: Staff) -> list[str]:
    return list(staff.history.order_by("history_id").values_list("history_verb", flat=True))


@pytest.mark.parametrize("role", roles.ROLES)
def test_each_role_may_do_what_the_table_of_permissions_says(role: str, centre: ServiceCentre) -> None:
    staff = Staff.objects.create_user("new", name="新人", centre=centre)
    staff.set_roles([role], by=None)

    may = {codename for codename, _label in roles.DESK_PERMISSIONS if staff.may(codename)}

    assert may == {codename for codename, allowed in ALLOWED.items() if role in allowed}


def test_a_shift_leader_and_a_manager_are_supervisors(
    tang: Staff, huang: Staff, lin: Staff, ai: Staff
) -> None:
    assert [person.is_supervisor for person in (tang, huang, lin, ai)] == [True, True, False, False]


def test_the_superuser_keeps_the_books_and_may_do_nothing_at_the_desk(db: None) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    assert root.has_perm("directory.change_unit")
    assert not any(root.may(codename) for codename, _label in roles.DESK_PERMISSIONS)


def test_the_first_account_signs_for_itself(db: None) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    signed = root.history.get()
    assert (signed.history_user, signed.history_verb) == (root, "open_account")


def test_everything_a_person_may_do_is_asked_once(
    lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        answers = [lin.may(codename) for codename, _label in roles.DESK_PERMISSIONS]

    assert any(answers)


def test_a_closed_account_may_nothing(lin: Staff, ai: Staff) -> None:
    lin.deactivate(by=ai, reason="離職")

    assert not Staff.objects.get(pk=lin.pk).may("receive_visit")


def test_a_role_given_is_one_signed_record_that_names_it(lin: Staff, ai: Staff) -> None:
    before = lin.history.count()

    lin.set_roles(["shift_leader", "receptionist"], by=ai, reason="升任領班")

    signed = lin.history.latest("history_id")
    assert lin.history.count() == before + 1
    assert (signed.history_verb, signed.history_user) == ("set_roles", ai)
    assert signed.history_change_reason == "receptionist, shift_leader: 升任領班"
    assert lin.role_names() == ("receptionist", "shift_leader")
    assert lin.may("lead_shift")


def test_nobody_gives_a_role_to_themselves(ai: Staff) -> None:
    with pytest.raises(Refusal, match="Nobody gives a role to themselves"):
        ai.set_roles(["manager", "administrator"], by=ai, reason="缺人")

    assert ai.role_names() == ("administrator",)


def test_a_role_is_given_with_a_reason(lin: Staff, ai: Staff) -> None:
    with pytest.raises(Refusal, match="Say why the roles change"):
        lin.set_roles(["manager"], by=ai, reason=" ")


def test_there_is_no_role_but_those_of_the_table(lin: Staff, ai: Staff) -> None:
    with pytest.raises(Refusal, match="There is no role king"):
        lin.set_roles(["king"], by=ai, reason="試")


def test_only_an_administrator_works_without_a_centre(db: None, ai: Staff) -> None:
    keeper = Staff.objects.create_user("keeper", name="總管", is_staff=True)
    keeper.set_roles(["administrator"], by=ai, reason="新設")

    with pytest.raises(Refusal, match="Only an administrator works without a centre"):
        keeper.set_roles(["receptionist"], by=ai, reason="調崗")


def test_the_administrator_opens_the_admin_and_the_others_do_not(lin: Staff, ai: Staff) -> None:
    assert (lin.is_staff, ai.is_staff) == (False, True)

    ai.set_roles(["receptionist"], by=lin, reason="調崗")

    assert not ai.is_staff


@pytest.fixture
def owes(lin: Staff) -> Iterator[None]:
    """A book above the directory knows that Lin still answers for something."""

    def still_owes(staff: Staff) -> str:
        return "林靜 answers for 2 open cases." if staff == lin else ""

    obligations.register(still_owes)
    yield
    obligations._obligations.remove(still_owes)


def test_br_v03_an_account_is_not_closed_while_a_book_says_what_is_owed(
    owes: None, lin: Staff, ai: Staff
) -> None:
    with pytest.raises(Refusal, match="林靜 answers for 2 open cases"):
        lin.deactivate(by=ai, reason="離職")

    assert Staff.objects.get(pk=lin.pk).is_active


def test_a_rule_is_asked_once_however_often_it_registers(lin: Staff) -> None:
    asked: list[Staff] = []

    def ask(staff: Staff) -> str:
        asked.append(staff)
        return ""

    obligations.register(ask)
    obligations.register(ask)
    obligations.against_leaving(lin)
    obligations._obligations.remove(ask)

    assert asked == [lin]


def test_an_account_is_closed_and_opened_again_by_one_signed_record_each(lin: Staff, ai: Staff) -> None:
    lin.deactivate(by=ai, reason="離職")
    lin.reactivate(by=ai, reason="回任")

    assert verbs(lin) == ["open_account", "set_roles", "deactivate", "reactivate"]
    assert Staff.objects.get(pk=lin.pk).desk is None


def test_closing_and_opening_twice_is_refused(lin: Staff, ai: Staff) -> None:
    with pytest.raises(Refusal, match="This account is open already"):
        lin.reactivate(by=ai)
    lin.deactivate(by=ai)
    with pytest.raises(Refusal, match="This account is closed already"):
        lin.deactivate(by=ai)


def test_nobody_closes_their_own_account(ai: Staff) -> None:
    with pytest.raises(Refusal, match="Nobody closes their own account"):
        ai.deactivate(by=ai)


def test_housekeeping_leaves_no_history(lin: Staff) -> None:
    before = lin.history.count()

    lin.choose_language("en")
    lin.choose_theme("dark")
    lin.choose_single_keys(False)
    update_last_login(Staff, lin)

    kept = Staff.objects.get(pk=lin.pk)
    assert (kept.language, kept.theme, kept.single_keys) == ("en", "dark", False)
    assert kept.last_login is not None
    assert lin.history.count() == before


@pytest.mark.parametrize("fields", [None, [], ["name"], ["password", "is_staff"]])
def test_nothing_but_housekeeping_is_saved_unsigned(lin: Staff, fields: list[str] | None) -> None:
    with pytest.raises(TypeError, match="save_signed"):
        lin.save(update_fields=fields)


@pytest.mark.once
def test_what_is_saved_unsigned_is_in_no_history() -> None:
    kept = {field.name for field in Staff.history.model.tracked_fields}

    assert kept & {"password", "last_login", "language", "theme", "single_keys", "desk"} == set()


def test_a_password_is_changed_with_a_signed_record_that_does_not_hold_it(lin: Staff, ai: Staff) -> None:
    lin.change_password("a new secret", by=ai, reason="忘記密碼")

    signed = lin.history.latest("history_id")
    assert Staff.objects.get(pk=lin.pk).check_password("a new secret")
    assert (signed.history_verb, signed.history_user, signed.history_change_reason) == (
        "change_password",
        ai,
        "忘記密碼",
    )


def test_a_colleagues_password_is_not_changed_without_a_reason(lin: Staff, ai: Staff) -> None:
    with pytest.raises(Refusal, match="Say why somebody else's password changes"):
        lin.change_password("a new secret", by=ai)


def test_an_administrator_does_not_take_over_the_keeper_of_the_house(ai: Staff) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    with pytest.raises(Refusal, match="Only the keeper of the house"):
        root.change_password("mine now", by=ai, reason="忘記密碼")


def test_whoever_sits_down_takes_the_seat_of_somebody_who_left_without_getting_up(
    lin: Staff, chen: Staff
) -> None:
    desk = lin.desk
    assert desk is not None

    chen.take_seat(desk)

    assert Staff.objects.seated_at(desk).get() == chen
    assert Staff.objects.get(pk=lin.pk).desk is None


def test_somebody_gets_up(lin: Staff) -> None:
    lin.take_seat(None)

    assert Staff.objects.get(pk=lin.pk).desk is None


def test_nobody_sits_at_a_desk_of_another_centre(lin: Staff, other_centre: ServiceCentre) -> None:
    with pytest.raises(Refusal, match="This desk is in another centre"):
        lin.take_seat(Desk.objects.of(other_centre).first())


def test_nobody_sits_at_a_closed_desk(lin: Staff, centre: ServiceCentre) -> None:
    closed = Desk(centre=centre, name="9 號台", active=False).save_signed(None, "enter")

    with pytest.raises(Refusal, match="9 號台 is closed"):
        lin.take_seat(closed)


def test_who_is_on_duty_is_asked_of_the_roster(lin: Staff, wu: Staff, centre: ServiceCentre) -> None:
    put_on_duty(lin, MORNING)
    put_on_duty(wu, at("02:00"))

    assert list(Staff.objects.on_duty(centre, MORNING)) == [lin]
    assert list(Staff.objects.on_duty(centre, at("07:59"))) == [wu]
    assert list(Staff.objects.on_duty(centre, at("16:00"))) == []


def test_a_cancelled_duty_puts_nobody_on_duty(lin: Staff, centre: ServiceCentre) -> None:
    duty = put_on_duty(lin, MORNING)
    duty.cancelled = True
    duty.save_signed(None, "cancel", "病假")

    assert list(Staff.objects.on_duty(centre, MORNING)) == []
    assert list(Duty.objects.on(duty.shift.duty_date, duty.shift.pattern)) == []


def test_the_roster_of_a_duty_date_is_listed_by_pattern(lin: Staff, wu: Staff, centre: ServiceCentre) -> None:
    early, night = put_on_duty(lin, MORNING), put_on_duty(wu, at("02:00"))

    assert list(Duty.objects.on(MORNING.date(), early.shift.pattern)) == [early]
    assert list(Duty.objects.on(MORNING.date(), night.shift.pattern)) == [night]


def test_who_may_take_fees_is_asked_of_the_roles(
    lin: Staff, he: Staff, wu: Staff, centre: ServiceCentre
) -> None:
    assert list(Staff.objects.who_may("take_fees").on_duty(centre, MORNING)) == [he]
    assert set(Staff.objects.who_may("handle_work")) == {he, wu}


def test_colleagues_are_those_of_the_own_centre(lin: Staff, chen: Staff, stranger: Staff) -> None:
    root = Staff.objects.create_superuser("root", "secret", name="管家")

    assert set(Staff.objects.visible_to(lin)) == {lin, chen}
    assert list(Staff.objects.visible_to(root)) == []


def test_the_seal_bears_the_surname(lin: Staff) -> None:
    assert (lin.surname_mark, str(lin), lin.get_full_name(), lin.get_short_name()) == (
        "林",
        "林靜",
        "林靜",
        "林靜",
    )


def test_two_accounts_never_share_a_name_to_sign_in_with(lin: Staff, centre: ServiceCentre) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create_user("lin", name="另一人", centre=centre)
