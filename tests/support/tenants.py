"""One initiative must not reach into another: what does not belong to you is as if not there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.conversation import dispatcher
from bot.conversation.registry import PRESSES, STEPS
from bot.conversation.types import ChatKind, Content, Incoming, Pressed, Reply, Text
from bot.services import searches
from bot.store import dialogs, merges, people
from bot.store.database import Tx
from tests.support.accompanied import accompany
from tests.support.lives import (
    base36,
    coordinator,
    found,
    group_event,
    plan,
    poster,
)
from tests.support.repeating import weekly
from tests.support.talk import ZONE, Talk, Talker, open_talk

MISSING = 999_999
OFFER = '[0,1,"Sprachcafé","de",0,5]'

# Which thing a button's first number names. A new button with a number has to be added here.
KINDS = {
    **dict.fromkeys(
        ("shift", "take", "leave", "cant", "coming", "duty", "cancel_shift", "cancel_yes"), "shift"
    ),
    **dict.fromkeys(("announce_in", "invite_in", "invite_as", "poster", "new_in"), "initiative"),
    **dict.fromkeys(
        (
            "write",
            "solved",
            "thread",
            "my_question",
            "canned",
            "canned_see",
            "canned_yes",
            "send_topic",
            "topic_yes",
            "helpers",
            "helper_back",
            "help_yes",
            "help_no",
            "make_topic",
        ),
        "question",
    ),
    "helper_ask": "question_member",
    **dict.fromkeys(
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
        "companion",
    ),
    "companion_ask": "companion_member",
    **dict.fromkeys(("companion_yes", "companion_no"), "companion_offer"),
    **dict.fromkeys(("clear", "unclear"), "request"),
    "announce_stop": "announcement",
    **dict.fromkeys(("attend", "attend_all", "attend_count", "attend_done", "ics"), "shift"),
    **dict.fromkeys(("attend_page", "attend_add", "attend_as"), "role"),
    **dict.fromkeys(("attend_more", "attend_n"), "role"),
    **dict.fromkeys(("letterhead", "letter_edit"), "initiative"),
    "certificate_for": "request",
    "search": "shift",
    "search_start": "role",
    **dict.fromkeys(
        (
            "late",
            "reminder",
            "reminder_german",
            "coming_of",
            "cant_of",
            "unconfirmed",
            "ask_again",
        ),
        "shift",
    ),
    **dict.fromkeys(
        (
            "change",
            "change_what",
            "series_end",
            "series_end_yes",
            "stand",
            "stand_yes",
            "unstand",
            "unstand_yes",
        ),
        "occurrence",
    ),
    "late_by": "role",  # a shift and a number that names nothing
    **dict.fromkeys(("search_stop", "search_wide"), "search"),
    **dict.fromkeys(("offer_yes", "offer_no"), "offer"),
    **dict.fromkeys(("map", "pin", "pin_drop", "me_adult", "me_adult_set"), "shift"),
    **dict.fromkeys(("take_role", "ask_qualified"), "role"),
    # Of a shift that newcomers do not see.
    **dict.fromkeys(
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
        "shift",
    ),
    **dict.fromkeys(("near_remind", "act_off_yes"), "role"),
    **dict.fromkeys(("find", "filter"), "wish"),
    "admit_to": "request_for",
    **dict.fromkeys(("people_in", "people_find", "enter_person"), "initiative"),
    **dict.fromkeys(
        (
            "people",
            "member",
            "member_edit",
            "member_name",
            "member_phone",
            "member_no_phone",
            "member_langs",
            "member_lang",
            "remove",
            "remove_yes",
            "qualifications",
            "qual",
            "qual_drop",
            "claim",
            "hand_undo",
        ),
        "request",
    ),
    "enter_for": "request_for",
    "enter": "shift",
    "enter_page": "role",
    **dict.fromkeys(
        ("enter_who", "enter_as", "enter_anyway", "take_out", "take_out_yes"), "entry"
    ),
    **dict.fromkeys(("unmerge", "unmerge_yes"), "merge"),
    **dict.fromkeys(("admit", "decline"), "request"),
    "group": "group",
}
# Pages, amounts, places in a list, and the draft a press belongs to.
NO_ID = {"lead", "capacity", "notice_as", "place", "task", "roster", "roster_page", "shifts"} | {
    "human_yes",
    "companion_send",
    "human_to",
    "human_town",
    "make_yes",
    "plan_yes",
    "repeat_skip",
    "repeat_yes",
    "change_role",
    "change_usual",
    "change_yes",
    "announce_yes",
    "pick",
    "qual_day",
    "qual_until",
    "hours_year",
    "calendar_switch",
    "letter_save",
    "act_care",
    "act_n",
    "paper_in",
    "me_speaks",
    "me_speak",
    "me_towns",
    "me_town",
    "me_pause_for",
    *(
        f"role{end}"
        for end in ("", "_name", "_places", "_n", "_langs", "_lang", "_need", "_adult", "_drop")
    ),
}
# The list of initiatives is for everybody, and so is what they hold for newcomers.
PUBLIC = {"join_see", "human_at", "near", "near_by", "news_town"} | {
    # Answers and addresses belong to no initiative.
    *("topic_group", "address_of", "address_for", "card_map", "town_set"),
    *("faq_list", "faq_group", "faq_words", "faq_word", "faq_word_new", "faq_word_done"),
    *("cards", "card", "card_edit", "card_town", "card_checked", "card_drop", "card_drop_yes"),
}
# Dialogues that carry an id from one step to the next, and what they carry besides.
CARRIED = {
    "people": ("initiative", {}),
    "member": ("initiative", {"person": 1}),
    "hand": ("initiative", {"name": "Maria", "day": "2026-02-01"}),
    "qualify": ("initiative", {"person": 1, "kind": "conduct", "seen": "2026-02-01"}),
    "thread": ("question", {}),
    "companion_talk": ("companion", {}),
    "topic": ("question", {"title": "Hilfe", "language": "de"}),
    "pin": ("shift", {}),
    "activity": ("shift", {"offer": OFFER}),
    "announce": ("initiative", {"markup": "Hallo"}),
    "plan": (
        "initiative",
        {
            "day": "2026-05-01",
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
    ),
    "change": ("shift", {"what": "place", "to": "Garten", "scope": "one"}),
    "attend": ("shift", {}),
    "letter": ("initiative", {"head": "Verein", "signer": "", "contact": ""}),
    # Whose paper it is: somebody's whom a coordinator may name for their own initiative only.
    "paper": ("initiative", {"person": MISSING, "span": "all", "language": "de"}),
}
CARRYING = {
    "hand": ("hand_lang", "hand_langs_ok", "hand_no_phone", "hand_day", "hand_yes"),
    "qualify": ("qual_day", "qual_until"),
    "announce": ("announce_yes", "announce_again", "announce_to"),
    "activity": (
        "act_draft",
        "act_title",
        "act_langs",
        "act_lang",
        "act_care",
        "act_places",
        "act_n",
        "act_save",
    ),
    "topic": ("make_yes", "make_lang"),
    "plan": (
        "copy_last",
        "act_plan",
        "act_none",
        "day",
        "span",
        "place",
        "task",
        "capacity",
        "plan_yes",
        "draft",
        "kinds",
        "kind",
        "roles",
        "role",
        "role_new",
        "role_name",
        "role_places",
        "role_n",
        "role_langs",
        "role_lang",
        "role_need",
        "role_adult",
        "role_drop",
        "repeat",
        "repeat_as",
        "repeat_until",
        "repeat_skip",
        "repeat_yes",
    ),
    "change": ("change_role", "change_to", "change_usual", "change_scope", "change_yes"),
    "letter": ("letter_as", "letter_save"),
    "paper": ("paper_span", "paper_in", "paper_lang"),
}
ANSWERS = {
    "act_lang": "~ar",
    "announce_to": "~newcomers",
    "hand_lang": "~ar",
    "hand_day": "~today",
    "qual_until": "3",
    "day": "~2026-05-02",
    "span": "~1000-1200",
    "place": "0",
    "task": "0",
    "capacity": "2",
    "kind": "~food",
    "role": "0",
    "role_n": "0",
    "role_lang": "0",
    "repeat_as": "~weekly",
    "repeat_until": "~3m",
    "change_to": "~Garten",
    "change_usual": "0",
    "change_scope": "~one",
    "letter_as": "~keep",
    "paper_span": "~all",
    "paper_lang": "~de",
    "make_lang": "~de",
}


@dataclass
class Tenant:
    """One initiative with one of everything."""

    initiative: int
    boss: Talker
    ids: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)


async def settle_in(talk: Talk, lead: Talker, number: int) -> Tenant:
    """Found an initiative with shift, sign-up, question, announcement, request and group."""
    initiative = await found(talk, lead, f"Initiative {number}")
    boss = await coordinator(talk, lead, initiative, number, f"Boss{number}")
    shift = await plan(talk, boss, initiative, 5, 2)
    await boss.forges(f"1:take:{base36(shift)}")
    code = await poster(talk, initiative)
    member = await talk.joins(number + 1, code, "Mia")
    await talk.deliver()
    await boss.presses("admit")
    await member.says("/human")
    await member.says("Eine Frage")
    await member.presses("human_yes")
    await boss.forges(f"1:announce_in:{base36(initiative)}")
    await boss.says("Hallo")
    await boss.presses("announce_yes")
    asking = await talk.joins(number + 2, code, "Rea")
    for chat in (-number, -number - 1):
        await group_event(talk, chat, number, present=True)
    await boss.forges(f"1:search_start:{base36(shift)}:0")
    now = talk.clock.now()
    await talk.database.write(lambda tx: searches.advance_due(tx, now, ZONE))
    repeating = await talk.database.write(lambda tx: weekly(tx, initiative, now))
    await talk.database.write(lambda tx: _merge(tx, initiative, number + 3, now))
    asking_id, member_id = await asking.id(), await member.id()
    assert asking_id is not None
    assert member_id is not None
    accompanied = await talk.database.write(
        lambda tx: accompany(tx, asking_id, member_id, initiative, now)
    )

    def newest(tx: Tx) -> dict[str, list[tuple[int, ...]]]:
        question = tx.count("SELECT max(id) FROM question")
        announcement = tx.count("SELECT max(id) FROM announcement")
        offer = tx.count("SELECT max(id) FROM offer")
        search = tx.count("SELECT max(id) FROM search")
        merge = tx.count("SELECT max(id) FROM merge")
        return {
            "shift": [(shift,)],
            "occurrence": [(repeating,)],
            "initiative": [(initiative,)],
            "question": [(question,)],
            "question_member": [(question, member_id)],
            "announcement": [(announcement,)],
            "role": [(shift, 0)],
            "entry": [(shift, member_id, 0)],
            "merge": [(merge,)],
            "companion": [(accompanied[0],)],
            "companion_member": [(accompanied[0], member_id)],
            "companion_offer": [(accompanied[1],)],
            "wish": [(0, 0, initiative, 0)],
            "request_for": [(initiative, asking_id, shift), (initiative, member_id, shift)],
            "search": [(search,)],
            "offer": [(offer,)],
            "request": [(initiative, asking_id), (initiative, member_id)],
            "group": [(-number, initiative), (-number - 1, 0)],
        }

    return Tenant(initiative=initiative, boss=boss, ids=await talk.database.read(newest))


def _merge(tx: Tx, initiative: int, telegram_id: int, now: datetime) -> None:
    kept, other = (people.add(tx, telegram_id=one, now=now) for one in (None, telegram_id))
    merges.merge(tx, kept.id, other.id, initiative, now)


def unsorted_buttons() -> set[str]:
    """Return the buttons with a number of which nobody has said what it names."""
    with_number = {name for name, entry in PRESSES.items() if int in entry.args}
    return with_number - set(KINDS) - NO_ID - PUBLIC


def unsorted_steps() -> set[str]:
    """Return the dialogues of which nobody has said whether they carry an id."""
    return (
        {flow for flow, _ in STEPS}
        - set(CARRIED)
        - {"companion", "contact", "faq_write", "found", "human", "join", "profile", "rename"}
    )


def contents(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of every table."""
    tables = tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {
        row["name"]: [tuple(one) for one in tx.all(f"SELECT * FROM {row['name']}")]  # noqa: S608
        for row in tables
    }


