"""What Lotse promises about addresses: leads keep them, newcomers find those of their town."""

from __future__ import annotations

from bot.conversation.types import Location
from bot.domain import messages_directory as d
from bot.domain.directory import CardKind
from bot.domain.languages import SPOKEN
from bot.domain.messages import Note, Say
from bot.domain.messages_directory import CardField
from bot.domain.people import Role
from tests.journeys.scene import Scene, hears, reads
from tests.journeys.steps import newcomer, sends
from tests.support.talk import Talker

SCHOOL = "school-enrolment"  # the school office helps with it
KITA = "kita"
OTHER_TOWN = "Zqxstadt"


async def lead(scene: Scene) -> Talker:
    """Return a lead who speaks the journey's language."""
    await scene.initiative(town="Unna")
    return await scene.member("Lena", language=scene.language, lead=True)


async def writes_card(who: Talker, name: str, kind: CardKind, town: str | None) -> int:
    """Write a card in the dialogue, only name, town and telephone; return its number."""
    await who.says("/faq")
    await who.presses("cards", 0)
    await who.presses("card_new")
    await who.presses("card_kind", kind)
    await who.says(name)
    if town is None:
        await who.presses("card_town", 0)
    else:
        await who.says(town)
    await who.presses("card_empty", "address")
    await who.presses("card_empty", "hours")
    await who.says("02303 271234")
    await who.presses("card_empty", "website")
    await who.presses("card_langs_ok")
    await who.presses("card_empty", "pin")
    await who.presses("card_save")
    return int(who.carried("card_drop")[0][0])


async def test_a_lead_keeps_the_addresses(scene: Scene):
    lena = await lead(scene)
    await lena.says("/faq")
    await lena.presses("cards", 0)
    await lena.presses("card_new")
    await lena.says("Zqx")  # the kind is pressed, not written
    assert lena.screen == reads(lena, d.AskCard(card_id=0, field=CardField.KIND))
    await lena.presses("card_kind", CardKind.SCHOOL_OFFICE)
    await lena.says("Zqxschulamt")
    await lena.presses("card_town", lena.carried("card_town")[0][0])
    await lena.says("Zqxgasse 1")
    await lena.says("Mo 9-12")
    await lena.says("zqx")
    wrong = d.AskCard(card_id=0, field=CardField.PHONE, wrong=True)
    assert lena.screen == reads(lena, wrong)
    await lena.says("02303 271234")
    await lena.says("kein netz")
    assert lena.screen == reads(lena, d.AskCard(card_id=0, field=CardField.WEBSITE, wrong=True))
    await lena.says("zqxschulamt.example/hilfe")
    assert [args[0] for args in lena.carried("card_lang")] == list(SPOKEN)
    await lena.presses("card_lang", "ar")
    await lena.presses("card_lang", "uk")
    await lena.presses("card_lang", "ar")
    await lena.presses("card_langs_ok")
    await sends(lena, Location(latitude=51.5, longitude=7.5), {"location": {"latitude": 51.5}})
    for piece in ("Zqxschulamt", "Zqxgasse 1", "Unna", "Mo 9-12", "+492303271234"):
        assert piece in lena.plain
    assert "https://zqxschulamt.example/hilfe" in lena.plain
    await lena.presses("card_edit", 0, "name")  # once more before it is saved
    await lena.says("Zqxschulamt Kreis")
    await lena.presses("card_save")
    assert lena.toast == hears(lena, Say(note=Note.SAVED))
    number = int(lena.carried("card_drop")[0][0])

    await lena.presses("card_edit", number, "hours")
    await lena.says("Di 14-16")
    assert "Di 14-16" in lena.plain
    assert "Mo 9-12" not in lena.plain
    # A year later somebody has to look at it again.
    scene.talk.clock.advance(days=400)
    await lena.says("/faq")
    await lena.presses("cards", 0)
    assert "⚠️" in lena.text
    await lena.presses("card", number)
    await lena.presses("card_checked", number)
    assert "⚠️" not in lena.text
    await lena.presses("card_map", number)
    assert lena.screen.venue is not None
    await lena.says("/faq")
    await lena.presses("cards", 0)
    await lena.presses("card", number)
    await lena.presses("card_drop", number)
    await lena.presses("card_drop_yes", number)
    await lena.presses("cards", 0)
    assert not lena.offers("card")


