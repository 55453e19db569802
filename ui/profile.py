"""The bot's page in Telegram, before Start is pressed."""

from ui.texts import Words


def short_description(t: Words) -> str:
    """On the bot's page and in shared links, at most 120 characters."""
    return t.plain("Order a game, see your games, get reminders. Staff run the club's day here.")


def description(t: Words) -> str:
    """In the empty chat, at most 512 characters."""
    return t.plain("Here you order a game: choose a day and a free time, and we confirm.\n\nPress Start.")


def first_commands(t: Words) -> list[tuple[str, str]]:
    """What is listed before the bot knows who somebody is."""
    return [("start", t.plain("Begin")), ("help", t.plain("What I can do"))]
