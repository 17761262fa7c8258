"""S10: whoever coordinates one initiative learns and changes nothing of another."""

from __future__ import annotations

from tests.support import tenants


async def test_a_foreign_id_is_answered_like_a_missing_one(tmp_path):
    assert await tenants.tenants_are_apart(tmp_path) > 80


def test_every_button_with_a_number_is_known_to_this_test():
    assert tenants.unsorted_buttons() == set()


def test_every_dialogue_is_known_to_this_test():
    assert tenants.unsorted_steps() == set()
