"""A form whose page is old: told from what stands meanwhile, and shown anew with what was typed beside it."""

from collections.abc import Iterable, Mapping
from hashlib import sha256

from domain.forms import Stale
from ui.texts import Words


class Changed(Stale):
    """Somebody else has changed it since the form was opened. ``typed``: what else this person had typed, by fields."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        """Keep what they had typed."""
        super().__init__()
        self.typed = typed

    def beside(self, t: Words) -> dict[str, str]:
        """What stands beside each field: nothing typed is lost."""
        return {name: t.plain("You had typed: {text}", text=said) for name, said in self.typed.items()}


def fingerprint(values: Mapping[str, object]) -> str:
    """What a form has shown, told from what stands meanwhile: whoever saves an old page overwrites nobody."""
    return sha256(repr(sorted(values.items())).encode()).hexdigest()[:16]


def changed(stands: Mapping[str, object], typed: Mapping[str, str], names: Iterable[str]) -> Changed:
    """Somebody was faster. ``names``: the fields that are typed into."""
    beside = {}
    for name in names:
        said = typed.get(name, "").strip()
        if said and said != str(stands.get(name) or ""):
            beside[name] = said
    return Changed(beside)
