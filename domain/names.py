"""Which of the words of a Russian name is the surname, which the name, which the patronymic."""

import re

_PATRONYMIC = re.compile(r".{2,}(?:вич|ьич|мич|вна|ична)", re.IGNORECASE)
_SURNAME = re.compile(
    r".{2,}(?:[оеё]ва?|[иы]на?|ск(?:ий|ая|ой)|цк(?:ий|ая|ой)|енко|[чщ]ук|[ую]к|[иы]х|ян|дзе|швили|оглу)", re.IGNORECASE
)
_LIKE_SURNAMES = """
лев яков ева константин валентин мартин марин августин севастьян ян яна диана стефан ирина марина полина карина кристина
екатерина катерина алина галина нина регина ангелина валентина дина арина альбина сабина эвелина каролина антонина
зарина амина павлина фаина эльвина мадина василина инна рина лина снежана ульяна оксана милана дарьяна руслана илона
"""
_NAMES = frozenset(_LIKE_SURNAMES.split())  # first names that end as surnames do
_LATIN = re.compile(r"[A-Za-z]")


def in_order(words: list[str]) -> tuple[str, str, str]:
    """Surname, name, patronymic of one to many words; what is not there is empty.

    Their endings tell; else the seed's order holds, surname first (S1.28), and in Latin letters the name comes first.
    """
    if len(words) == 1:
        return "", words[0], ""
    at = next((at for at, word in enumerate(words) if at and _PATRONYMIC.fullmatch(word)), None)
    if at == 1:  # «Ольга Сергеевна», «Ольга Сергеевна Минеева»
        return " ".join(words[2:]), words[0], words[1]
    if len(words) > 2:
        return words[0], words[1], " ".join(words[2:])
    first, second = words
    return (second, first, "") if _name_first(first, second) else (first, second, "")


def _name_first(first: str, second: str) -> bool:
    if _like_surname(first) != _like_surname(second):
        return _like_surname(second)
    return bool(_LATIN.match(first))


def _like_surname(word: str) -> bool:
    return word.lower().replace("ё", "е") not in _NAMES and bool(_SURNAME.fullmatch(word))
