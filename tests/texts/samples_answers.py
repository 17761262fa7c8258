"""Lifelike values of the messages about topics, answers of a place, and addresses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain import messages_directory as d
from bot.domain import messages_faq_desk as f
from bot.domain import messages_newcomer as n
from bot.domain import messages_topics as t
from bot.domain.activities import Activity, ActivityView
from bot.domain.directory import CardKind, ContactCard
from bot.domain.local_answers import Change, Fault
from bot.domain.shifts import Shift

DAY = date(2026, 11, 2)
TOPICS = (("doctor", "Zum Arzt gehen"), ("registration-of-address", "Wohnung anmelden"))
GROUPS = (("emergency", 7), ("health", 7), ("local", 2), ("unknown", 1))
BODY = "Kommen Sie ohne Termin.\n\n- Montag 9 Uhr\n- **kostenlos**"
CARD = ContactCard(
    id=4,
    kind=CardKind.ADVICE,
    name="Beratungsstelle Musterstadt",
    town="Musterstadt",
    address="Hauptstraße 1",
    hours="Mo–Fr 9–12",
    phone="+492000123456",
    website="https://beratung.example.org",
    languages=("ar", "uk"),
    latitude=51.5,
    longitude=7.7,
    checked_on=DAY,
)
BARE = ContactCard(id=5, kind=CardKind.OTHER, name="Amt", checked_on=DAY)
TEXT = n.Paragraph(spans=(n.Span(kind="text", text="Kommen Sie ohne Termin."),))
LOCAL = n.TopicAnswer(
    slug="local-1",
    language="de",
    title="Bücherei am Markt",
    lead=TEXT,
    rest=(),
    sources=(),
    checked_on=DAY,
    due=False,
    phones=(),
    related=(),
    fallback=False,
    german=False,
    reviewed=True,
    newer="uk",
    local=True,
    beside=n.Beside(
        cards=((CARD, False), (replace(CARD, id=6, name="Jugendamt"), True)),
        more_cards=True,
        ask_town=True,
        dates=(
            ActivityView(
                shift=Shift(
                    id=7,
                    initiative_id=1,
                    initiative="Sprachcafé Musterstadt",
                    town="Musterstadt",
                    task="Kaffee",
                    place="Begegnungszentrum",
                    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
                    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
                    capacity=4,
                ),
                activity=Activity(id=1, initiative_id=1, title="Sprachcafé", languages=("ar",)),
            ),
        ),
        companion=True,
        volunteer=True,
    ),
)
PLAIN = replace(LOCAL, beside=n.NOTHING_BESIDE)
TOPIC = f.DeskTopic(
    slug="doctor",
    title="Zum Arzt gehen",
    languages=(
        f.LanguageState(language="de", state="current", local=True),
        f.LanguageState(language="en", state="machine", local=False),
        f.LanguageState(language="uk", state="outdated", local=False),
        f.LanguageState(language="ar", state="missing", local=False),
    ),
    checked_on=DAY,
    due=False,
)
DESK_TEXT = f.DeskText(
    slug="doctor",
    language="de",
    title="Zum Arzt gehen",
    body=BODY,
    questions=("Wo ist ein Arzt?", "Ich bin krank"),
    state="current",
    local=True,
    own=False,
)
LINE = f.WordLine(mark=2**31, word="rollschuh", language="de", times=4)

SAMPLES = (
    t.Topics(groups=GROUPS),
    t.TopicGroup(group="health", topics=TOPICS, page=0, pages=1),
    t.TopicGroup(group="unknown", topics=TOPICS, page=1, pages=3),
    t.LetterWord(
        word="Bescheid", explanation="Eine Entscheidung vom Amt.", language="de", topics=TOPICS
    ),
    t.LetterWord(word="Bescheid", explanation="", language="uk", topics=TOPICS),
    *(t.Unread(kind=kind) for kind in t.UnreadKind),
    LOCAL,
    d.Addresses(town="", kinds=(), can_choose=False),
    d.Addresses(town="Musterstadt", kinds=tuple((one, 3) for one in CardKind), can_choose=True),
    d.Addresses(town="", kinds=((CardKind.OTHER, 1),), can_choose=True),
    d.AddressTowns(kind=CardKind.ADVICE, towns=((2**31, "Musterstadt"), (5, "Musterdorf"))),
    d.AddressList(cards=(CARD, BARE), due=(False, True), page=0, pages=2, kind="advice", mark=3),
    d.AddressList(cards=(CARD,), due=(False,), page=1, pages=3, slug="kita"),
    d.AddressList(cards=(), due=(), page=0, pages=1, kind="advice"),
    d.ChooseTown(towns=((2**31, "Musterstadt"), (5, "Musterdorf")), now="Bönen", back="kita"),
    d.ChooseTown(towns=(), now="", back="settings"),
    d.CardsDesk(
        cards=(
            (4, CardKind.ADVICE, "Beratungsstelle", "Musterstadt", True),
            (5, CardKind.OTHER, "Amt", "", False),
        ),
        page=1,
        pages=3,
        total=17,
        due=1,
    ),
    d.CardsDesk(cards=(), page=0, pages=1, total=0, due=0),
    d.CardView(card=CARD, is_new=False, due=True),
    d.CardView(card=replace(BARE, id=0), is_new=True, due=False),
    *(d.AskCard(card_id=4, field=field, wrong=True) for field in d.CardField),
    d.AskCard(card_id=0, field=d.CardField.TOWN, towns=((2**31, "Musterstadt"),)),
    d.AskCard(card_id=0, field=d.CardField.LANGUAGES, chosen=("ar", "uk")),
    d.CardDrop(card=CARD),
    d.CardGone(name="Beratungsstelle"),
    f.FaqDesk(due=0, local=0, incomplete=0, unanswered=0, lead=False),
    f.FaqDesk(due=61, local=3, incomplete=2, unanswered=7, lead=True),
    *(
        f.DeskTopics(
            which=which, topics=(("doctor", "Zum Arzt", DAY),), page=1, pages=3, total=17
        )
        for which in f.DeskList
    ),
    *(f.DeskTopics(which=which, topics=(), page=0, pages=1, total=0) for which in f.DeskList),
    f.DeskTopics(
        which=f.DeskList.DUE,
        topics=tuple((slug, title, None) for slug, title in TOPICS),
        page=0,
        pages=1,
        total=2,
    ),
    f.DeskGroups(groups=GROUPS),
    f.DeskGroup(group="health", topics=TOPICS, page=0, pages=2),
    TOPIC,
    replace(TOPIC, checked_on=None, due=True),
    replace(TOPIC, due=True),
    DESK_TEXT,
    replace(DESK_TEXT, state="outdated", local=False, model=BODY, model_language="uk"),
    replace(
        DESK_TEXT,
        title="",
        body="",
        questions=(),
        state="missing",
        local=False,
        model=BODY,
        model_language="uk",
    ),
    *(f.AskPart(part=part, language="de", now="Zum Arzt") for part in f.Part),
    f.AskPart(
        part=f.Part.BODY, language="de", now=BODY, faults=tuple(Fault), lead=312, whole=1100
    ),
    f.DraftReady(answer=PLAIN, questions=("Wo?",), changes=(Change.MEANING,)),
    f.DraftReady(answer=PLAIN, questions=(), changes=tuple(Change)),
    f.TextSaved(slug="doctor", language="de", title="Zum Arzt", own=False, outdated=("uk", "ar")),
    f.TextSaved(slug="local-1", language="de", title="Bücherei", own=True, outdated=()),
    f.TakeBackAsk(slug="doctor", language="de", title="Zum Arzt", original=True),
    f.TakeBackAsk(slug="local-1", language="de", title="Bücherei", original=False),
    f.TakenBack(slug="doctor", title="Zum Arzt", original=True),
    f.TakenBack(slug="", title="Bücherei", original=False),
    f.Unanswered(words=(LINE, replace(LINE, mark=3, word="погода", language="uk")), page=0,
                 pages=2, total=9),
    f.Unanswered(words=(), page=0, pages=1, total=0),
    f.UnansweredWord(line=LINE),
)  # fmt: skip
