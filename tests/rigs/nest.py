"""Sweepers that are killed or stopped: `python -m tests.rigs.nest NAME … --count 3 --kills 200 --every 0.1 --seed 1`.

One process sets Django up and forks sweepers, so that a killed one is back at once. It kills one of them, drawn from
the seed, at intervals drawn from the seed, until enough have died; then it lets them work. One that stands still
(SIGSTOP) goes on after `--still` seconds. Told to stop (SIGTERM) it ends them and says, as JSON, how many it killed.
`--with MODULE:FUNCTION` prepares the sweepers: shortens a pause, registers a sweep of the rig's own, or puts the
variant in place that must fail.
"""

import json
import os
import random
import signal
import sys
import time
from argparse import ArgumentParser, Namespace
from importlib import import_module
from typing import NoReturn

import django

from servicecentre.supervisor import die_with


def main(asked: Namespace) -> None:
    """Fork, kill, fork again, until told to stop."""
    django.setup()
    for prepare in asked.prepare:
        module, _, function = prepare.partition(":")
        getattr(import_module(module), function)()
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda sign, _frame: told.append(sign))
    _die_with(os.getppid())
    draw, sweepers, killed, started = random.Random(asked.seed), list[int](), 0, 0  # noqa: S311 -- no secret
    still: dict[int, float] = {}
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while not told:
        while len(sweepers) < asked.count:
            sweepers.append(_fork(asked))
            started += 1
        time.sleep(asked.every * draw.uniform(0.5, 1.5))
        if killed < asked.kills and not told:
            victim = draw.choice(sweepers)
            os.kill(victim, signal.SIGKILL)
            killed += 1
        sweepers = [pid for pid in sweepers if _lives(pid, still, time.monotonic() + asked.still)]
        _wake(still)
    for pid in sweepers:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGCONT)
        os.waitpid(pid, 0)
    sys.stdout.write(json.dumps({"kills": killed, "started": started}) + "\n")


def _lives(pid: int, still: dict[int, float], until: float) -> bool:
    """Whether it has not died; one that stands still is noted, with the moment at which it goes on."""
    found, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
    if found and os.WIFSTOPPED(status):
        still[pid] = until
    return not found or os.WIFSTOPPED(status)


def _wake(still: dict[int, float]) -> None:
    """Let those go on that have stood still long enough."""
    for pid in [pid for pid, until in still.items() if until < time.monotonic()]:
        del still[pid]
        os.kill(pid, signal.SIGCONT)


def _die_with(parent: int) -> None:
    """A rig that falls leaves nobody behind."""
    if (ask := die_with(parent)) is not None:
        ask()


def _fork(asked: Namespace) -> int:
    nest = os.getpid()
    pid = os.fork()
    if not pid:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
        _die_with(nest)
        _sweep(asked)
    return pid


def _sweep(asked: Namespace) -> NoReturn:
    from records import sweeps  # noqa: PLC0415 -- Django has to be set up first

    while True:
        for name in asked.names:
            sweeps.run(name)
        time.sleep(asked.pace)


def _asked(words: list[str]) -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("names", nargs="+")
    parser.add_argument("--count", type=int, default=3)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--still", type=float, default=0.0)
    parser.add_argument("--every", type=float, default=0.1)
    parser.add_argument("--pace", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--with", action="append", default=[], dest="prepare")
    return parser.parse_args(words)


if __name__ == "__main__":
    main(_asked(sys.argv[1:]))
