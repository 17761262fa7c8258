"""A stage with every role on it: who may do what is tried here, and undone after each try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial

from bot.conversation import buttons, dispatcher, registry
from bot.conversation.types import (
    ChatKind,
    Command,
    Content,
    Incoming,
    Pressed,
    Reply,
    Text,
)
from bot.domain.directory import CardKind, ContactCard
from bot.domain.messages import Note, Say
from bot.domain.people import (
    Initiative,
    JoinMode,
    MembershipState,
    Person,
    Role,
    Standing,
)
from bot.domain.rendered import Press
from bot.services import (
    announcements,
    clearances,
    privacy,
    question_helpers,
    questions,
    search_desk,
    searches,
    signups,
)
from bot.store import dialogs, directory, initiatives, merges, people, places, unanswered
from bot.store.database import Tx
from bot.store.places import Pin
from bot.store.unanswered import Word
from bot.texts.render import Reader, render, toast
from tests.services.world import START, World, open_world, snapshot
from tests.support.accompanied import accompany
from tests.support.repeating import weekly
from tests.support.talk import ZONE, make_house

HOUSE = make_house(lambda tx, person_id, now: None)
GERMAN = Reader(language="de", zone=ZONE)
GROUP, FOREIGN_GROUP = -100, -200
OFFER = '[0,1,"Sprachcafé","de",0,5]'
CARD = 1  # the only contact card
WORD_MARK = buttons.mark("de rollschuh")
SLUG = HOUSE.faq.content.slugs[0]


class Who(StrEnum):
    """The roles, in the order of the columns of the table of rights."""

    STRANGER = "stranger"  # nothing stored
    LANGUAGE = "language"  # chose a language
    INFORMED = "informed"  # was shown the privacy notice
    PENDING = "pending"  # wants to join
    VOLUNTEER = "volunteer"
    FOREIGN = "foreign"  # coordinator of another initiative
    COORDINATOR = "coordinator"
    LEAD = "lead"
    ERASED = "erased"


class Outcome(StrEnum):
    """How a step was answered."""

    ALLOWED = "A"
    NOTICE = "N"  # the privacy notice comes first
    REFUSED = "R"
    LANGUAGE = "L"  # the language comes first


TELEGRAM = {who: 9000 + number for number, who in enumerate(Who)}


@dataclass
class Side:
    """What belongs to one initiative: the ids that buttons carry."""

    initiative: Initiative
    shift: int = 0
    occurrence: int = 0  # the first shift of a series
    question: int = 0
    announcement: int = 0
    applicant: int = 0
    member: int = 0
    group: int = 0
    hand: int = 0  # somebody without Telegram
    merge: int = 0
    search: int = 0
    offer: int = 0  # to the volunteer, or to another member
    helper: int = 0  # cleared to help with questions
    trip: int = 0  # a newcomer and the volunteer, or another member, who comes along
    trip_offer: int = 0  # to that volunteer


@dataclass
class Stage:
    """All roles, and two initiatives with everything a button may point to."""

    world: World
    mine: Side
    theirs: Side
    people: dict[Who, Person] = field(default_factory=dict)

    def said(self, side: Side, flow: str, step: str) -> dict[str, str | int]:
        """Return what was said in a dialogue up to ``step``, about ``side``."""
        return {
            "plan": {
                "initiative": side.initiative.id,
                "day": "2026-03-20",
                "span": "17:00-19:00",
                "place": "Saal",
                "task": "Tee",
                "roles": '[["",2,[],null,false],["Tee",1,["ar"],null,false]]',
                "role": 0,
                "pattern": "weekly",
                "until": "2026-06-01",
                "skip": 1,
                "offer": OFFER,
            },
            "activity": {"shift": side.shift, "offer": OFFER},
            "change": {
                "shift": side.shift,
                "what": "place",
                "to": "Garten",
                "scope": "one",
            },
            "announce": {"initiative": side.initiative.id, "markup": "Hallo"},
            "human": {"text": "Wo ist das Amt?"},
            "thread": {"question": side.question},
            "topic": {"question": side.question, "title": "Hilfe", "language": "de"},
            "join": {} if step == "code" else {"initiative": side.initiative.id},
            "found": {"name": "Neu", "town": "Unna"},
            "rename": {},
            "attend": {"shift": side.shift},
            "letter": {"initiative": side.initiative.id},
            "paper": {
                "person": 0,
                "initiative": side.initiative.id,
                "span": "all",
                "language": "de",
            },
            "companion": {
                "place": "office",
                "day": "2026-03-05",
                "window": "1",
                "town": "Unna",
                "language": "de",
                "wish": "any",
                "meeting": "entrance",
            },
            "companion_talk": {"companion": side.trip},
            "pin": {"shift": side.shift},
            "people": {"initiative": side.initiative.id},
            "member": {"initiative": side.initiative.id, "person": side.hand},
            "hand": {"initiative": side.initiative.id, "name": "Maria", "day": "2026-03-01"},
            "qualify": {
                "initiative": side.initiative.id,
                "person": side.hand,
                "kind": "conduct",
                "seen": "2026-03-01",
            },
            "profile": {},
            "faq_write": {
                "slug": "",
                "language": "de",
                "title": "Bad",
                "body": "Offen.",
                "ways": "",
            },
            "contact": {"card": 0, "kind": "advice", "name": "Beratung", "town": ""},
        }[flow]

    def ids(self, side: Side, name: str) -> tuple[int | str, ...]:
        """Return the arguments that the button ``name`` carries for ``side``."""
        by_kind: list[tuple[tuple[int | str, ...], tuple[str, ...]]] = [
            ((side.initiative.id,), ("new_in", "announce_in", "invite_in", "poster", "join_see")),
            ((side.initiative.id, "volunteer"), ("invite_as",)),
            ((side.initiative.id, side.applicant), ("admit", "decline")),
            ((side.group, side.initiative.id), ("group",)),
            ((side.shift,), ("duty", "cancel_shift", "cancel_yes", "shift", "take", "leave",
                            "cant", "coming")),
            ((side.shift,), ("late", "reminder", "reminder_german", "coming_of", "cant_of",
                            "unconfirmed", "ask_again")),
            ((side.shift, 15), ("late_by",)),
            ((side.question,), ("thread", "write", "solved", "my_question", "canned", "helpers")),
            ((side.question,), ("helper_back", "help_yes", "help_no", "make_topic")),
            ((side.question, side.helper), ("helper_ask",)),
            ((side.question, "town"), ("canned_see", "canned_yes")),
            ((side.question, SLUG), ("send_topic", "topic_yes")),
            ((side.initiative.id,), ("human_at",)),
            (
                (side.trip,),
                (
                    "companion_mine",
                    "companion_german",
                    "companion_change",
                    "companion_withdraw",
                    "companion_withdraw_yes",
                    "companion_write",
                    "companion_end",
                    "companion_end_yes",
                    "companion_report",
                    "companion_report_yes",
                    "companion_map",
                    "companion_duty",
                    "companion_out",
                    "companion_out_yes",
                    "companion_see",
                    "companion_stop",
                    "companion_stop_yes",
                    "companion_pick",
                ),
            ),
            ((side.trip, side.member), ("companion_ask",)),
            ((side.trip_offer,), ("companion_yes", "companion_no")),
            (("wish", "any"), ("companion_set",)),
            (("town",), ("companion_at",)),
            (("woman",), ("me_gender",)),
            (("mo-am",), ("me_free_set",)),
            ((side.initiative.id, side.member, "companion"), ("clear", "unclear")),
            (("de",), ("make_lang", "inbox_in")),
            ((side.occurrence,), ("change", "series_end", "stand", "unstand")),
            ((side.occurrence, "time"), ("change_what",)),
            ((side.occurrence, "keep"), ("series_end_yes", "unstand_yes")),
            ((side.occurrence, "0"), ("stand_yes",)),
            (
                (side.shift,),
                (
                    "near_see",
                    "near_de",
                    "near_map",
                    "near_ics",
                    "near_help",
                    "near_book",
                    "near_back",
                    "act_edit",
                    "act_off",
                ),
            ),
            ((side.shift, 1), ("near_remind",)),
            ((side.shift, 0), ("act_off_yes",)),
            (("ar",), ("act_lang",)),
            (("newcomers",), ("announce_to",)),
            (("food",), ("news_kind",)),
            (("weekly",), ("repeat_as",)),
            (("3m",), ("repeat_until",)),
            (("Garten",), ("change_to",)),
            (("one",), ("change_scope",)),
            ((side.announcement,), ("announce_stop",)),
            ((side.shift,), ("map", "pin", "pin_drop")),
            ((side.shift, 0), ("take_role", "ask_qualified")),
            ((side.initiative.id, side.applicant, side.shift), ("admit_to",)),
            ((0, "yes"), ("me_adult_set",)),
            ((1,), ("me_pause_for",)),
            (("ar", 0), ("me_speak",)),
            ((side.search,), ("search_stop", "search_wide")),
            ((side.offer,), ("offer_yes", "offer_no")),
            ((side.shift,), ("search",)),
            ((side.shift, 0), ("search_start",)),
            ((side.initiative.id,), ("people_in", "people_find", "enter_person")),
            ((side.initiative.id, 0), ("people",)),
            (
                (side.initiative.id, side.hand),
                (
                    "member",
                    "member_edit",
                    "member_name",
                    "member_phone",
                    "member_no_phone",
                    "member_langs",
                    "remove",
                    "remove_yes",
                    "qualifications",
                    "claim",
                    "hand_undo",
                ),
            ),
            ((side.initiative.id, side.hand, "ar"), ("member_lang",)),
            ((side.initiative.id, side.hand, "conduct"), ("qual", "qual_drop")),
            ((side.initiative.id, side.hand, 0), ("enter_for",)),
            ((side.shift,), ("enter",)),
            ((side.shift, 0), ("enter_page",)),
            ((side.shift, side.hand), ("enter_who", "take_out", "take_out_yes")),
            ((side.shift, side.hand, 0), ("enter_as", "enter_anyway")),
            ((side.merge,), ("unmerge", "unmerge_yes")),
            (("today",), ("hand_day",)),
            (("ar",), ("hand_lang",)),
            ((3,), ("capacity",)),
            (
                (side.shift,),
                ("attend", "attend_all", "attend_count", "attend_done", "ics"),
            ),
            ((side.shift, 0), ("attend_page", "attend_add")),
            ((side.shift, 7), ("attend_n",)),
            ((side.shift, side.member), ("attend_more",)),
            ((side.shift, side.member, "came"), ("attend_as",)),
            ((side.initiative.id, side.member), ("certificate_for",)),
            ((side.initiative.id,), ("letterhead", "letter_edit")),
            (("all",), ("paper_span",)),
            ((2026,), ("hours_year",)),
            ((60,), ("lead",)),
            ((0, 3), ("role_n",)),
            ((0, "ar"), ("role_lang",)),
            (("food",), ("kind",)),
            (("2200-0700",), ("quiet_set",)),
            (("reminder",), ("opt", "opt_out")),
            (("en",), ("lang",)),
            (("open",), ("mode",)),
            (("announce_in", 0), ("pick",)),
            (("20.3.",), ("day",)),
            (("17-19",), ("span",)),
            ((SLUG,), ("topic", "topic_de", "topic_new")),
            ((SLUG, "de"), ("helpful", "unhelpful", "faq_text", "faq_back", "faq_back_yes")),
            ((SLUG, "de", "body"), ("faq_edit",)),
            ((SLUG,), ("faq_topic", "faq_valid", "town")),
            ((SLUG, 0), ("address_for",)),
            (("health", 0), ("topic_group", "faq_group")),
            (("due", 0), ("faq_list",)),
            ((WORD_MARK,), ("faq_word", "faq_word_done", "faq_word_new")),
            (("meaning",), ("faq_save",)),
            (("body",), ("faq_part",)),
            (("advice", 0, 0), ("address_of",)),
            (("advice",), ("card_kind",)),
            (("uk",), ("card_lang",)),
            (("phone",), ("card_empty",)),
            ((0, "settings"), ("town_set",)),
            ((CARD, "hours"), ("card_edit",)),
            ((CARD,), ("card", "card_map", "card_checked", "card_drop", "card_drop_yes")),
        ]  # fmt: skip
        kinds = registry.PRESSES[name].args
        others = tuple(0 if kind is int else "" for kind in kinds)
        return next((args for args, names in by_kind if name in names), others)

    def press(self, side: Side, name: str) -> Pressed:
        """Return the press of the button ``name`` for ``side``."""
        return Pressed(data=buttons.encode(Press(action=name, args=self.ids(side, name))))

    def try_out(
        self,
        who: Who | int,
        content: Content,
        *,
        open_at: tuple[str, str, dict[str, str | int]] | None = None,
        before: tuple[str, ...] = (),
        watch: Callable[[Tx], object] | None = None,
    ) -> Tried:
        """Let somebody do something, look what came of it, and undo it.

        ``open_at`` is the dialogue that is open, ``before`` are statements that run first, and
        ``watch`` looks at the database before and after it (else all tables are compared).
        """
        tried, look = Tried(), watch or snapshot
        telegram_id = who if isinstance(who, int) else TELEGRAM[who]

        def play(tx: Tx) -> None:
            for sql in before:
                tx.run(sql)
            person = people.find_by_telegram(tx, telegram_id)
            if person is not None and open_at is not None:
                dialogs.put(tx, person.id, open_at[0], open_at[1], open_at[2], START)
            tried.speaks = person is not None and person.language is not None
            tried.seen_before = look(tx)
            tried.reply = dispatcher.answer(tx, incoming(telegram_id, content), START, HOUSE)
            tried.seen_after = look(tx)
            raise UndoError

        try:
            self.world.do(play)
        except UndoError:
            return tried
        raise AssertionError("the try was not undone")


class UndoError(Exception):
    """Takes back what was tried."""


@dataclass
class Tried:
    """What came of a try."""

    reply: Reply = field(default_factory=Reply)
    seen_before: object = None
    seen_after: object = None
    speaks: bool = False  # had chosen a language before

    @property
    def changed(self) -> set[str]:
        """Return the tables that differ."""
        before, after = self.seen_before, self.seen_after
        assert isinstance(before, dict)
        assert isinstance(after, dict)
        return {name for name in after if after[name] != before[name]}

    @property
    def outcome(self) -> Outcome:
        """Tell how the step was answered."""
        actions = {
            button.press.action
            for show in self.reply.shows
            for row in show.message.buttons
            for button in row
            if button.press is not None
        }
        if self.reply.toast in REFUSALS or any(
            show.message.html in REFUSED_TEXTS for show in self.reply.shows
        ):
            return Outcome.REFUSED
        if "lang" in actions and not self.speaks:
            return Outcome.LANGUAGE
        return Outcome.NOTICE if "notice_ok" in actions else Outcome.ALLOWED


_NO = (Say(note=Note.NOT_ALLOWED), Say(note=Note.NOT_FOUND))
REFUSALS = {toast(say, GERMAN) for say in _NO}
REFUSED_TEXTS = {render(say, GERMAN).html for say in _NO}
# What a refusal may leave behind: where the conversation stands, and a new person's identity.
BOOKKEEPING = {"dialog"}


def incoming(telegram_id: int, content: Content, **more: object) -> Incoming:
    """Return something that happened in somebody's private chat."""
    values: dict[str, object] = {
        "seq": 1,
        "chat_id": telegram_id,
        "chat": ChatKind.PRIVATE,
        "sender_id": telegram_id,
        "content": content,
        "message_id": 5,
        "app_language": "de",
        "first_name": "Ada",
    }
    return Incoming(**{**values, **more})  # type: ignore[arg-type]


