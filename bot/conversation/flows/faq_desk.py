"""Coordinators look after the answers: what is due, what is missing, what nobody could answer."""

from __future__ import annotations

from datetime import date

from bot.conversation import buttons
from bot.conversation.answers import in_groups
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_faq_desk as d
from bot.domain.errors import NotFoundError
from bot.domain.local_answers import is_own
from bot.domain.messages_faq_desk import DeskList
from bot.domain.people import Right
from bot.faq.content import Topic
from bot.faq.state import State, newest, overdue, review, source_of, state
from bot.services import local_answers as service
from bot.services import unanswered
from bot.store import local_answers as store
from bot.store.unanswered import Word

_PER_PAGE = 8


@command("faq", Right.COORDINATOR)
@press("faq", right=Right.COORDINATOR)
def desk(turn: Turn) -> Reply:
    """Show what there is to do."""
    turn.end()
    return turn.reply(
        d.FaqDesk(
            due=len(_slugs(turn, DeskList.DUE)),
            local=len(_slugs(turn, DeskList.LOCAL)),
            incomplete=len(_slugs(turn, DeskList.INCOMPLETE)),
            unanswered=len(unanswered.listed(turn.tx, turn.standing)),
            lead=turn.standing.right >= Right.LEAD,
        )
    )


def _slugs(turn: Turn, which: DeskList) -> tuple[str, ...]:
    content = turn.faq.content
    if which is DeskList.DUE:
        return overdue(content, store.confirmations(turn.tx), turn.today)
    if which is DeskList.LOCAL:
        return tuple(dict.fromkeys(one.text.slug for one in store.every(turn.tx)))
    lacking = {State.MISSING, State.OUTDATED}
    return tuple(
        slug
        for slug in content.slugs
        if any(state(content, slug, one) in lacking for one in turn.house.languages)
    )


def shown(turn: Turn, slug: str) -> Topic:
    """Return the topic in the coordinator's language or the next best.

    Raises:
        NotFoundError: there is no such topic.
    """
    topic = turn.faq.topic(slug, turn.language)
    if topic is None:
        raise NotFoundError
    return topic


@press("faq_list", str, int, right=Right.COORDINATOR)
def listed(turn: Turn) -> Reply:
    """Show one list of topics."""
    if turn.word not in set(DeskList):
        return desk(turn)
    which = DeskList(turn.word)
    slugs, page, pages = _page(_slugs(turn, which), int(turn.args[1]))
    return turn.reply(
        d.DeskTopics(
            which=which,
            topics=tuple(
                (slug, shown(turn, slug).title, _since(turn, slug, which)) for slug in slugs
            ),
            page=page,
            pages=pages,
            total=len(_slugs(turn, which)),
        )
    )


def _since(turn: Turn, slug: str, which: DeskList) -> date | None:
    """Return when a topic that is due was last looked at, in the language in which longest ago."""
    return _review(turn, slug)[0] if which is DeskList.DUE else None


def _review(turn: Turn, slug: str) -> tuple[date | None, bool]:
    confirmed = store.confirmation(turn.tx, slug)
    content = turn.faq.content
    texts = (content.topic(slug, language) for language in content.languages)
    found = [review(one, confirmed, turn.today) for one in texts if one is not None]
    days = [one.checked_on for one in found if one.checked_on is not None]
    everywhere = len(days) == len(found)
    return (min(days) if days and everywhere else None), any(one.due for one in found)


