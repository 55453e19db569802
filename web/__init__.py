"""The web admin and the HTTP API, in the process of the bot."""

from starlette.convertors import IntegerConvertor, register_url_convertor


class RowNumber(IntegerConvertor):
    """``{id:int}`` of an address: no longer than a number that a database can hold; a longer one is no page (404)."""

    regex = "[0-9]{1,18}"


register_url_convertor("int", RowNumber())  # before the first page is named
