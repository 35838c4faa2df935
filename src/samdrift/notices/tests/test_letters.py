# SPDX-FileCopyrightText: 2026 The Samdrift maintainers
# SPDX-License-Identifier: MPL-2.0
"""Each person hears each change once: never twice, never what is internal, and not at all only while the mail server is down."""

from datetime import timedelta

import pytest

from samdrift.kernel.errors import NotNow, Refused
from samdrift.notices import words
from samdrift.notices.commands import send, tell
from samdrift.notices.models import Notice
from samdrift.notices.queries import my_notices, notices_about
from samdrift.parties.testing import actor_of, make_person
from samdrift.platform.actor import system_actor
from samdrift.platform.scope import acting_as
from samdrift.servicedesk.testing import MONDAY_NINE
from samdrift.servicedesk.types import Audience, CaseInfo

SYSTEM = system_actor("test")


class Postman:
    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def send(self, letter):
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        self.sent.append(letter)


@pytest.fixture
def audience(cast):
    with acting_as(SYSTEM):
        yield Audience(case_id=7, municipality_id=cast.city.pk, places=frozenset({cast.place.pk}), people=frozenset())


def queue(audience, change="entry:1", **more):
    return tell(
        audience=audience,
        change=change,
        wording=lambda p: (f"To {p.name}", "Text"),
        actor=SYSTEM,
        at=MONDAY_NINE,
        **more,
    )


def test_everybody_at_the_place_is_told_once_however_often_the_fact_arrives(cast, audience):
    make_person(["requester"], city=cast.city, place=cast.place)
    make_person(["requester"], city=cast.city)
    assert queue(audience) == 2
    assert queue(audience) == 0
    assert Notice.objects.count() == 2


def test_the_writer_is_not_told_what_they_wrote(cast, audience):
    assert queue(audience, but=cast.requester.pk) == 0


def test_what_was_written_at_one_place_is_not_told_at_another(cast, audience):
    assert queue(audience, only_place_id=cast.place.pk + 1000) == 0


def test_a_letter_goes_out_once(cast, audience):
    queue(audience)
    postman = Postman()
    notice = Notice.objects.get()
    assert send(notice_id=notice.pk, mailer=postman, actor=SYSTEM, at=MONDAY_NINE) is True
    assert send(notice_id=notice.pk, mailer=postman, actor=SYSTEM, at=MONDAY_NINE) is False
    assert [letter.to for letter in postman.sent] == [cast.requester.email]


def test_while_the_mail_server_is_down_the_letter_waits_with_the_reason_and_then_goes(audience):
    queue(audience)
    postman = Postman(NotNow("does not answer", where="mail server"))
    notice = Notice.objects.get()
    with pytest.raises(NotNow):
        send(notice_id=notice.pk, mailer=postman, actor=SYSTEM, at=MONDAY_NINE)
    notice.refresh_from_db()
    assert (notice.state, notice.error, notice.tries) == ("queued", "mail server: does not answer", 1)
    assert send(notice_id=notice.pk, mailer=postman, actor=SYSTEM, at=MONDAY_NINE + timedelta(minutes=1)) is True
    notice.refresh_from_db()
    assert (notice.state, notice.error) == ("sent", "")


def test_an_address_that_is_refused_is_not_tried_for_ever(audience):
    queue(audience)
    notice = Notice.objects.get()
    assert send(notice_id=notice.pk, mailer=Postman(Refused("550 no such user")), actor=SYSTEM, at=MONDAY_NINE) is False
    notice.refresh_from_db()
    assert notice.state == "refused"


def test_letters_of_one_case_keep_together(audience):
    queue(audience, "case:7:opened")
    queue(audience, "entry:2")
    postman = Postman()
    for notice in Notice.objects.order_by("pk"):
        send(notice_id=notice.pk, mailer=postman, actor=SYSTEM, at=MONDAY_NINE)
    assert postman.sent[1].in_reply_to == postman.sent[0].message_id


def test_only_the_receiver_and_the_citys_desk_read_a_letter(cast, audience):
    queue(audience)
    for user, mine, about in (
        (cast.requester, 1, 0),
        (cast.owner, 0, 1),
        (cast.mate, 0, 0),
        (cast.stranger, 0, 0),
        (cast.nobody, 0, 0),
    ):
        actor = actor_of(user)
        with acting_as(actor):
            assert (len(my_notices(actor)), len(notices_about(actor, 7))) == (mine, about), user


@pytest.mark.parametrize(("language", "word"), [("da", "Hej"), ("nb", "Hei"), ("en", "Hi")])
def test_the_words_are_the_receivers(language, word):
    case = CaseInfo(
        1, "S-2026-000001", 1, None, None, 5, "incident", "t", "d", 1, "open", None, None, "da", MONDAY_NINE, None, ()
    )
    subject, body = words.resolved(case, "X", language=language, link="http://s/my-place/", name="Ida")
    assert body.startswith(f"{word} Ida,")
    assert subject.startswith("[S-2026-000001] ")
