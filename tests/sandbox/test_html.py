"""Telegram's HTML: what it means, what is refused, and that text stays text."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.formatting import bot_text, clean, find_entities, safe_html
from bot.sandbox.html_parser import parse_html, utf16_length
from bot.sandbox.values import ApiError


@given(st.text())
def test_escaped_text_is_shown_as_it_was_written(text):
    assert parse_html(html.escape(text)) == (text, [])


@given(st.text(), st.text(min_size=1))
def test_a_bold_part_has_its_place_in_utf16_units(before, bold):
    visible, entities = parse_html(f"{html.escape(before)}<b>{html.escape(bold)}</b>")
    assert visible == before + bold
    units = len(before.encode("utf-16-le", "surrogatepass")) // 2
    assert entities == [{"offset": units, "length": utf16_length(bold), "type": "bold"}]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"), ("strong", "bold"), ("i", "italic"), ("em", "italic"),
        ("u", "underline"), ("ins", "underline"), ("s", "strikethrough"),
        ("strike", "strikethrough"), ("del", "strikethrough"), ("code", "code"),
        ("pre", "pre"), ("blockquote", "blockquote"), ("tg-spoiler", "spoiler"), ("B", "bold"),
    ],
)  # fmt: skip
def test_every_tag_has_its_meaning(tag, kind):
    assert parse_html(f"a<{tag}>bc</{tag}>") == (
        "abc",
        [{"offset": 1, "length": 2, "type": kind}],
    )


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        (
            '<a href="https://a.example/?x=1&amp;y=2">x</a>',
            {"type": "text_link", "url": "https://a.example/?x=1&y=2"},
        ),
        ("<a href='a.example'>x</a>", {"type": "text_link", "url": "http://a.example"}),
        (
            '<tg-emoji emoji-id="53">x</tg-emoji>',
            {"type": "custom_emoji", "custom_emoji_id": "53"},
        ),
        (
            '<pre><code class="language-python">x</code></pre>',
            {"type": "pre", "language": "python"},
        ),
    ],
)
def test_attributes_are_understood(source, entity):
    assert parse_html(source) == ("x", [{"offset": 0, "length": 1, **entity}])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ä<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        (
            "<b><i>x</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ('<span class="x">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href", "Unclosed start tag at byte offset 0"),
        ("<a href=http://x>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_broken_html_is_refused_with_telegrams_words(source, reason):
    with pytest.raises(ApiError) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#39;&#x1F600;", "'😀"),
        ("&nbsp;&apos;", "&nbsp;&apos;"),
        ("&#0;&#xD800;&", "&#0;&#xD800;&"),
        ("fish & chips", "fish & chips"),
    ],
)
def test_only_four_named_entities_and_numbers_are_decoded(source, visible):
    assert parse_html(source)[0] == visible


def test_an_empty_tag_leaves_no_entity():
    assert parse_html("<b></b>x") == ("x", [])


def test_a_link_that_leads_nowhere_is_plain_text():
    assert parse_html('<a href="javascript:alert(1)">x</a>') == ("x", [])


def test_outer_white_space_goes_and_entities_follow():
    assert bot_text("\n <b> x </b>\n", "HTML", None) == (
        "x",
        [{"offset": 0, "length": 1, "type": "bold"}],
    )


def test_control_and_bidi_override_characters_go_but_isolates_and_joiners_stay():
    assert clean("a\x00b\r\tc\u202ed\u2068e\u2069f\u200dg") == "a b cd\u2068e\u2069f\u200dg"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("/start now", [("bot_command", "/start")]),
        ("see https://a.example/x?y=1.", [("url", "https://a.example/x?y=1")]),
        (
            "ask @anna_k or anna@mail.example",
            [("mention", "@anna_k"), ("email", "anna@mail.example")],
        ),
        ("www.kreis.example and kreis.de", [("url", "www.kreis.example"), ("url", "kreis.de")]),
        ("#shift 5/6 and/or", [("hashtag", "#shift")]),
        ("10:30, 12.05.", []),
    ],
)
def test_links_commands_and_mentions_are_found(text, kinds):
    found = find_entities(text)
    assert [(e["type"], text[e["offset"] : e["offset"] + e["length"]]) for e in found] == kinds


def test_a_found_entity_is_counted_in_utf16_units():
    assert find_entities("😀 /go") == [{"offset": 3, "length": 3, "type": "bot_command"}]


def test_the_page_gets_matching_tags_even_where_entities_overlap():
    entities = [
        {"offset": 0, "length": 4, "type": "bold"},
        {"offset": 2, "length": 4, "type": "italic"},
    ]
    assert safe_html("ab<def", entities) == "<b>ab<i>&lt;d</i></b><i>ef</i>"


@given(st.text() | st.text(alphabet="<>\"'&@/#.:awhtps de"))
def test_the_page_never_gets_a_tag_from_a_text(text):
    shown = safe_html(text, find_entities(text))
    assert html.unescape(re.sub(r'<a href="[^"<>]*">|</a>', "", shown)) == text


def test_the_page_gets_links_only_to_safe_schemes():
    entity = {"offset": 0, "length": 1, "type": "text_link", "url": "javascript:alert(1)"}
    assert safe_html("x", [entity]) == '<a href="">x</a>'