@dataclass
class Probe:
    """One way to name an id: what is sent, and the dialogue it is sent in."""

    name: str
    content: Content
    dialog: tuple[str, str, dict[str, str | int]] | None = None


def probes(own: Tenant, kind_ids: dict[str, list[tuple[int, ...]]]) -> Iterator[Probe]:
    """Return every way in which a coordinator of ``own`` could name these ids."""
    for name, kind in KINDS.items():
        for ids in kind_ids[kind]:
            yield _press(name, ids)
            if kind == "request":
                yield _press(name, (own.initiative, ids[1]))
            if kind == "group":
                yield _press(name, (ids[0], own.initiative))
                yield _press(name, (own.ids["group"][0][0], ids[1] or MISSING))
    for flow, step in STEPS:
        if flow not in CARRIED:
            continue
        key, data = CARRIED[flow]
        for ids in kind_ids[key]:
            carried = {**data, key: ids[0]}
            said = {"day": "2.5.2026", "time": "10-12", "capacity": "3", "where": "51.5, 7.7"}
            text = said.get(step, "Hallo")
            yield Probe(f"{flow}.{step}", Text(text=text, html=text), (flow, step, carried))
    for flow, names in CARRYING.items():
        key, data = CARRIED[flow]
        for name in names:
            argument = "".join(
                ":~ar" if at and kind is str else f":{ANSWERS.get(name, '1')}"
                for at, kind in enumerate(PRESSES[name].args)
            )
            for ids in kind_ids[key]:
                yield Probe(
                    f"{name} in {flow}",
                    Pressed(data=f"1:{name}{argument}"),
                    (flow, "preview", {**data, key: ids[0]}),
                )


