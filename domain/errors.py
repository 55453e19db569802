"""What can go wrong in a use case, each with the sentence the person reads.

A sentence is an English msgid with named arguments; it is put into the person's language where it is shown, never here.
"""


class Term(str):
    """A word inside a sentence that has a translation of its own (`arena`)."""

    __slots__ = ()


class CrmError(Exception):
    """A refusal that a person may read.

    ``msgid`` is the English sentence (also the key of its translation), ``args_`` its named arguments.
    """

    def __init__(self, msgid: str, **args: object) -> None:
        """Keep the sentence and its arguments apart, so that it can be said in any language."""
        super().__init__(msgid)
        self.msgid = msgid
        self.args_ = args

    def __str__(self) -> str:
        """The sentence in English, for logs and test failures."""
        return self.msgid.format(**self.args_)


class Invalid(CrmError):
    """What was typed or chosen can't be used; the sentence says why and shows an example."""


class NotFound(CrmError):
    """The thing does not exist, or not for this person."""


class Forbidden(CrmError):
    """This person may not do this."""


class Conflict(CrmError):
    """Somebody or something else holds what was asked for (a slot, a version, a unique name)."""


class Outdated(CrmError):
    """The button is a request made in the past and the world has moved on."""
