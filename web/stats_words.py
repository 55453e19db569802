"""What the script of the statistics page says, in the person's language: it holds no words of its own."""

from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


WORDS = {
    "own": _("Own days"),
    "before": _("the period before"),
    "compared": _("Compared with {days}"),
    "nothing": _("Nothing in these days"),
    "table": _("Table"),
    "total": _("Total"),
    "was": _("{title}: the period before"),
    "wrong": _("Choose the first and the last day."),
    "failed": _("The statistics could not be loaded."),
    "away": _("The server does not answer. What was loaded stays on the screen."),
    "making": _("The file is being made"),
    "file_failed": _("The file could not be made. Try once more."),
}


def spoken(t: Words) -> dict[str, str]:
    """The words by their name in the script; what is in braces is filled in there."""
    holes = {name: f"{{{name}}}" for name in ("days", "title")}
    return {name: t.plain(msgid, **holes) for name, msgid in WORDS.items()}
