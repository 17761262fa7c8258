"""Papers for tests in which nobody is handed one."""

from __future__ import annotations

from bot.domain.rendered import Paper


async def no_papers(paper: Paper) -> bytes:
    raise RuntimeError(f"no {paper.kind} is made here")
