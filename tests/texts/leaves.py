"""Single values inside messages, and ways to put hostile or extreme ones in their place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from hypothesis import strategies as st

from bot.domain import messages as m
from bot.domain import messages_companion as k
from bot.domain import messages_coordinator as c
from bot.domain import messages_faq_desk as f
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain import messages_topics as t
from bot.domain.people import clean, printable
from tests.texts.samples import SAMPLES_OF


@dataclass(frozen=True)
class Leaf:
    """One value inside a message; ``put`` returns the message with another one in its place."""

    path: str
    value: Any
    put: Callable[[Any], Any]


def leaves(value: Any, path: str = "") -> Iterator[Leaf]:
    """Walk through all values of a message."""
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            inner = getattr(value, field.name)
            for leaf in leaves(inner, f"{path}.{field.name}"):
                yield Leaf(leaf.path, leaf.value, _in_field(value, field.name, leaf.put))
    elif isinstance(value, tuple):
        for place, inner in enumerate(value):
            for leaf in leaves(inner, f"{path}.{place}"):
                yield Leaf(leaf.path, leaf.value, _in_tuple(value, place, leaf.put))
    else:
        yield Leaf(path, value, lambda new: new)


def _in_field(owner: Any, name: str, put: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda new: replace(owner, **{name: put(new)})


def _in_tuple(
    owner: tuple[Any, ...], place: int, put: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    return lambda new: (*owner[:place], put(new), *owner[place + 1 :])


# Names that the program itself chose; nobody can write into them.
_OWN_WORDS = {"slug", "language", "action", "kind", "file_id", "markup", "other"} | {
    *("group", "state", "back", "newer", "model_language"),
}
# Tags and codes out of fixed lists, in the fields of a profile, a role and a filter.
_CODES = {"speaks", "spoken", "tags", "interests", "chosen", "code", "languages", "outdated"}
_PASSAGES = (
    h.QuestionArrived,
    h.QuestionAnswered,
    h.QuestionThread,
    h.MyQuestions,
    h.MyThread,
    h.HelpAsked,
    h.TopicPreview,
    n.HumanConsent,
    f.DeskText,
    f.AskPart,
    n.HumanAnswer,
    k.CompanionWords,
    k.CompanionReport,
)
_OF_TOPICS = (
    n.Suggestions,
    n.TopicAnswer,
    f.DraftReady,
    f.DeskTopics,
    f.DeskGroups,
    f.DeskGroup,
    t.Topics,
    t.TopicGroup,
    t.LetterWord,
)
_WITH_TOPICS = (h.QuestionArrived, h.QuestionThread, n.HumanAnswer)


def texts_of(message: m.Message) -> tuple[Leaf, ...]:
    """Return the text fields of ``message`` that carry what somebody wrote."""
    return tuple(leaf for leaf in leaves(message) if _is_words(message, leaf))


def _is_words(message: m.Message, leaf: Leaf) -> bool:
    if type(leaf.value) is not str or not leaf.value:
        return False
    steps = leaf.path.split(".")
    if steps[-1] in _OWN_WORDS or steps[1] == "commands" or not _CODES.isdisjoint(steps):
        return False
    if isinstance(message, c.AskTime):
        return False  # "17:00-19:00" is also what the button carries
    if isinstance(message, _OF_TOPICS) and steps[-1] == "0":
        return steps[1] in {"sources", "phones"}  # else the slug of (slug, title)
    # Not the slug of (slug, title).
    return not (
        isinstance(message, _WITH_TOPICS) and steps[1].startswith("topic") and steps[-1] == "0"
    )


def shown(message: m.Message, leaf: Leaf, value: str) -> str:
    """Return how ``value`` in the place of ``leaf`` has to look, were there no limits."""
    if ".spans." in leaf.path and leaf.value not in {"+49 2000 123456", "2,29 €"}:
        return printable(value).replace("\n", " ")
    keep = isinstance(message, _PASSAGES) and leaf.path.endswith(
        (".text", ".body", ".now", ".model")
    )
    return clean(value, limit=10_000, keep_lines=keep)


def with_all(
    message: m.Message, wanted: Callable[[m.Message, Leaf], bool], made: Callable[[Any], Any]
) -> m.Message:
    """Return ``message`` with every wanted value replaced by what ``made`` makes of it."""

    def change(value: Any, path: str) -> Any:
        if is_dataclass(value):
            inner = {one.name: getattr(value, one.name) for one in fields(value)}
            return replace(
                value, **{name: change(one, f"{path}.{name}") for name, one in inner.items()}
            )
        if isinstance(value, tuple):
            return tuple(change(one, f"{path}.{place}") for place, one in enumerate(value))
        return made(value) if wanted(message, Leaf(path, value, made)) else value

    return change(message, "")


def with_all_texts(message: m.Message, made: Callable[[], str]) -> m.Message:
    """Return ``message`` with every text that somebody wrote replaced."""
    return with_all(message, _is_words, lambda _old: made())


def with_extreme_ids(message: m.Message) -> m.Message:
    """Return ``message`` with the biggest ids that Telegram gives."""
    return with_all(message, _is_id, lambda old: 2**53 if old > 0 else -(2**53))


def _is_id(_message: m.Message, leaf: Leaf) -> bool:
    steps = leaf.path.split(".")
    named = steps[-1] == "id" or steps[-1].endswith("_id")
    return isinstance(leaf.value, int) and (named or steps[1] == "initiatives")


def strategy(kind: type[m.Message], words: st.SearchStrategy[str]) -> st.SearchStrategy[m.Message]:
    """Return messages of ``kind`` with all their texts drawn from ``words``."""
    return st.builds(
        lambda message, draw: with_all_texts(message, lambda: draw.draw(words)),
        st.sampled_from(SAMPLES_OF[kind]),
        st.data(),
    )