def command(name: str) -> Command:
    return Command(name=name)


def words(text: str = "Hallo") -> Text:
    return Text(text=text, html=text)


@contextmanager
def open_stage() -> Iterator[Stage]:
    """Set the stage."""
    with open_world() as world:
        yield _build(world)


def _build(world: World) -> Stage:
    first = world.initiative("Alpha", JoinMode.APPROVAL)
    second = world.initiative("Beta", JoinMode.APPROVAL)
    stage = Stage(world=world, mine=Side(first), theirs=Side(second))
    for who in (Who.INFORMED, Who.PENDING, Who.VOLUNTEER, Who.FOREIGN, Who.COORDINATOR,
                Who.LEAD, Who.ERASED):  # fmt: skip
        stage.people[who] = world.person(TELEGRAM[who], f"Person {who}")
    world.do(_only_language)
    world.member(stage.people[Who.PENDING], first, state=MembershipState.REQUESTED)
    world.member(stage.people[Who.VOLUNTEER], first)
    world.member(stage.people[Who.ERASED], first)
    world.member(stage.people[Who.FOREIGN], second, Role.COORDINATOR)
    world.member(stage.people[Who.COORDINATOR], first, Role.COORDINATOR)
    world.lead(stage.people[Who.LEAD])
    _furnish(world, stage.mine, stage.people[Who.COORDINATOR], stage.people[Who.VOLUNTEER], 500)
    _furnish(world, stage.theirs, stage.people[Who.FOREIGN], stage.people[Who.VOLUNTEER], 600)
    world.do(partial(_groups, stage))
    world.do(_public)
    _accompanied(world, stage)
    for who in (Who.VOLUNTEER, Who.ERASED):
        standing = world.standing(stage.people[who])
        world.do(partial(signups.sign_up, standing=standing, shift_id=stage.mine.shift, now=START))
    gone = stage.people[Who.ERASED].id
    world.do(lambda tx: privacy.erase(tx, gone, START, lambda tx, person_id, now: None))
    return stage


