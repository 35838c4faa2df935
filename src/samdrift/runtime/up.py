# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""`samdrift up`: everything on this machine, kept alive, until it is told to stop."""

import argparse
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from samdrift.runtime import before_start, config, installation, joining
from samdrift.runtime.embedded import lock
from samdrift.runtime.installation import Installation
from samdrift.runtime.supervise.part import Part
from samdrift.runtime.supervise.supervisor import Supervisor


def say(words: str) -> None:
    """One line for the person who started us, at once."""
    print(words, flush=True)


def main(argv: list[str]) -> int:
    """Run it all. Exit status 0 after a stop, 1 when it could not be started."""
    parser = argparse.ArgumentParser(prog="samdrift up", description=__doc__)
    parser.parse_args(argv)
    settings = config.load()

    def parts(here: Installation) -> tuple[list[Part], Callable[[], None]]:
        environment = here.environment()
        listed = [*here.foundations(), here.migration(environment), *here.product(environment)]
        return listed, lambda: _tell_address(settings, environment)

    return run(settings, parts, port_remedy="choose another with SAMDRIFT_PORT")


def run(
    settings: config.Config,
    parts: Callable[[Installation], tuple[Sequence[Part], Callable[[], None]]],
    *,
    port_remedy: str,
) -> int:
    """Check, plan, and supervise what `parts` lists; what it answers beside them is called when all is up."""
    before_start.vendor_files()
    data_dir = settings.data_dir.resolve()
    before_start.room_on_disk(data_dir)
    before_start.may_write(data_dir)
    held = lock.take(data_dir / "run" / "in-use", folder=data_dir)
    try:
        before_start.predecessors_gone(data_dir / "run" / "children.json")
        before_start.port_free(settings.host, settings.port, remedy=port_remedy)
        here = installation.plan(settings)
        listed, when_up = parts(here)
        joining.leave_note(data_dir, {name: value for part in listed for name, value in (part.env or {}).items()})
        return Supervisor(listed, folder=data_dir, say=say).run(when_up=when_up)
    finally:
        joining.remove_note(data_dir)
        held.release()


def _tell_address(settings: config.Config, environment: Mapping[str, str]) -> None:
    say(f"\nSamdrift is ready: {settings.base_url()}/")
    link = subprocess.run(
        [sys.executable, "-m", "samdrift.runtime.cli", "setup-link"],
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    if link:
        say(f"Nobody administers it yet. Open this once, within 24 hours, to make the first account:\n  {link}")
    say("Ctrl-C stops everything.\n")
