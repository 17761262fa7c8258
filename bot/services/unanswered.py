"""What nobody could answer, by words and without a person: seen from three different askers on."""

from __future__ import annotations

import hmac
from datetime import date, datetime

from bot.domain.errors import NotAllowedError
from bot.domain.people import Right, Standing
from bot.services import audit
from bot.store import identity
from bot.store import unanswered as store
from bot.store.database import Tx
from bot.store.unanswered import Word

ASKERS = 3
_ASKER_BYTES = 2  # so few that many people share a value


def note(
    tx: Tx, standing: Standing, words: tuple[tuple[str, str], ...], language: str, day: date
) -> None:
    """Note the words of a question without an answer, given as (folded, as people read it).

    Until three different people have used a word, only keyed hashes are kept; the asker's differs
    from word to word, so that nobody's words can be put together. ``day`` is the local day.
    """
    key = identity.installation(tx).encode()
    for folded, shown in words:
        if store.count(tx, folded, language, day):
            continue
        word_hash = hmac.digest(key, f"{language} {folded}".encode(), "sha256")
        asker = hmac.digest(key, word_hash + str(standing.person.id).encode(), "sha256")
        asker_hash = int.from_bytes(asker[:_ASKER_BYTES], "big")
        askers = store.trace(tx, word_hash, asker_hash, day)
        if askers >= ASKERS:
            word = Word(folded=folded, language=language, word=shown, times=askers)
            store.add(tx, word, word_hash, day)


def listed(tx: Tx, standing: Standing) -> tuple[Word, ...]:
    """Return the words, the most frequent first.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    _need_coordinator(standing)
    return store.every(tx)


def done(tx: Tx, standing: Standing, word: Word, now: datetime) -> bool:
    """Take a word off the list; False if somebody did before.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    _need_coordinator(standing)
    if not store.drop(tx, word.folded, word.language):
        return False
    audit.of_topic(tx, standing.person.id, "unanswered.done", "unanswered", now)
    return True


def _need_coordinator(standing: Standing) -> None:
    if standing.right < Right.COORDINATOR:
        raise NotAllowedError