def _public(tx: Tx) -> None:
    """Put an address and a word without an answer there, which belong to no initiative."""
    directory.put(
        tx,
        ContactCard(
            kind=CardKind.ADVICE,
            name="Beratung",
            latitude=51.5,
            longitude=7.5,
            checked_on=START.date(),
        ),
        START,
    )
    word = Word(folded="rollschuh", language="de", word="rollschuh", times=3)
    unanswered.add(tx, word, b"", START.date())


def _only_language(tx: Tx) -> None:
    person = people.add(tx, telegram_id=TELEGRAM[Who.LANGUAGE], now=START)
    people.set_language(tx, person.id, "de")


def _furnish(
    world: World, side: Side, coordinator: Person, volunteer: Person, first_id: int
) -> None:
    side.shift = world.shift(side.initiative, starts_at=START + timedelta(days=9), capacity=5)
    world.offer(side.shift)
    pin = Pin(initiative_id=side.initiative.id, name="Saal", latitude=51.5, longitude=7.7)
    world.do(lambda tx: places.put(tx, pin))
    applicant = world.person(first_id, "Bewerber")
    world.member(applicant, side.initiative, state=MembershipState.REQUESTED)
    side.applicant = applicant.id
    member = world.person(first_id + 1, "Mitglied")
    side.member = member.id
    world.member(member, side.initiative)
    asker, standing = world.standing(applicant), world.standing(coordinator)
    side.question = world.do(
        lambda tx: questions.ask(tx, asker, "Wo finde ich Hilfe?", None, START)
    ).id
    world.do(lambda tx: questions.write(tx, standing, side.question, "Hier.", None, START))
    _helpers(world, side, standing, volunteer, member)
    side.announcement = world.do(
        lambda tx: announcements.start(
            tx, standing, side.initiative.id, "Hallo", progress_message_id=1, now=START
        )
    ).id
    sought = world.shift(side.initiative, starts_at=START + timedelta(days=10), capacity=1)
    world.do(lambda tx: search_desk.start(tx, standing, sought, 0, START))
    world.do(lambda tx: searches.advance_due(tx, START, ZONE))
    offers = world.rows(
        "SELECT id, search_id FROM offer WHERE person_id IN (:volunteer, :member)"
        " ORDER BY person_id = :member, id DESC",
        volunteer=volunteer.id if side.initiative.name == "Alpha" else 0,
        member=member.id,
    )
    side.occurrence = world.do(lambda tx: weekly(tx, side.initiative.id, START))
    side.search, side.offer = offers[0]["search_id"], offers[0]["id"]
    hand = world.person(None, "Maria")
    world.member(hand, side.initiative)
    side.hand = hand.id
    kept, other = world.person(None, "Ida"), world.person(first_id + 8, "Ida")
    world.member(kept, side.initiative)
    side.merge = world.do(
        lambda tx: merges.merge(tx, kept.id, other.id, side.initiative.id, START)
    ).merge.id


