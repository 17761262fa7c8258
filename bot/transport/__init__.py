"""The only place that knows Telegram: polling, sending, and the way between both."""

import os

# The client library then gives every duration as a timedelta, as its next version always will.
os.environ.setdefault("PTB_TIMEDELTA", "1")
