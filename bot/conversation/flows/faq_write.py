"""Coordinators write an answer: title, text, ways of asking, a preview, and then it is found."""

from __future__ import annotations

from bot.conversation.answers import answer_of
from bot.conversation.flows.faq_desk import latest, pressed_word, shown, word
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_faq_desk as d
from bot.domain.local_answers import (
    TITLE_LIMIT,
    WAY_LIMIT,
    WAYS_AT_MOST,
    Change,
    Edit,
    Fault,
    LocalText,
    is_own,
)
from bot.domain.messages_faq_desk import Part
from bot.domain.people import Right, clean
from bot.faq import state
from bot.faq.blocks import UnknownFactError, parse_blocks, plain
from bot.faq.drafts import faults
from bot.faq.local import LocalEntry, topic_of
from bot.services import local_answers as service
from bot.store import local_answers as store

FLOW = "faq_write"
_BODY_TYPED = 3000


@press("faq_new", right=Right.COORDINATOR)
def new(turn: Turn) -> Reply:
    """Begin a new answer of this place, in the coordinator's language."""
    turn.ask(FLOW, Part.TITLE.value, slug="", language=turn.language)
    return _ask(turn, Part.TITLE)


@press("faq_word_new", int, right=Right.COORDINATOR)
def new_from_word(turn: Turn) -> Reply:
    """Begin a new answer to what nobody could answer; the word is a way of asking for it."""
    found = pressed_word(turn)
    if found is None:
        return word(turn)
    turn.ask(FLOW, Part.TITLE.value, slug="", language=turn.language, ways=found.word)
    return _ask(turn, Part.TITLE)


@press("faq_edit", str, str, str, right=Right.COORDINATOR)
def edit(turn: Turn) -> Reply:
    """Begin to correct a part of a text; a missing translation begins with its title."""
    slug, language, part = (str(one) for one in turn.args)
    if part not in set(Part) or language not in turn.house.languages:
        return turn.over()
    shown(turn, slug)
    here = turn.faq.content.topic(slug, language)
    said: dict[str, str | int] = {"slug": slug, "language": language}
    if here is not None:
        local = store.find(turn.tx, slug, language)
        ways = () if local is None else local.text.questions
        said |= {"title": here.title, "body": here.body.strip(), "ways": "\n".join(ways)}
    wanted = Part(part) if here is not None else Part.TITLE
    turn.ask(FLOW, wanted.value, **said)
    return _ask(turn, wanted)


@press("faq_part", str, right=Right.COORDINATOR)
def part_again(turn: Turn) -> Reply:
    """Write a part of the draft anew."""
    said = turn.said(FLOW)
    if "language" not in said or turn.word not in set(Part):
        return turn.over()
    turn.ask(FLOW, turn.word, **said)
    return _ask(turn, Part(turn.word))


def _ask(turn: Turn, part: Part, wrong: tuple[Fault, ...] = (), typed: str = "") -> Reply:
    said = turn.said(FLOW)
    lead, whole = _lengths(turn, typed)
    return turn.reply(
        d.AskPart(
            part=part,
            language=str(said.get("language", turn.language)),
            now=typed or str(said.get(part.value, "")),
            faults=wrong,
            lead=lead,
            whole=whole,
        )
    )


def _lengths(turn: Turn, body: str) -> tuple[int, int]:
    """Return the characters of the first paragraph and of all that was written."""
    try:
        blocks = parse_blocks(body, 1, turn.faq.content.facts.find)
    except UnknownFactError:
        return 0, 0
    lengths = [len(plain(block)) for block in blocks]
    return (lengths[0] if lengths else 0), sum(lengths)


@step(FLOW, "title", Right.COORDINATOR)
def title_written(turn: Turn) -> Reply:
    """Take the title."""
    title = clean(turn.typed, limit=TITLE_LIMIT)
    return _take(turn, Part.TITLE, title) if title else _ask(turn, Part.TITLE, (Fault.EMPTY,))


@step(FLOW, "body", Right.COORDINATOR)
@step(FLOW, "preview", Right.COORDINATOR)
def body_written(turn: Turn) -> Reply:
    """Take the text; below the preview, what is written is the text once more."""
    body = clean(turn.typed, limit=_BODY_TYPED, keep_lines=True)
    if wrong := faults(body, turn.faq.content.facts.find):
        return _ask(turn, Part.BODY, wrong, body)
    return _take(turn, Part.BODY, body)


