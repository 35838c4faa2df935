# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""How complete a place's dossier is: the mean of a few plain questions, each of which names what is missing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

NAMED = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: of `want` things `have` are documented; `missing` names some of the others. `slug` names the question."""

    slug: str
    have: int
    want: int
    missing: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many are missing beyond those named."""
        return self.want - self.have - len(self.missing)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that ought to be documented: its name, and by question whether it is (a question left out is not asked)."""

    name: str
    answers: dict[str, bool]


def asked(questions: Sequence[str], things: Iterable[Thing]) -> list[Answer]:
    """The questions in order, without those that nothing is asked."""
    found = []
    known = list(things)
    for slug in questions:
        of = [thing for thing in known if slug in thing.answers]
        missing = sorted(thing.name for thing in of if not thing.answers[slug])
        if of:
            found.append(Answer(slug, len(of) - len(missing), len(of), tuple(missing[:NAMED])))
    return found


def percent_of(answers: Iterable[Answer]) -> int:
    """The mean of the questions in whole per cent, rounded down: 100 means that nothing is missing. Nothing asked: 0."""
    known = list(answers)
    if not known:
        return 0
    if all(answer.have == answer.want for answer in known):
        return 100
    return min(99, int(sum(answer.have * 100 / answer.want for answer in known) / len(known)))
