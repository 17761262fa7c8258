"""What newcomer and companion write finds its way: from every card, corrected, and in danger."""

from __future__ import annotations

import pytest

from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain.companions import RequestState, Side
from bot.domain.rendered import FileRef
from tests.journeys.scene import Scene, place_of, reads
from tests.journeys.steps import DANGER, writes
from tests.journeys.test_companion import (
    asks,
    cleared,
    matched,
    newcomer,
    number_of,
    on,
    said,
    trip,
)
from tests.support.talk import Talker


async def arrives(scene: Scene, sender: Talker, reader: Talker, text: str) -> int:
    """Deliver, check that the other one reads just this, and return the message's number."""
    request = number_of(sender, "companion_write")
    name = (await sender.standing()).person.name or "?"
    await scene.tick()
    return place_of(reader, c.CompanionWords(request_id=request, name=name, text=text))


async def test_a_reply_to_any_card_of_the_match_reaches_the_other_one(scene: Scene) -> None:
    nour, vera, _ = await matched(scene)
    request = number_of(nour, "companion_write")
    to_vera = reads(nour, said(request, c.TalkNote.SENT, Side.NEWCOMER))
    to_nour = reads(vera, said(request, c.TalkNote.SENT, Side.COMPANION))
    # Vera answers the card that thanked her for coming along, Nour her own request.
    thanked = on(vera, "companion_out")
    await nour.presses("companion_mine", on=on(nour, "companion_mine"))
    mine = nour.at
    await vera.says("Bis bald", reply_to=thanked)
    assert vera.screen == to_nour
    await arrives(scene, vera, nour, "Bis bald")
    await nour.says("Bis dann", reply_to=mine)
    assert nour.screen == to_vera
    await arrives(scene, nour, vera, "Bis dann")

    # The same holds for the cards behind the buttons, and for the notes about the writing.
    await nour.says("/companion")
    await nour.says("Vor der Tür", reply_to=nour.at)
    assert nour.screen == to_vera
    await arrives(scene, nour, vera, "Vor der Tür")
    await nour.says("Links", reply_to=nour.at)
    await nour.presses("companion_end", on=on(nour, "companion_end"))
    await nour.says("Oder rechts", reply_to=nour.at)
    assert nour.screen == to_vera
    await arrives(scene, nour, vera, "Oder rechts")
    await vera.says("/my")
    await vera.presses("companion_duty")
    await vera.says("Gut", reply_to=vera.at)
    assert vera.screen == to_nour
    await arrives(scene, vera, nour, "Gut")

    # A card that has become the menu leads to nobody: what is written there is a question.
    await nour.says("/companion")
    await nour.presses("menu")
    await nour.says("Foo", reply_to=nour.at)
    assert nour.screen != to_vera
    before = len(vera.messages)
    await scene.tick()
    assert len(vera.messages) == before

    # Once it has ended, they hear that nothing passes; the question is not answered by a topic.
    await nour.presses("companion_end", on=on(nour, "companion_end"))
    await nour.presses("companion_end_yes")
    before = len(nour.messages)
    await vera.says("Hallo?", reply_to=thanked)
    assert vera.screen == reads(vera, said(request, c.TalkNote.CLOSED, Side.COMPANION))
    await scene.tick()
    assert len(nour.messages) == before


async def test_a_request_that_was_sent_leads_to_the_companion_once_there_is_one(
    scene: Scene,
) -> None:
    cafe = await scene.initiative()
    vera = await cleared(scene, cafe, "Vera")
    nour = await newcomer(scene)
    await asks(nour)
    card = nour.at
    request = number_of(nour, "companion_change")
    await nour.says("Foo", reply_to=card)  # nobody is there yet: a question as any other
    note = {one: said(request, one, Side.NEWCOMER) for one in c.TalkNote}
    assert nour.screen not in [reads(nour, one) for one in note.values()]
    await scene.tick()
    await vera.presses("companion_yes")
    await nour.says("Danke", reply_to=card)
    assert nour.screen == reads(nour, note[c.TalkNote.SENT])
    await scene.tick()
    place_of(vera, c.CompanionWords(request_id=request, name="Nour", text="Danke"))

    # Whoever got out reads nothing more, and what they answer does not pass.
    old = on(vera, "companion_write")
    await vera.presses("companion_out", on=on(vera, "companion_out"))
    await vera.presses("companion_out_yes")
    before = len(nour.messages)
    await vera.says("Foo", reply_to=old)
    await nour.says("Foo", reply_to=card)
    assert nour.screen not in [reads(nour, one) for one in note.values()]
    lost = c.CompanionLost(request_id=request, trip=trip(scene.language))
    await scene.tick()
    place_of(nour, lost)
    assert len(nour.messages) == before + 2  # the answer to Nour's own words, and the news
    state = c.CompanionRequest(
        request_id=request, trip=trip(scene.language), state=RequestState.SEARCHING
    )
    await nour.says("/companion")
    assert nour.screen == reads(nour, state)


