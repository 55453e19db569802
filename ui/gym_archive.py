"""Putting a plan, a coach or a group into the archive: what becomes of what names it (S5.48)."""

from markupsafe import Markup

from domain.coaches import CoachView
from domain.groups import Changed, Kept
from domain.gym import Book
from domain.membership_views import PlanView
from ui.gym import Archived, Item, Restored, to_item, to_list
from ui.screen import DANGER, Screen, bold, keyboard, lines, press
from ui.texts import Words

KEPT = 8  # trainings that are named


def archive_question(t: Words, book: Book, one: Item, changed: Changed | None = None) -> Screen:
    """Names it and says what becomes of what names it; ``changed``: what of a group's trainings."""
    match one:
        case PlanView():
            said: list[Markup | None] = [t("Nobody can buy it any more. What was sold keeps its terms.")]
        case CoachView():
            said = left_by(t, one)
        case _:
            said = [
                t.count("{n} person leaves it.", "{n} people leave it.", one.people) if one.people else None,
                *became(t, changed),
            ]
    return Screen(
        lines(bold(t("Put “{title}” into the archive?", title=one.name)), *said),
        keyboard(
            [press(t.plain("🗄 To the archive"), Archived(book, one.id), DANGER)], to_item(t, book, one.id)
        ),
    )  # fmt: skip


def left_by(t: Words, one: CoachView) -> list[Markup | None]:
    """What of a coach's stays without one."""
    if not one.ahead and not one.groups:
        return [t("No group and no training ahead is theirs.")]
    ahead = t.count(
        "{n} training ahead stays without a coach.", "{n} trainings ahead stay without a coach.", one.ahead
    )  # fmt: skip
    return [
        ahead if one.ahead else None,
        t("Groups left without a coach: {names}", names=", ".join(one.groups)) if one.groups else None,
        t("To hand them over first, choose another coach for the trainings and the groups."),
    ]


def became(t: Words, changed: Changed | None) -> list[Markup | None]:
    """What becomes of trainings made already; nothing where there are none."""
    if changed is None:
        return []
    more = len(changed.kept) - KEPT
    return [
        t("Trainings that go, nobody is at them: {n}", n=changed.removed) if changed.removed else None,
        t("Trainings that stay, because of people:") if changed.kept else None,
        *[_kept(t, one) for one in changed.kept[:KEPT]],
        t("and {n} more", n=more) if more > 0 else None,
    ]


def _kept(t: Words, one: Kept) -> Markup:
    people = t.count("{n} person in it", "{n} people in it", one.people) if one.people else t("invited or signed off")
    return Markup("· {} · {}").format(t.moment(one.starts_at), people)


def archived(t: Words, book: Book, one: Item, changed: Changed | None = None) -> Screen:
    """What became of it."""
    return Screen(
        lines(bold(t("🗄 “{title}” is in the archive", title=one.name)), *became(t, changed)),
        keyboard([press(t.plain("↩️ Take back"), Restored(book, one.id))], to_list(t, book)),
    )
