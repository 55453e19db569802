"""People's Excel files read in: what a file would do is shown, done all or nothing, and can be taken back."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from domain.access import Actor, Permission, command, query, require
from domain.errors import Conflict, Invalid, Outdated
from domain.imports import (
    LAYOUTS,
    Addition,
    Change,
    ImportView,
    Kept,
    Kind,
    Plan,
    Problem,
    Undone,
    Upload,
    checked_mapping,
    picked,
)
from services.import_targets import TARGETS

if TYPE_CHECKING:
    from models import Import
    from repositories.uow import Uow

KIND = "import"


@query(Permission.DIRECTORIES)
def dry_run(uow: "Uow", actor: Actor, upload: Upload) -> Plan:
    """What the file would add and change, and which rows are refused and why; nothing is changed."""
    require(actor, TARGETS[upload.kind].permission)
    return _plan(uow, upload)


@command(Permission.DIRECTORIES)
def apply(uow: "Uow", actor: Actor, upload: Upload, seal: str) -> ImportView:
    """Do what was shown, all of it or nothing; the same file again has no second effect.

    Raises ``Invalid`` where rows are refused or nothing is to be done, ``Outdated`` where something has changed since
    it was shown.
    """
    target = TARGETS[upload.kind]
    require(actor, target.permission)
    if (known := uow.imports.find_by_origin(_origin(upload))) is not None:
        return _view(uow, known)
    plan = _plan(uow, upload)
    if plan.refused:
        raise Invalid("Nothing was read in: some rows are refused. Please correct them in the file.")
    if not plan.added and not plan.changed:
        raise Invalid("There is nothing to read in: all of it is here already.")
    if plan.seal != seal:
        raise Outdated("Something has changed since. Here is how it stands now.")
    made = uow.imports.new(
        kind=upload.kind, user_id=actor.user_id or None, file_name=upload.file_name[:255],
        mapping=dict(upload.mapping), added=len(plan.added), changed=len(plan.changed), origin=_origin(upload),
    )  # fmt: skip
    _carry_out(uow, actor, made.id, plan)
    counts = {"file": made.file_name, "added": made.added, "changed": made.changed}
    uow.audit.record(actor, "imported", KIND, made.id, None, counts)
    return _view(uow, made)


@query(Permission.DIRECTORIES)
def listed(uow: "Uow", actor: Actor) -> tuple[ImportView, ...]:
    """The latest imports, newest first."""
    return tuple(_view(uow, one) for one in uow.imports.list_latest())


@command(Permission.DIRECTORIES)
def undo(uow: "Uow", actor: Actor, import_id: int) -> Undone:
    """Take an import back where nobody has changed the thing since; says what stays, and why. Twice does nothing more.

    A thing that the import has added stays where something belongs to it by now.
    """
    row = uow.imports.get(import_id)
    target = TARGETS[Kind(row.kind)]
    require(actor, target.permission)
    if row.undone_at is not None:
        return Undone(_view(uow, row), 0, 0, ())
    noted = uow.imports.rows_of(import_id)
    things = target.by_ids(uow, [subject for subject, _before, _version in noted])
    used = target.used(uow, [subject for subject, before, _version in noted if before is None])
    removed, restored, kept = 0, 0, []
    for subject, before, version in noted:
        thing = things.get(subject)
        if (why := _stays(thing, version, before is None and subject in used)) is not None:
            kept.append(Kept(subject, target.words(thing) if thing else "", why))
        elif before is None:
            target.remove(uow, thing)
            uow.audit.record(actor, "deleted", target.subject, subject)
            removed += 1
        else:
            _edit(uow, actor, target.subject, subject, thing, before)
            restored += 1
    row.undone_at, row.origin = uow.now, None  # the same file may be read in anew
    uow.audit.record(actor, "undone", KIND, import_id, None, {"removed": removed, "restored": restored})
    return Undone(_view(uow, row), removed, restored, tuple(kept))


# --- inside ---


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


def _stays(thing: Any, version: int, is_used: bool) -> str | None:
    """Why a thing is left as it is (msgid); None where it can be taken back."""
    if thing is None:
        return _("It was deleted since.")
    if thing.version != version:
        return _("It was changed since.")
    return _("Something belongs to it by now.") if is_used else None


def _plan(uow: "Uow", upload: Upload) -> Plan:
    chosen = LAYOUTS[upload.kind]
    mapping = checked_mapping(upload.kind, upload.mapping, len(upload.sheet.headings))
    read = [(row, *chosen.read(picked(mapping, cells), uow.place.region)) for row, cells in upload.sheet.rows]
    keys = {chosen.identify(values[chosen.key]) for _row, values, _wrong in read if chosen.key in values}
    known = TARGETS[upload.kind].known(uow, keys)
    planning = _Planning(upload.kind, known)
    for row, values, wrong in read:
        planning.take(row, values, wrong)
    done = uow.imports.find_by_origin(_origin(upload))
    return planning.plan(len(read), done.id if done else None)


class _Planning:
    """A plan as it grows, row by row."""

    def __init__(self, kind: Kind, known: Mapping[Any, Any]) -> None:
        self.kind, self.known = kind, known
        self.layout, self.target = LAYOUTS[kind], TARGETS[kind]
        self.added: list[Addition] = []
        self.changed: list[Change] = []
        self.refused: list[Problem] = []
        self.same = 0
        self.seen: dict[object, int] = {}

    def take(self, row: int, values: dict[str, str], wrong: Mapping[str, Any]) -> None:
        """One row of the file."""
        if wrong:
            self.refused += [Problem(row, self.layout.column(name).title, error) for name, error in wrong.items()]
            return
        key = self.layout.key
        identity: object = self.layout.identify(values[key])
        found = self.known.get(identity, ())
        if len(found) > 1:
            names = ", ".join(f"№{self.target.id_of(one)}" for one in found)
            self._refuse(row, key, Conflict("Several have it: {names}. Please change them by hand.", names=names))
            return
        thing = found[0] if found else None
        identity = self.target.id_of(thing) if thing is not None else identity
        if (before := self.seen.setdefault(identity, row)) != row:
            self._refuse(row, key, Conflict("The same stands in row {row} already.", row=before))
        elif thing is None:
            self._add(row, values)
        else:
            self._change(row, thing, values)

    def _add(self, row: int, values: dict[str, str]) -> None:
        missing = [column for column in self.layout.columns
                   if column.name in self.layout.required and not values.get(column.name)]  # fmt: skip
        for column in missing:
            self._refuse(row, column.name, Invalid("It is new, and this is missing."))
        if not missing:
            self.added.append(Addition(row, values))

    def _change(self, row: int, thing: Any, values: dict[str, str]) -> None:
        wanted = self.target.wanted(thing, values)
        fields = {name: (getattr(thing, name), value) for name, value in wanted.items()
                  if value and getattr(thing, name) != value}  # fmt: skip
        if fields:
            self.changed.append(Change(row, self.target.id_of(thing), self.target.words(thing), fields))
        else:
            self.same += 1

    def _refuse(self, row: int, name: str, error: Any) -> None:
        self.refused.append(Problem(row, self.layout.column(name).title, error))

    def plan(self, rows: int, applied: int | None) -> Plan:
        """What came of all rows."""
        content = (
            [[one.row, dict(one.values)] for one in self.added],
            [
                [one.row, one.subject_id, {name: list(pair) for name, pair in one.fields.items()}]
                for one in self.changed
            ],
        )
        seal = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
        return Plan(
            self.kind, rows, tuple(self.added), tuple(self.changed), tuple(self.refused), self.same, seal, applied
        )  # fmt: skip


def _carry_out(uow: "Uow", actor: Actor, import_id: int, plan: Plan) -> None:
    target = TARGETS[plan.kind]
    things = target.by_ids(uow, [one.subject_id for one in plan.changed])
    noted: list[tuple[int, dict[str, Any] | None, int]] = []
    events: list[tuple[str, int, dict[str, Any] | None, dict[str, Any] | None]] = []
    for one in plan.changed:
        thing, before = things[one.subject_id], {name: old for name, (old, _new) in one.fields.items()}
        after = {name: new for name, (_old, new) in one.fields.items()}
        for name, value in after.items():
            setattr(thing, name, value)
        thing.updated_at = uow.now
        events.append(("edited", one.subject_id, before, after))
    made = target.add_all(uow, actor, [one.values for one in plan.added])
    for new, row in zip(plan.added, made, strict=True):
        events.append(
            ("created", target.id_of(row), None, {name: value for name, value in new.values.items() if value})
        )
        noted.append((target.id_of(row), None, row.version))
    for change in plan.changed:
        old = {name: before for name, (before, _new) in change.fields.items()}
        noted.append((change.subject_id, old, things[change.subject_id].version))
    uow.imports.note(import_id, noted)
    uow.audit.record_all(actor, target.subject, events)


def _edit(uow: "Uow", actor: Actor, subject: str, subject_id: int, thing: Any, values: Mapping[str, Any]) -> None:
    now = {name: getattr(thing, name) for name in values}
    for name, value in values.items():
        setattr(thing, name, value)
    thing.updated_at = uow.now
    uow.audit.record(actor, "edited", subject, subject_id, now, dict(values))


def _origin(upload: Upload) -> str:
    """One file with one meaning of its columns is one import."""
    said = json.dumps([upload.kind, upload.digest, sorted(upload.mapping.items())])
    return "import:" + hashlib.sha256(said.encode()).hexdigest()[:48]


def _view(uow: "Uow", row: "Import") -> ImportView:
    who = uow.people.names({row.user_id}).get(row.user_id, "") if row.user_id else ""
    return ImportView(
        row.id, Kind(row.kind), row.file_name, who, row.added, row.changed, row.created_at, row.undone_at
    )  # fmt: skip
