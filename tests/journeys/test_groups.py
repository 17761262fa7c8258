"""What Lotse promises in groups."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation import buttons, dispatcher
from bot.conversation.types import (
    Attachment,
    BotMembership,
    ChatKind,
    Command,
    Content,
    Incoming,
    Migrated,
    Pressed,
    Reply,
    Text,
    Unsupported,
)
from bot.domain import messages as m
from bot.domain.messages import Note
from bot.domain.people import Role
from bot.domain.rendered import FileRef, Press
from bot.texts.limits import visible
from tests.journeys.scene import Scene, note
from tests.journeys.steps import newcomer, shows, stranger
from tests.support.talk import Talker

CHAT = -1001


@dataclass
class Group:
    """A group as its members see it."""

    scene: Scene
    chat_id: int = CHAT
    kind: ChatKind = ChatKind.GROUP

    async def hears(self, who: Talker | None, content: Content) -> Reply:
        """Lead what happens in the group to Lotse; return what it does there."""
        talk = self.scene.talk
        incoming = Incoming(
            seq=talk.next_id(),
            chat_id=self.chat_id,
            chat=self.kind,
            sender_id=None if who is None else who.telegram_id,
            content=content,
            message_id=talk.next_id(),
            app_language=None if who is None else who.app_language,
            first_name="" if who is None else who.first_name,
        )
        return await talk.database.write(
            lambda tx: dispatcher.answer(tx, incoming, talk.clock.now(), talk.house)
        )


async def test_a_group_hears_only_where_to_write(scene: Scene):
    initiative = await scene.initiative()
    clara = await scene.hero(initiative, Role.COORDINATOR, "Clara")
    bela = await scene.hero(initiative, name="Bela")
    guest = stranger(scene, "Cem")
    group = Group(scene)
    await group.hears(clara, BotMembership(present=True))
    await scene.tick()
    await clara.presses("group", CHAT, initiative.id)

    for who in (clara, bela, guest):
        for name in ("start", "my", "roster", "mydata", "help"):
            reply = await group.hears(who, Command(name=name))
            [shown] = reply.shows
            said = visible(shown.message.html)
            assert "https://t.me/lotse_test_bot" in said
            assert shown.message.buttons == ()
            for hidden in ("Clara", "Bela", "Cem", initiative.name):
                assert hidden not in said
    photo = Attachment(file=FileRef(kind="photo", file_id="p"))
    for content in (Text(text="Ada?", html="Ada?"), photo, Unsupported(), Pressed(data="1:my")):
        assert await group.hears(bela, content) == Reply()
    assert await guest.id() is None, "somebody was stored because of a group"


async def test_a_coordinator_links_a_group(scene: Scene):
    tea = await scene.initiative("Teestube")
    bikes = await scene.initiative("Radwerkstatt")
    hero = await scene.hero(tea, Role.COORDINATOR)
    await scene.coordinator(bikes)
    group = Group(scene)
    assert await group.hears(hero, BotMembership(present=True)) == Reply()
    await scene.tick()
    shows(hero, m.GroupChoice(chat_id=CHAT, initiatives=((tea.id, tea.name),)))
    choice, wording = hero.at, hero.screen
    forged = Press(action="group", args=(CHAT, bikes.id))
    await hero.forges(buttons.encode(forged))  # not hers, and not on her screen
    assert hero.screen == wording
    await hero.presses("group", CHAT, tea.id)
    shows(hero, m.GroupLinked(initiative=tea.name))

    # Somebody makes the bot an admin: it stays, and nobody is asked again.
    assert await group.hears(stranger(scene), BotMembership(present=True)) == Reply()
    await scene.tick()
    assert hero.at == choice

    # The group becomes a supergroup and stays whose it is.
    await group.hears(None, Migrated(new_chat_id=-1002))
    moved = Group(scene, chat_id=-1002)
    assert (await moved.hears(hero, Command(name="start"))).shows

    # A second group that nobody wants is left.
    other = Group(scene, chat_id=-1003)
    await other.hears(hero, BotMembership(present=True))
    await scene.tick()
    await hero.presses("group", -1003, 0)
    assert hero.screen == note(hero, Note.DECLINED)
    await scene.tick()
    assert scene.talk.left == [-1003]


async def test_a_strangers_group_is_left(scene: Scene):
    initiative = await scene.initiative()
    for kind in (ChatKind.GROUP, ChatKind.CHANNEL):
        group = Group(scene, kind=kind)
        for who in (stranger(scene), await newcomer(scene), await scene.hero(initiative)):
            assert await group.hears(who, Command(name="start")) == Reply()
            assert await group.hears(who, BotMembership(present=True)) == Reply(leave=True)
            await group.hears(who, BotMembership(present=False))
    stored = await scene.talk.database.read(
        lambda tx: tx.scalar("SELECT count(*) FROM linked_group")
    )
    assert stored == 0
    await scene.tick()
    assert scene.talk.left == []
