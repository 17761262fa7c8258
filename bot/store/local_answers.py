"""Answers of this place, who confirmed a topic, and the number that says that they changed."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from bot.domain.local_answers import PREFIX, Confirmation, LocalAnswer, LocalText
from bot.store.codec import to_ms
from bot.store.database import Row, Tx

_BITS = 53


def _answer_of(row: Row) -> LocalAnswer:
    return LocalAnswer(
        text=LocalText(
            slug=row["slug"],
            language=row["language"],
            title=row["title"],
            body=row["body"],
            questions=tuple(row["questions"].splitlines()),
        ),
        version=row["version"],
        follows=row["source_version"],
        checked_on=date.fromisoformat(row["checked_on"]),
        review_by=date.fromisoformat(row["review_by_on"]),
    )


def every(tx: Tx) -> tuple[LocalAnswer, ...]:
    """Return all local answers, the languages of a topic one after the other."""
    return tuple(map(_answer_of, tx.all("SELECT * FROM local_entry ORDER BY slug, language")))


def find(tx: Tx, slug: str, language: str) -> LocalAnswer | None:
    """Return the local answer in exactly this language, or None."""
    row = tx.one(
        "SELECT * FROM local_entry WHERE slug = :slug AND language = :l", slug=slug, l=language
    )
    return None if row is None else _answer_of(row)


def put(tx: Tx, answer: LocalAnswer, author_id: int, now: datetime) -> None:
    """Store a local answer in place of what its topic said in its language."""
    text = answer.text
    tx.run(
        """INSERT INTO local_entry (slug, language, title, questions, body, version,
                source_version, checked_on, review_by_on, author_id, created_at, updated_at)
           VALUES (:slug, :l, :title, :questions, :body, :version, :follows, :checked, :review,
                :author, :now, :now)
           ON CONFLICT DO UPDATE SET title = :title, questions = :questions, body = :body,
                version = :version, source_version = :follows, checked_on = :checked,
                review_by_on = :review, author_id = :author, updated_at = :now""",
        slug=text.slug,
        l=text.language,
        title=text.title,
        questions="\n".join(text.questions),
        body=text.body,
        version=answer.version,
        follows=answer.follows,
        checked=answer.checked_on.isoformat(),
        review=answer.review_by.isoformat(),
        author=author_id,
        now=to_ms(now),
    )
    _touch(tx)


def drop(tx: Tx, slug: str, language: str) -> bool:
    """Delete a local answer; False if there was none."""
    found = tx.run(
        "DELETE FROM local_entry WHERE slug = :slug AND language = :l", slug=slug, l=language
    )
    _touch(tx)
    return found == 1


def new_slug(tx: Tx) -> str:
    """Return the name of a new topic of this place, which none had before."""
    tx.run("UPDATE faq_revision SET last_local = last_local + 1")
    return f"{PREFIX}{tx.count('SELECT last_local FROM faq_revision')}"


def revision(tx: Tx) -> int:
    """Return the number of the present local answers; 0 until the first one is written."""
    return tx.count("SELECT number FROM faq_revision")


def _touch(tx: Tx) -> None:
    tx.run("UPDATE faq_revision SET number = :n", n=1 + secrets.randbits(_BITS))


def confirmation(tx: Tx, slug: str) -> Confirmation | None:
    """Return when somebody last said that the topic is still valid, or None."""
    row = tx.one("SELECT * FROM faq_confirmation WHERE slug = :slug", slug=slug)
    return None if row is None else _confirmation_of(row)


def confirmations(tx: Tx) -> dict[str, Confirmation]:
    """Return all confirmations by topic."""
    rows = tx.all("SELECT * FROM faq_confirmation")
    return {row["slug"]: _confirmation_of(row) for row in rows}


def _confirmation_of(row: Row) -> Confirmation:
    return Confirmation(
        confirmed_on=date.fromisoformat(row["confirmed_on"]),
        review_by=date.fromisoformat(row["review_by_on"]),
    )


def confirm(tx: Tx, slug: str, value: Confirmation, person_id: int) -> None:
    """Store that somebody has looked at the topic in all its languages."""
    tx.run(
        """INSERT OR REPLACE INTO faq_confirmation
               (slug, confirmed_on, review_by_on, confirmed_by)
           VALUES (:slug, :day, :review, :p)""",
        slug=slug,
        day=value.confirmed_on.isoformat(),
        review=value.review_by.isoformat(),
        p=person_id,
    )