@step(FLOW, "ways", Right.COORDINATOR)
def ways_written(turn: Turn) -> Reply:
    """Take the ways of asking, one per line."""
    ways = [clean(line, limit=WAY_LIMIT) for line in turn.typed.splitlines()]
    found = list(dict.fromkeys(way for way in ways if way))[:WAYS_AT_MOST]
    if not found:
        return _ask(turn, Part.WAYS, (Fault.EMPTY,))
    return _take(turn, Part.WAYS, "\n".join(found))


@press("faq_no_ways", right=Right.COORDINATOR)
def no_ways(turn: Turn) -> Reply:
    """Go on without ways of asking."""
    if "language" not in turn.said(FLOW):
        return turn.over()
    return _take(turn, Part.WAYS, "")


def _take(turn: Turn, part: Part, value: str) -> Reply:
    """Note a part and ask for the next one that is missing, or show the preview."""
    said = {**turn.said(FLOW), part.value: value}
    left = next((one for one in Part if one.value not in said), None)
    if left is not None:
        turn.ask(FLOW, left.value, **said)
        return _ask(turn, left)
    turn.ask(FLOW, "preview", **said)
    return _preview(turn)


def _text(turn: Turn) -> LocalText:
    said = turn.said(FLOW)
    return LocalText(
        slug=str(said["slug"]),
        language=str(said["language"]),
        title=str(said["title"]),
        body=str(said["body"]),
        questions=tuple(str(said.get("ways", "")).splitlines()),
    )


def _preview(turn: Turn) -> Reply:
    """Show the answer as newcomers will read it, and below it what can be done."""
    text = _text(turn)
    content = turn.faq.content
    entry = LocalEntry(
        slug=text.slug or "local-0",
        language=text.language,
        title=text.title,
        questions=text.questions,
        body=text.body,
        checked_on=turn.today,
        review_by=None,
        replaces=True,
    )
    card = answer_of(
        turn.faq,
        topic_of(entry, content),
        wanted=text.language,
        today=turn.today,
        zone=turn.house.zone,
    )
    return turn.reply(
        d.DraftReady(answer=card, questions=text.questions, changes=_changes(turn, text))
    )


def _changes(turn: Turn, text: LocalText) -> tuple[Change, ...]:
    """Return what saving may mean: for a new topic, a translation, or a correction."""
    content = turn.faq.content
    if not text.slug:
        return (Change.MEANING,)
    how = state.state(content, text.slug, text.language)
    if how in {state.State.MISSING, state.State.OUTDATED}:
        return (Change.TRANSLATION, Change.MEANING)
    others = [one for one in content.languages if one != text.language]
    alone = not any(content.topic(text.slug, one) for one in others)
    return (Change.MEANING,) if alone else (Change.MINOR, Change.MEANING)


@press("faq_save", str, right=Right.COORDINATOR)
def save(turn: Turn) -> Reply:
    """Keep the text; the next question finds it."""
    said = turn.said(FLOW)
    if any(part.value not in said for part in Part) or turn.word not in set(Change):
        return turn.over()
    text, change = _text(turn), Change(turn.word)
    if not text.slug:
        slug = service.create(
            turn.tx,
            turn.standing,
            language=text.language,
            title=text.title,
            body=text.body,
            questions=text.questions,
            now=turn.now,
            today=turn.today,
        )
    else:
        slug = text.slug
        service.save(turn.tx, turn.standing, _edit(turn, text, change), turn.now, turn.today)
    turn.end()
    return _saved(turn, slug, text)


def _edit(turn: Turn, text: LocalText, change: Change) -> Edit:
    here = turn.faq.content.topic(text.slug, text.language)
    return Edit(
        text=text,
        change=change,
        newest=latest(turn, text.slug),
        version=0 if here is None else state.introduced(here),
        follows=0 if here is None else state.follows(here),
    )


def _saved(turn: Turn, slug: str, text: LocalText) -> Reply:
    content = turn.faq.content
    outdated = tuple(
        language
        for language in turn.house.languages
        if state.state(content, slug, language) is state.State.OUTDATED
    )
    return turn.reply(
        d.TextSaved(
            slug=slug,
            language=text.language,
            title=text.title,
            own=is_own(slug),
            outdated=outdated,
        ),
        said=m.Say(note=m.Note.SAVED),
    )
