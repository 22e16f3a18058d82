"""The parent of the parts, with the plainest parts there are."""

import sys
import time
from pathlib import Path

import pytest

from servicecentre.supervisor import LONGEST_LOG, Part, PartFailed, Supervisor

pytestmark = pytest.mark.once

ENDS = [sys.executable, "-c", "print('no ink'); raise SystemExit(3)"]
STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str]) -> Supervisor:
    return Supervisor(environ={}, folder=tmp_path, logs=tmp_path / "log", say=said.append)


@pytest.mark.parametrize(("falls", "seconds"), [(1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (2000, 30)])
def test_each_fall_doubles_the_pause_up_to_half_a_minute(falls: int, seconds: float) -> None:
    assert Part("beat", [], falls=falls).pause() == seconds


def test_a_part_that_ends_before_it_answers_is_named_with_its_last_words(supervisor: Supervisor) -> None:
    web = Part("web", ENDS)
    supervisor.start(web)

    with pytest.raises(PartFailed, match=r"^web ended; its last words:\nno ink$"):
        supervisor.wait_for(web, lambda: False, seconds=10)


def test_a_part_that_stays_silent_is_named_too(supervisor: Supervisor) -> None:
    web = Part("web", STAYS)
    supervisor.start(web)

    with pytest.raises(PartFailed, match=r"^web did not answer within 0 s; its last words:\n$"):
        supervisor.wait_for(web, lambda: False, seconds=0.2)
    supervisor.stop()


def test_a_part_that_ignores_the_request_to_stop_is_stopped(
    supervisor: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("servicecentre.supervisor.GRACE", 0.2)
    part = Part("worker", STUBBORN)
    supervisor.start(part)
    process = part.process
    assert process is not None
    supervisor.wait_for(part, lambda: "up" in supervisor.last_words(part), seconds=10)

    supervisor.stop()

    assert process.returncode == -9


def test_a_fallen_part_is_reported_and_started_again_after_its_pause(
    supervisor: Supervisor, said: list[str]
) -> None:
    part = Part("beat", STAYS)
    supervisor.start(part)
    assert part.process is not None
    part.process.kill()
    part.process.wait()

    now = time.monotonic()
    running = []
    for later in (0, 0.9, 1.1):
        supervisor.look_at(part, now + later)
        running.append(part.process is not None)

    assert running == [False, False, True]
    assert said == [f"beat ended (-9); back in 1 s. See {supervisor.log(part)}"]
    supervisor.stop()


def test_a_log_that_grew_long_is_turned_over(supervisor: Supervisor) -> None:
    part = Part("web", ENDS)
    supervisor.logs.mkdir()
    supervisor.log(part).write_bytes(b"x" * (LONGEST_LOG + 1))

    supervisor.start(part)
    supervisor.stop()

    assert sorted(path.name for path in supervisor.logs.iterdir()) == ["web.log", "web.old.log"]
