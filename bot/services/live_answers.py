"""The questions and answers as they stand in this very transaction, with those of this place."""

from __future__ import annotations

from bot.domain.local_answers import LocalAnswer
from bot.faq.faq import Faq
from bot.faq.local import LocalEntry
from bot.store import local_answers
from bot.store.database import Tx


class Live:
    """Puts the local answers over the official ones, anew only when they changed.

    The number that says so is random: what was made inside a transaction that was rolled back is
    never taken for what somebody else writes afterwards.
    """

    def __init__(self) -> None:
        self._made: tuple[Faq, int, Faq] | None = None

    def now(self, official: Faq, tx: Tx) -> Faq:
        """Return the questions and answers as ``tx`` sees them."""
        number = local_answers.revision(tx)
        if number == 0:
            return official
        made = self._made
        if made is None or made[0] is not official or made[1] != number:
            entries = tuple(map(_entry, local_answers.every(tx)))
            made = (official, number, official.with_local(entries))
            self._made = made
        return made[2]


def _entry(answer: LocalAnswer) -> LocalEntry:
    text = answer.text
    return LocalEntry(
        slug=text.slug,
        language=text.language,
        title=text.title,
        questions=text.questions,
        body=text.body,
        checked_on=answer.checked_on,
        review_by=answer.review_by,
        replaces=True,
        version=answer.version,
        follows=answer.follows,
    )