async def test_corrected_words_reach_the_other_one_once(scene: Scene) -> None:
    nour, vera, clara = await matched(scene)
    request = number_of(nour, "companion_write")
    await nour.presses("companion_write", on=on(nour, "companion_write"))
    typed = await writes(nour, "Um 9 Uhr")
    await arrives(scene, nour, vera, "Um 9 Uhr")
    corrected = reads(nour, said(request, c.TalkNote.CORRECTED, Side.NEWCOMER))
    await writes(nour, "Um 10 Uhr", correcting=typed)
    assert nour.screen == corrected
    await scene.tick()
    again = c.CompanionWords(request_id=request, name="Nour", text="Um 10 Uhr", corrected=True)
    at = place_of(vera, again)
    # The same words once more, as Telegram reports a mere change of the preview, pass no more.
    before = len(vera.messages)
    await writes(nour, "Um 10 Uhr", correcting=typed)
    assert nour.screen == corrected
    await scene.tick()
    assert len(vera.messages) == before
    # A correction is answered like any other message, and a reply is corrected as well.
    await vera.says("Jut", reply_to=at)
    said_at = await scene.talk.database.read(
        lambda tx: tx.scalar(
            "SELECT max(message_id) FROM companion_relay WHERE words_id IS NOT NULL"
        )
    )
    await arrives(scene, vera, nour, "Jut")
    await writes(vera, "Gut", correcting=int(said_at))
    await scene.tick()
    theirs = c.CompanionWords(request_id=request, name="Vera", text="Gut", corrected=True)
    place_of(nour, theirs)

    # What nobody has read yet simply changes: the other one reads it once, as it stands last.
    await nour.presses("companion_write", on=on(nour, "companion_write"))
    typed = await writes(nour, "Ich bin dort")
    await writes(nour, "Ich bin da", correcting=typed)
    assert nour.screen == corrected
    before = len(vera.messages)
    await arrives(scene, nour, vera, "Ich bin da")
    assert len(vera.messages) == before + 1

    # A report shows what was written first, too; and afterwards no correction passes.
    await vera.presses("companion_report", on=on(vera, "companion_report"))
    await vera.presses("companion_report_yes")
    await scene.tick()
    for words in ("Um 9 Uhr", "Um 10 Uhr", "Jut", "Gut", "Ich bin da"):
        assert any(words in text for text in clara.texts), words
    before = len(vera.messages)
    await writes(nour, "Ich bin nicht da", correcting=typed)
    assert nour.screen == reads(nour, said(request, c.TalkNote.CLOSED, Side.NEWCOMER))
    await scene.tick()
    assert len(vera.messages) == before


@pytest.mark.parametrize("way", ["step", "reply", "caption", "correction"])
async def test_words_of_danger_to_a_companion_bring_the_emergency_card_first(
    scene: Scene, way: str
) -> None:
    nour, vera, _ = await matched(scene)
    request, words = number_of(nour, "companion_write"), DANGER[scene.language]
    card = on(nour, "companion_write")
    if way == "step":
        await nour.presses("companion_write", on=card)
        await nour.says(words, replies=2)
    elif way == "reply":
        await nour.says(words, reply_to=card, replies=2)
    elif way == "caption":
        await nour.sends(FileRef(kind="photo", file_id="p1"), words, reply_to=card, replies=2)
    else:
        await nour.presses("companion_write", on=card)
        typed = await writes(nour, "Hallo")
        await writes(nour, words, correcting=typed, replies=2)
    [*_, first, last] = list(nour.messages.values())
    assert first == reads(nour, m.Emergency(danger=True))
    note = c.TalkNote.CORRECTED if way == "correction" else c.TalkNote.SENT
    assert last == reads(nour, said(request, note, Side.NEWCOMER))
    await scene.tick()
    assert words in vera.text  # they pass nevertheless

    # A companion who repeats the words is not meant.
    await vera.says(words, reply_to=vera.at)
    assert vera.screen == reads(vera, said(request, c.TalkNote.SENT, Side.COMPANION))


async def test_words_of_danger_while_asking_for_somebody_bring_the_card_first(
    scene: Scene,
) -> None:
    await cleared(scene, await scene.initiative(), "Vera")
    nour = await newcomer(scene)
    await asks(nour)
    await nour.presses("companion_change")  # the preview
    for action in ("companion_send", "companion_set"):
        await nour.says(DANGER[scene.language], replies=2)
        assert list(nour.messages.values())[-2] == reads(nour, m.Emergency(danger=True))
        assert nour.offers(action)
        if action == "companion_send":
            await nour.presses("companion_at", "place")


async def test_the_card_comes_first_even_when_nothing_passes_any_more(scene: Scene) -> None:
    nour, vera, _ = await matched(scene)
    request, card = number_of(nour, "companion_write"), on(nour, "companion_write")
    await vera.presses("companion_write", on=on(vera, "companion_write"))
    await vera.says("Hallo")
    await scene.tick()
    await nour.presses("companion_end", on=on(nour, "companion_end"))
    await nour.presses("companion_end_yes")
    await nour.says(DANGER[scene.language], reply_to=card, replies=2)
    [*_, first, last] = list(nour.messages.values())
    assert first == reads(nour, m.Emergency(danger=True))
    assert last == reads(nour, said(request, c.TalkNote.CLOSED, Side.NEWCOMER))
