"""Which kind of paper is made by what; imported in the child only."""

from __future__ import annotations

from collections.abc import Callable

from bot.documents import certificate
from bot.domain.certificate import CERTIFICATE, from_facts

MAKERS: dict[str, Callable[[str], bytes]] = {
    CERTIFICATE: lambda facts: certificate.make(from_facts(facts)),
}