async def test_only_leads_keep_the_addresses(scene: Scene):
    clara = await scene.hero(await scene.initiative(), Role.COORDINATOR)
    await clara.says("/faq")
    assert not clara.offers("cards")
    await clara.forges("1:cards:0")
    assert clara.toast == hears(clara, Say(note=Note.NOT_ALLOWED))


async def test_an_answer_shows_the_addresses_of_my_town(scene: Scene):
    lena = await lead(scene)
    await writes_card(lena, "Zqxamt Unna", CardKind.SCHOOL_OFFICE, "Unna")
    await writes_card(lena, "Zqxamt anderswo", CardKind.SCHOOL_OFFICE, OTHER_TOWN)
    await writes_card(lena, "Zqxzentrum", CardKind.INTEGRATION_CENTRE, None)
    who = await newcomer(scene)
    await who.says(f"/start q_{SCHOOL}")
    assert "Zqxzentrum" in who.plain  # for all towns
    assert "Zqxamt" not in who.plain
    await who.presses("town", SCHOOL)
    await who.presses("notice_ok")
    await who.presses("Unna")
    assert "Zqxamt Unna" in who.plain
    assert "+492303271234" in who.plain
    assert "Zqxamt anderswo" not in who.plain
    assert not who.offers("town")
    if scene.language != "de":
        await who.presses("topic_de")
        assert "Zqxamt" not in who.plain
    # A topic without offices here stays as it is.
    await who.says(f"/start q_{KITA}")
    assert "Zqx" not in who.plain

    # Changed in the settings, the same answer shows the other town.
    await who.says("/settings")
    assert "Unna" in who.plain
    await who.presses("town", "settings")
    await who.presses(OTHER_TOWN)
    assert OTHER_TOWN in who.plain
    await who.says(f"/start q_{SCHOOL}")
    assert "Zqxamt anderswo" in who.plain
    await who.says("/settings")
    await who.presses("town", "settings")
    await who.presses("town_set", 0, "settings")
    await who.says(f"/start q_{SCHOOL}")
    assert "Zqxamt" not in who.plain


async def test_the_directory_can_be_searched(scene: Scene):
    lena = await lead(scene)
    await writes_card(lena, "Zqxamt Unna", CardKind.SCHOOL_OFFICE, "Unna")
    await writes_card(lena, "Zqxamt anderswo", CardKind.SCHOOL_OFFICE, OTHER_TOWN)
    for number in range(6):
        await writes_card(lena, f"Zqxstelle {number}", CardKind.ADVICE, "Unna")
    who = await newcomer(scene)
    await who.says("/topics")
    await who.presses("addresses")
    await who.presses("address_of", CardKind.SCHOOL_OFFICE, 0, 0)
    await who.presses("Unna")
    assert "Zqxamt Unna" in who.plain
    assert "anderswo" not in who.plain
    person = (await who.standing()).person
    assert person.notice_version is None  # nothing is stored for a look around
    await who.presses("addresses")
    await who.presses("address_of", CardKind.ADVICE, 0, 0)
    assert who.plain.count("Zqxstelle") == 4
    await who.presses("address_of", CardKind.ADVICE, 0, 1)
    assert who.plain.count("Zqxstelle") == 2
    assert who.offers("human")

    await who.presses("addresses")
    await who.presses("town", "addresses")
    await who.presses("notice_ok")
    await who.presses(OTHER_TOWN)
    assert [args[0] for args in who.carried("address_of")] == [CardKind.SCHOOL_OFFICE]
    await who.presses("address_of", CardKind.SCHOOL_OFFICE, 0, 0)
    assert "Zqxamt anderswo" in who.plain