def _press(name: str, ids: tuple[int, ...]) -> Probe:
    entry = PRESSES[name]
    arguments = [*(base36(one) for one in ids[: entry.args.count(int)])]
    if str in entry.args:
        arguments.append("~volunteer")
    return Probe(name, Pressed(data=":".join(("1", name, *arguments))))


def _missing(ids: dict[str, list[tuple[int, ...]]]) -> dict[str, list[tuple[int, ...]]]:
    return {
        kind: [tuple(MISSING if one else 0 for one in several) for several in found]
        for kind, found in ids.items()
    }


async def ask(talk: Talk, who: Talker, probe: Probe) -> Reply:
    """Send it as this person and return the answer; fail if it changed a single row."""
    now = talk.clock.now()
    person_id = await who.id()
    assert person_id is not None
    incoming = Incoming(
        seq=0,
        chat_id=who.telegram_id,
        chat=ChatKind.PRIVATE,
        sender_id=who.telegram_id,
        content=probe.content,
        message_id=77,
    )

    def send(tx: Tx) -> Reply:
        dialogs.drop(tx, person_id)
        if probe.dialog is not None:
            flow, step, data = probe.dialog
            dialogs.put(tx, person_id, flow, step, data, now)
        before = contents(tx)
        reply = dispatcher.answer(tx, incoming, now, talk.house)
        after = contents(tx)
        changed = [name for name in before if before[name] != after[name]]
        assert changed == [], f"{probe} changed {changed}"
        return reply

    return await talk.database.write(send)


async def tenants_are_apart(folder: Path) -> int:
    """A foreign id is answered like one that does not exist, and nothing changes.

    Returns the number of ids that were tried.
    """
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        own, *others = [await settle_in(talk, lead, number) for number in (1000, 2000, 3000)]
        tried = 0
        for other in others:
            foreign = list(probes(own, other.ids))
            nobodys = list(probes(own, _missing(other.ids)))
            for theirs, missing in zip(foreign, nobodys, strict=True):
                got = await ask(talk, own.boss, theirs)
                wanted = await ask(talk, own.boss, missing)
                assert got == wanted, json.dumps([str(theirs), str(got), str(wanted)], indent=1)
                tried += 1
        return tried
