"""The child that makes one paper: its facts on stdin, its bytes on stdout.

It is a process of its own because its libraries are large and its input is what people typed:
whatever they do to memory or time ends with this process. It says nothing but the class and the
place of an error, because an error's text may quote a name.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import warnings

from bot.documents.papers import MEMORY_BYTES, TIME_S
from bot.domain.incident import trace


def main(kind: str) -> int:
    """Make a paper of that ``kind``; return 0, or 1 with the trace of the error on stderr."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (TIME_S, TIME_S))
    os.nice(10)  # people who chat go first
    try:
        from bot.documents.makers import MAKERS  # noqa: PLC0415 - large, and within the limits

        content = MAKERS[kind](sys.stdin.buffer.read().decode())
    except Exception as error:  # noqa: BLE001 - the parent hears what it may hear
        sys.stderr.write(json.dumps(trace(error)))
        return 1
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
