"""How updates get in and messages get out with nothing lost."""

import os

# PTB 22 hands out durations as timedelta only where asked to; without it every 429 warns
os.environ.setdefault("PTB_TIMEDELTA", "1")
