"""What a list shows of a person: the vectors of the field notes, and what they leave open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.masking import mask_id, mask_name, mask_phone

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("13800000001", "138****0001"),
        ("010-62345678", "010****5678"),
        ("１３８　００００　０００１", "138****0001"),
        ("+86 138 0000 0001", "+86****0001"),
        ("010-62345678 轉 801", "010****5678"),
        ("62345678", "****5678"),
        ("95598", "****98"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_a_telephone_number_hides_its_middle(raw: str, masked: str) -> None:
    assert mask_phone(raw) == masked


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("11010519491231002X", "110*************2X"),
        ("440524188001010014", "440*************14"),
        ("E12345678", "E******78"),
        ("A1", "*1"),
        ("7", "*"),
        ("", ""),
    ],
)
def test_a_document_number_hides_its_middle(raw: str, masked: str) -> None:
    assert mask_id(raw) == masked


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("王小明", "王**"),
        ("歐陽娜娜", "歐陽**"),
        ("欧阳娜娜", "欧阳**"),
        ("歐陽", "歐*"),
        ("Martin", "M*****"),
        ("王", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_or_its_first_letter(raw: str, masked: str) -> None:
    assert mask_name(raw) == masked


@given(st.text("0123456789", min_size=5, max_size=20))
def test_no_telephone_number_is_shown_whole(number: str) -> None:
    assert number not in mask_phone(number)


@given(st.text("0123456789X", min_size=1, max_size=20))
def test_no_document_number_is_shown_whole(number: str) -> None:
    assert number not in mask_id(number)
    assert len(mask_id(number)) == len(number)
