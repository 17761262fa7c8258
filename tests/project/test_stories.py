"""Every promise names the journey that proves it, and no journey proves nothing."""

from __future__ import annotations

from tests.project import rules


def test_every_story_has_its_journey_and_every_journey_its_story():
    stories = (rules.ROOT / "docs" / "stories.md").read_text(encoding="utf-8")
    assert rules.story_problems(stories) == []