def _page(slugs: tuple[str, ...], wanted: int) -> tuple[tuple[str, ...], int, int]:
    pages = max(1, -(-len(slugs) // _PER_PAGE))
    page = max(0, min(wanted, pages - 1))
    return slugs[page * _PER_PAGE : (page + 1) * _PER_PAGE], page, pages


@press("faq_groups", right=Right.COORDINATOR)
def groups(turn: Turn) -> Reply:
    """Ask which group the topic belongs to that is to be corrected."""
    found = in_groups(turn.faq, turn.language)
    return turn.reply(
        d.DeskGroups(groups=tuple((group, len(topics)) for group, topics in found.items()))
    )


@press("faq_group", str, int, right=Right.COORDINATOR)
def group(turn: Turn) -> Reply:
    """Show the topics of a group."""
    topics = dict(in_groups(turn.faq, turn.language).get(turn.word, ()))
    if not topics:
        return groups(turn)
    slugs, page, pages = _page(tuple(topics), int(turn.args[1]))
    return turn.reply(
        d.DeskGroup(
            group=turn.word,
            topics=tuple((slug, topics[slug]) for slug in slugs),
            page=page,
            pages=pages,
        )
    )


@press("faq_topic", str, right=Right.COORDINATOR)
def topic(turn: Turn) -> Reply:
    """Show how far a topic has come in each language."""
    return turn.reply(_topic_card(turn, turn.word))


def _topic_card(turn: Turn, slug: str) -> d.DeskTopic:
    content = turn.faq.content
    checked_on, due = _review(turn, slug)
    return d.DeskTopic(
        slug=slug,
        title=shown(turn, slug).title,
        languages=tuple(
            d.LanguageState(
                language=language,
                state=state(content, slug, language),
                local=store.find(turn.tx, slug, language) is not None,
            )
            for language in turn.house.languages
        ),
        checked_on=checked_on,
        due=due,
    )


@press("faq_valid", str, right=Right.COORDINATOR)
def still_valid(turn: Turn) -> Reply:
    """Note that a topic is still valid, in all languages at once."""
    shown(turn, turn.word)
    service.confirm(turn.tx, turn.standing, turn.word, turn.now, turn.today)
    return turn.reply(_topic_card(turn, turn.word), said=m.Say(note=m.Note.SAVED))


@press("faq_text", str, str, right=Right.COORDINATOR)
def text(turn: Turn) -> Reply:
    """Show what a topic says in one language, and what can be done with it."""
    slug, language = turn.word, str(turn.args[1])
    content = turn.faq.content
    shown(turn, slug)
    here = content.topic(slug, language)
    how = state(content, slug, language)
    model = source_of(content, slug) if how in {State.MISSING, State.OUTDATED} else None
    local = store.find(turn.tx, slug, language)
    return turn.reply(
        d.DeskText(
            slug=slug,
            language=language,
            title="" if here is None else here.title,
            body="" if here is None else here.body.strip(),
            questions=() if local is None else local.text.questions,
            state=how,
            local=local is not None,
            own=is_own(slug),
            model="" if model is None else model.body.strip(),
            model_language="" if model is None else model.language,
        )
    )


@press("faq_back", str, str, right=Right.COORDINATOR)
def take_back_ask(turn: Turn) -> Reply:
    """Ask before a text is taken back; where it is gone, show what is there now."""
    slug, language = turn.word, str(turn.args[1])
    found = store.find(turn.tx, slug, language)
    if found is None:
        return turn.reply(_topic_card(turn, slug), said=m.Say(note=m.Note.STALE))
    original = turn.house.faq.content.topic(slug, language) is not None
    return turn.reply(
        d.TakeBackAsk(slug=slug, language=language, title=found.text.title, original=original)
    )


@press("faq_back_yes", str, str, right=Right.COORDINATOR)
def take_back(turn: Turn) -> Reply:
    """Take a text back: the original is shown again, if there is one."""
    slug, language = turn.word, str(turn.args[1])
    found = store.find(turn.tx, slug, language)
    if found is None or not service.take_back(turn.tx, turn.standing, slug, language, turn.now):
        return turn.reply(_topic_card(turn, slug), said=m.Say(note=m.Note.STALE))
    left = turn.faq.topic(slug, turn.language)
    return turn.reply(
        d.TakenBack(
            slug="" if left is None else slug,
            title=found.text.title,
            original=turn.house.faq.content.topic(slug, language) is not None,
        )
    )


@press("faq_words", int, right=Right.COORDINATOR)
def words(turn: Turn) -> Reply:
    """Show the words that found no answer, the most frequent first."""
    found = unanswered.listed(turn.tx, turn.standing)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = max(0, min(turn.number, pages - 1))
    return turn.reply(
        d.Unanswered(
            words=tuple(_line(one) for one in found[page * _PER_PAGE : (page + 1) * _PER_PAGE]),
            page=page,
            pages=pages,
            total=len(found),
        )
    )


def _line(word: Word) -> d.WordLine:
    mark = buttons.mark(f"{word.language} {word.folded}")
    return d.WordLine(mark=mark, word=word.word, language=word.language, times=word.times)


def pressed_word(turn: Turn) -> Word | None:
    """Return the word that the button means; None if somebody took it off the list."""
    found = unanswered.listed(turn.tx, turn.standing)
    return next((one for one in found if _line(one).mark == turn.number), None)


@press("faq_word", int, right=Right.COORDINATOR)
def word(turn: Turn) -> Reply:
    """Show one word and what can be done about it."""
    found = pressed_word(turn)
    return _words_now(turn) if found is None else turn.reply(d.UnansweredWord(line=_line(found)))


def _words_now(turn: Turn) -> Reply:
    turn.args = (0,)
    return Reply(
        shows=words(turn).shows, toast=turn.only_say(m.Say(note=m.Note.ALREADY_DECIDED)).toast
    )


@press("faq_word_done", int, right=Right.COORDINATOR)
def word_done(turn: Turn) -> Reply:
    """Take a word off the list."""
    found = pressed_word(turn)
    if found is None or not unanswered.done(turn.tx, turn.standing, found, turn.now):
        return _words_now(turn)
    turn.args = (0,)
    return words(turn)


def latest(turn: Turn, slug: str) -> int:
    """Return the latest change of meaning of a topic in any language."""
    return newest(turn.faq.content, slug)
