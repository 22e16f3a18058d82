"""What a person does at a screen, the same with scripts and without."""

from typing import TYPE_CHECKING, Any, Final, Protocol

from playwright.sync_api import expect

from directory.models import Staff

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

#: A telephone held upright, as `take_place(zhao, **PHONE)`.
PHONE: Final[dict[str, Any]] = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


class TakePlace(Protocol):
    """A browser of one's own: who sits there, how wide it is, and what else Chromium is told."""

    def __call__(
        self, staff: Staff | None = None, *, width: int = 1440, height: int = 900, **options: Any
    ) -> "Page":
        """Open it."""


class Keys:
    """Two hands on the keyboard: they count what they press, and the mouse is not theirs."""

    def __init__(self, page: "Page") -> None:
        self.page, self.count = page, 0
        self.touched: list[str] = []

    def press(self, key: str) -> None:
        """One keystroke."""
        name = self.page.evaluate("document.activeElement.name || ''")
        if name and name not in self.touched:
            self.touched.append(name)
        self.page.keyboard.press(key)
        self.count += 1

    def type(self, text: str) -> None:
        """Several, one after the other."""
        for sign in text:
            self.press(sign)

    def words(self, text: str) -> None:
        """Words from the input method, which nobody counts."""
        self.page.keyboard.insert_text(text)

    def at(self, name: str) -> None:
        """Wait until the eye finds the cursor in this box."""
        expect(box(self.page, name, focused=True)).to_be_focused()


def box(page: "Page", name: str, *, focused: bool = False) -> "Locator":
    """The box of this name on the slip."""
    return page.locator(f'#slip [name="{name}"]{":focus" if focused else ":not([type=hidden])"}')


def choose(page: "Page", name: str, value: str) -> None:
    """Pick an option by its place under the finger, whatever is drawn there."""
    page.locator(f'[name="{name}"][value="{value}"]').check(force=True)


def tick(page: "Page", *names: str) -> None:
    """Tick these boxes."""
    for name in names:
        box(page, name).check()


def try_to_save(page: "Page") -> list[str]:
    """Press the slip's first button and read what is said against it."""
    with page.expect_navigation():
        page.locator("#slip button.btn-primary[type=submit]").click()
    return page.locator("main :is(.err, .errsum, .why)").all_inner_texts()


def save(page: "Page") -> None:
    """Press the slip's first button; nothing is said against it."""
    if said := try_to_save(page):
        raise AssertionError(said)