def _helpers(
    world: World, side: Side, standing: Standing, volunteer: Person, member: Person
) -> None:
    """Clear volunteer (if they belong here) and member, and ask the volunteer to help."""
    mine = [
        one for one in (volunteer, member) if world.standing(one).belongs_to(side.initiative.id)
    ]
    for one in mine:
        kind = clearances.Kind.QUESTIONS
        world.do(partial(clearances.give, standing=standing, initiative_id=side.initiative.id,
                         person_id=one.id, kind=kind, now=START))  # fmt: skip
    side.helper = member.id
    if volunteer in mine:
        world.do(lambda tx: question_helpers.ask(tx, standing, side.question, volunteer.id, START))


def _accompanied(world: World, stage: Stage) -> None:
    """Let somebody come along in each initiative: with the one who was informed, or applies."""
    companions = (
        (stage.mine, stage.people[Who.INFORMED].id, stage.people[Who.VOLUNTEER].id),
        (stage.theirs, stage.theirs.applicant, stage.theirs.member),
    )
    for side, newcomer, companion in companions:
        side.trip, side.trip_offer = world.do(
            partial(
                accompany,
                newcomer=newcomer,
                companion=companion,
                initiative=side.initiative.id,
                now=START,
            )
        )


def _groups(stage: Stage, tx: Tx) -> None:
    for side, chat, who in (
        (stage.mine, GROUP, Who.COORDINATOR),
        (stage.theirs, FOREIGN_GROUP, Who.FOREIGN),
    ):
        side.group = chat
        by = stage.people[who].id
        initiatives.put_group(tx, chat, initiative_id=None, added_by=by, now=START)
