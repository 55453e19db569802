"""What the script of a journal says, in the person's language: it holds no words of its own."""

from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


WORDS = {
    "any": _("any"),
    "from": _("from"),
    "to": _("to"),
    "today": _("today"),
    "week": _("7 days"),
    "month": _("30 days"),
    "clear": _("Clear"),
    "chosen": _("chosen: {n}"),
    "rows": _("Rows: {n}"),
    "page": _("Page {n}"),
    "least": _("at least {n}"),
    "part": _("The first {n} rows that fit were counted; there are more. Narrow the search to see all."),
    "nothing": _("Nothing fits these filters."),
    "empty": _("Nothing here yet. New rows appear by themselves."),
    "failed": _("The table could not be loaded."),
    "away": _("The server does not answer. What was loaded stays on the screen; the page tries again by itself."),
    "added": _("New: {n}"),
    "making": _("Making the file: {done} of {total}"),
    "queued": _("The file waits for its turn"),
    "ready": _("The file is ready"),
    "file_failed": _("The file could not be made. Try once more."),
    "view_name": _("What is this view called?"),
    "soundOn": _("Sound on"),
    "soundOff": _("Sound off"),
    "number": _("12 or 10-20"),
    "letters": _("from {n} letters"),
}


def spoken(t: Words) -> dict[str, str]:
    """The words by their name in the script; what is in braces is filled in there."""
    holes = {name: f"{{{name}}}" for name in ("n", "done", "total")}
    return {name: t.plain(msgid, **holes) for name, msgid in WORDS.items()}
