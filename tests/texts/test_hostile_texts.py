"""Whatever somebody writes is shown as it is and nothing more: no markup, no turned lines."""

from __future__ import annotations

import os
import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain import messages_coordinator as c
from bot.domain.people import clean, printable, utf16_length
from bot.sandbox.html_parser import parse_html
from bot.texts.limits import shorten, visible
from bot.texts.markup import authored
from bot.texts.render import render
from bot.texts.speech import Html, bold, folded, isolate, trim
from tests.texts import hostile, leaves, samples
from tests.texts.checks import LANGUAGES, breaches, not_isolated, problems, reader
from tests.texts.hostile import FSI, PDI, STRINGS, problems_of_isolates, tags_of

KINDS = tuple(
    sorted(
        (kind for kind, found in samples.SAMPLES_OF.items() if any(map(leaves.texts_of, found))),
        key=lambda kind: kind.__name__,
    )
)
TIMES = 10 if os.environ.get("LOTSE_PROFILE") == "N" else 1


def run(examples):
    """Return settings for so many examples, the same ones every time."""
    return settings(
        max_examples=examples * TIMES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@cache
def places(kind):
    """Return all (message, leaf) of the samples of ``kind`` that carry a text."""
    return tuple(
        (message, leaf)
        for message in samples.SAMPLES_OF[kind]
        for leaf in leaves.texts_of(message)
        if not re.search(r"\.([3-9]|\d\d)\b", leaf.path)  # the fourth is like the third
    )


@pytest.mark.slow
@run(1000)
@given(
    st.sampled_from(KINDS).flatmap(lambda kind: st.sampled_from(places(kind))),
    STRINGS,
    st.sampled_from(LANGUAGES),
)
def test_a_hostile_text_stays_text(place, value, language):
    message, leaf = place
    assert breaches(message, leaf, value, language) == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_place_lets_markup_or_direction_marks_through(language):
    value = "<b>x</b> & <a href='y'> \u202ez\u2069\u2069\n\nc"
    found = [
        (leaf.path, breach)
        for kind in KINDS
        for message, leaf in places(kind)
        for breach in breaches(message, leaf, value, language)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_between_our_words_has_its_own_direction(language):
    assert not_isolated(language) == []


@pytest.mark.slow
@run(150)
@given(
    st.sampled_from(KINDS).flatmap(lambda kind: leaves.strategy(kind, STRINGS)),
    st.sampled_from(LANGUAGES),
)
def test_a_message_of_hostile_texts_only_is_taken_by_telegram(message, language):
    assert problems(render(message, reader(language))) == []


# --- what an author formatted

TAGS = (
    *("<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>", "<code>", "</code>", "<pre>"),
    *("</pre>", "<blockquote>", "<blockquote expandable>", "</blockquote>", "</a>", "</span>"),
    *('<a href="https://a.example/?b=1&amp;c=2">', '<span class="tg-spoiler">', "<tg-spoiler>"),
    *("</tg-spoiler>", '<pre><code class="language-py">', "<a href='x'>", "<B>", "<b >", "</b >"),
    *('<a href="javascript:x">', "<b", "<span>", '<tg-emoji emoji-id="5">', "</tg-emoji>"),
    *("<i onclick=x>", "text", " ", "\n"),
)
MARKUP = st.lists(
    st.one_of(
        st.sampled_from(hostile.PIECES),
        st.sampled_from(TAGS),
    ),
    max_size=14,
).map("".join)


@pytest.mark.slow
@run(400)
@given(MARKUP, st.sampled_from(LANGUAGES))
def test_a_forged_announcement_is_still_taken_by_telegram(markup, language):
    for message in (
        c.Announcement(initiative="A", markup=markup),
        c.AnnouncementPreview(
            initiative="A", markup=markup, reachable=1, opted_out=1, unreachable=1
        ),
    ):
        assert problems(render(message, reader(language))) == []


@pytest.mark.slow
@run(400)
@given(MARKUP)
def test_authored_markup_is_well_formed_and_made_only_once(markup):
    once = authored(markup)
    parse_html(once)
    assert authored(once) == once


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (samples.MARKUP, samples.MARKUP),
        ("<b>a", "<b>a</b>"),
        ("a</b>", "a"),
        ("<b><i>a</b>b</i>", "<b><i>a</i></b>b"),
        ("<script>a</script>", "a"),
        ("1 < 2 & 3 &copy;", "1 &lt; 2 &amp; 3 &amp;copy;"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("a\u202eb", "ab"),
        ('<a href="https://a.example">x', '<a href="https://a.example">x</a>'),
    ],
)
def test_an_authors_markup_keeps_what_is_sound(markup, expected):
    assert authored(markup) == expected


# --- shortening

TEMPLATES = st.lists(
    st.one_of(
        STRINGS.map(lambda text: isolate(clean(text, limit=4000))),
        STRINGS.map(lambda text: bold(isolate(printable(text)))),
        STRINGS.map(lambda text: folded(bold(text))),
        st.sampled_from([Html("Text: "), Html("\n"), Html("&amp;&lt;"), Html("<i>x</i>")]),
    ),
    max_size=6,
).map("".join)


@pytest.mark.slow
@run(300)
@given(TEMPLATES, st.integers(0, 60) | st.sampled_from([1024, 4096]))
def test_shortening_never_cuts_inside_a_tag_or_a_letter(html, limit):
    text, _entities = parse_html(html)
    short, _entities = parse_html(shorten(html, limit))
    assert utf16_length(short) <= limit
    if utf16_length(text) <= limit:
        assert shorten(html, limit) == html
    else:
        assert text.startswith(short.rstrip(PDI).removesuffix("…"))
    before = [tag for tag in tags_of(html) if not tag.startswith("</")]
    kept = [tag for tag in tags_of(shorten(html, limit)) if not tag.startswith("</")]
    assert before[: len(kept)] == kept


WITH_VALUES = st.lists(
    st.one_of(
        st.text(alphabet="ab <&é👍\u200d", max_size=9).map(lambda text: FSI + text + PDI),
        st.text(alphabet="ab <&é👍\u200d", max_size=9),
    ),
    max_size=6,
).map("".join)


@pytest.mark.slow
@run(300)
@given(WITH_VALUES, st.integers(2, 40))
def test_a_cut_leaves_no_isolate_open(text, limit):
    assert problems_of_isolates(trim(text, limit)) == []
    assert utf16_length(trim(text, limit)) <= limit
    assert problems_of_isolates(visible(shorten(bold(text), limit))) == []
