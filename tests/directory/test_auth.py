"""Being known again on each page, and what that costs."""

from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from directory.auth import StaffBackend
from directory.models import Staff


def test_the_person_of_a_session_comes_with_centre_department_and_desk_in_one_query(
    lin: Staff, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        known = StaffBackend().get_user(lin.pk)
        assert known is not None
        seen = (str(known.centre), str(known.department), str(known.desk))

    assert seen == ("天下城服務中心", "客服", "1 號台")


def test_a_closed_account_is_not_known_again(lin: Staff, ai: Staff) -> None:
    lin.deactivate(by=ai, reason="離職")

    assert StaffBackend().get_user(lin.pk) is None
    assert StaffBackend().get_user(0) is None


def test_a_single_person_is_never_allowed_anything_apart(lin: Staff) -> None:
    lin.user_permissions.add(Permission.objects.get(codename="manage"))

    assert not lin.may("manage")
    assert lin.get_user_permissions() == set()


def test_what_the_roles_allow_is_the_same_by_every_question(lin: Staff) -> None:
    assert lin.get_all_permissions() == {"directory.receive_visit", "directory.reveal_phone"}
    assert lin.get_group_permissions() == lin.get_all_permissions()
    assert lin.has_perms(["directory.receive_visit"])
    assert not lin.has_perm("directory.receive_visit", lin)


def test_whoever_knows_the_password_signs_in(client: Client, lin: Staff) -> None:
    answer = client.post("/accounts/login/", {"username": "lin", "password": "secret"})

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(lin.pk)


def test_the_door_says_what_is_wrong(client: Client, lin: Staff) -> None:
    client.cookies["django_language"] = "en"

    answer = client.post("/accounts/login/", {"username": "lin", "password": "wrong"})

    assert answer.context["form"].non_field_errors() == [
        "Account and password do not belong together. Capitals count."
    ]
