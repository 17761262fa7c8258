"""S11: nothing personal in groups, and Lotse leaves groups that are nobody's."""

from __future__ import annotations

import pytest

from bot.conversation import dispatcher
from bot.conversation.types import (
    BotMembership,
    ChatKind,
    Command,
    Content,
    Incoming,
    Migrated,
    Pressed,
    Reply,
    Text,
)
from bot.services import retention
from bot.store import initiatives
from tests.support.lives import base36, coordinator, found, group_event
from tests.support.talk import Talk

GROUP = -100_123


async def happens(
    talk: Talk, content: Content, sender: int | None, chat: ChatKind = ChatKind.GROUP
) -> Reply:
    incoming = Incoming(
        seq=0,
        chat_id=GROUP,
        chat=chat,
        sender_id=sender,
        content=content,
        message_id=5,
        first_name="QZX",
    )
    return await talk.database.write(
        lambda tx: dispatcher.answer(tx, incoming, talk.clock.now(), talk.house)
    )


async def linked(talk: Talk) -> int:
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    await group_event(talk, GROUP, 2, present=True)
    await talk.deliver()
    await boss.presses("Café")
    return initiative


async def group_of(talk: Talk) -> int | None:
    group = await talk.database.read(lambda tx: initiatives.find_group(tx, GROUP))
    return None if group is None else group.initiative_id


@pytest.mark.parametrize("sender", [None, 99])
async def test_a_group_to_which_a_stranger_added_it_is_left(talk, sender):
    assert await group_event(talk, GROUP, sender, present=True) == Reply(leave=True)


async def test_a_group_to_which_a_volunteer_added_it_is_left(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    from tests.support.lives import poster

    await talk.joins(2, await poster(talk, initiative))
    assert await group_event(talk, GROUP, 2, present=True) == Reply(leave=True)


async def test_the_question_whose_group_it_is_is_asked_privately(talk):
    lead = await talk.lead(1)
    await found(talk, lead, "Café")
    reply = await group_event(talk, GROUP, 1, present=True)
    await talk.deliver()
    assert (reply, "Café" in " ".join(lead.labels)) == (Reply(), True)


@pytest.mark.parametrize("after", [True, False])
async def test_a_first_message_before_the_news_of_membership_changes_nothing(talk, after):
    await talk.lead(1)
    if not after:
        assert await happens(talk, Text(text="Hallo", html="Hallo"), 1) == Reply()
    await group_event(talk, GROUP, 1, present=True)
    if after:
        assert await happens(talk, Text(text="Hallo", html="Hallo"), 1) == Reply()
    group = await talk.database.read(lambda tx: initiatives.find_group(tx, GROUP))
    assert group is not None


async def test_a_post_in_an_unknown_channel_makes_it_leave(talk):
    content = Text(text="Hallo", html="Hallo")
    assert await happens(talk, content, None, ChatKind.CHANNEL) == Reply(leave=True)


@pytest.mark.parametrize(
    "content",
    [
        *(Command(name=name) for name in ("start", "mydata", "roster", "my", "forget", "inbox")),
        Text(text="QZX Wer kommt?", html="QZX Wer kommt?"),
        Pressed(data="1:mydata"),
        Pressed(data="1:roster:0"),
    ],
    ids=str,
)
async def test_nothing_personal_is_said_in_a_group(talk, content):
    await linked(talk)
    reply = await happens(talk, content, 2)
    spoken = "".join(show.message.html for show in reply.shows) + (reply.toast or "")
    assert not any(word in spoken for word in ("QZX", "Berta", "Café", "Ada", "Lena"))
    assert all(not show.message.buttons and show.message.document is None for show in reply.shows)


async def test_somebody_who_writes_in_a_group_is_not_stored(talk):
    await linked(talk)
    await happens(talk, Text(text="Hallo", html="Hallo"), 4242)
    await happens(talk, Command(name="start"), 4242)
    known = await talk.database.read(
        lambda tx: tx.count("SELECT count(*) FROM person WHERE telegram_id = 4242")
    )
    assert known == 0


@pytest.mark.parametrize("by", [1, 99, None])
async def test_a_change_of_its_rights_in_a_linked_group_changes_nothing(talk, by):
    initiative = await linked(talk)
    reply = await happens(talk, BotMembership(present=True), by)
    assert (reply, await group_of(talk)) == (Reply(), initiative)


async def test_a_group_is_forgotten_when_it_is_removed_from_it(talk):
    await linked(talk)
    await group_event(talk, GROUP, 99, present=False)
    assert await talk.database.read(lambda tx: initiatives.find_group(tx, GROUP)) is None


async def test_a_group_nobody_claims_is_left_after_a_day(talk):
    await talk.lead(1)
    await group_event(talk, GROUP, 1, present=True)
    talk.clock.advance(hours=25)
    await talk.database.write(lambda tx: retention.run(tx, talk.clock.now(), talk.house.erased))
    await talk.deliver()
    assert talk.left == [GROUP]


async def test_nobody_but_who_added_it_says_whose_group_it_is(talk):
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    await group_event(talk, GROUP, 2, present=True)
    await lead.forges(f"1:group:{base36(GROUP)}:{base36(initiative)}")
    assert await group_of(talk) is None
    await talk.deliver()
    await boss.presses("Café")
    assert await group_of(talk) == initiative


async def test_a_group_that_is_nobodys_is_left(talk):
    lead = await talk.lead(1)
    await found(talk, lead, "Café")
    await group_event(talk, GROUP, 1, present=True)
    await talk.deliver()
    await lead.forges(f"1:group:{base36(GROUP)}:0")
    await talk.deliver()
    assert talk.left == [GROUP]


async def test_a_group_that_became_another_keeps_its_initiative(talk):
    initiative = await linked(talk)
    await happens(talk, Migrated(new_chat_id=GROUP - 1), None)
    moved = await talk.database.read(lambda tx: initiatives.find_group(tx, GROUP - 1))
    assert moved is not None
    assert (moved.initiative_id, await group_of(talk)) == (initiative, None)
