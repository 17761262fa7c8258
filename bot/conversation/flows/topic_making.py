"""A good answer becomes a topic in two taps; the title can be typed anew."""

from __future__ import annotations

from bot.conversation import buttons
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain.handover import TITLE_LIMIT
from bot.domain.people import Right, clean
from bot.services import local_answers, question_desk

FLOW = "topic"


@press("make_topic", int, right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Show the topic that question and answer would make."""
    draft = question_desk.topic_draft(turn.tx, turn.standing, turn.number)
    turn.ask(FLOW, "preview", question=turn.number, title=draft.title, language=draft.language)
    return _preview(turn)


def _preview(turn: Turn, said: m.Message | None = None) -> Reply:
    data = turn.said(FLOW)
    draft = question_desk.topic_draft(turn.tx, turn.standing, int(data["question"]))
    title, language = str(data["title"]), str(data["language"])
    # Who answers writes in the asker's language or in their own.
    both = dict.fromkeys((draft.language, turn.language, "de"))
    others = [one for one in both if one != language and one in turn.house.languages]
    return turn.reply(
        h.TopicPreview(
            question_id=int(data["question"]),
            title=title,
            body=draft.body,
            language=language,
            other=others[0] if others else "",
            mark=_mark(title, draft.body, language),
        ),
        said=said,
    )


def _mark(title: str, body: str, language: str) -> int:
    return buttons.mark(f"{language} {title} {body}")


@step(FLOW, "preview", Right.COORDINATOR)
def title_sent(turn: Turn) -> Reply:
    """Take another title."""
    data = turn.said(FLOW)
    question_desk.topic_draft(turn.tx, turn.standing, int(data["question"]))
    if title := clean(turn.typed, limit=TITLE_LIMIT):
        turn.ask(FLOW, "preview", **{**data, "title": title})
    return _preview(turn)


@press("make_lang", str, right=Right.COORDINATOR)
def language_chosen(turn: Turn) -> Reply:
    """Note in which language the topic is written."""
    data = turn.said(FLOW)
    if not data or turn.word not in turn.house.languages:
        return turn.over()
    question_desk.topic_draft(turn.tx, turn.standing, int(data["question"]))
    turn.ask(FLOW, "preview", **{**data, "language": turn.word})
    return _preview(turn)


@press("make_yes", int, right=Right.COORDINATOR)
def made(turn: Turn) -> Reply:
    """Store the topic, if it is the one that stands above the button."""
    data = turn.said(FLOW)
    if not data:
        return turn.over()
    question_id = int(data["question"])
    draft = question_desk.topic_draft(turn.tx, turn.standing, question_id)
    title, language = str(data["title"]), str(data["language"])
    if _mark(title, draft.body, language) != turn.number:
        return _preview(turn, m.Say(note=m.Note.REPLACED))
    slug = local_answers.create(
        turn.tx,
        turn.standing,
        language=language,
        title=title,
        body=draft.body,
        questions=(draft.question,),
        now=turn.now,
        today=turn.today,
    )
    question_desk.note_topic(turn.tx, turn.standing, question_id, turn.now)
    turn.end()
    return turn.reply(h.TopicMade(slug=slug, language=language, title=title))
