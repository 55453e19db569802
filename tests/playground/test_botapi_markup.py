"""Texts: parse modes, entities and their offsets, Telegram's own words for what is wrong."""

from __future__ import annotations

import pytest

from playground.entities import utf16_slice
from playground.errors import ApiError
from playground.markdown import parse_markdown
from playground.markup import parse_html
from playground.views import to_html

PREFIX = "Bad Request: can't parse entities: "


def covered(formatted):
    return [(e["type"], utf16_slice(formatted.text, e["offset"], e["length"])) for e in formatted.entities]


def test_every_tag_becomes_its_entity():
    source = (
        "<b>b</b><strong>s</strong><i>i</i><em>e</em><u>u</u><ins>n</ins><s>s</s><strike>k</strike><del>d</del>"
        "<code>c</code><pre>p</pre><blockquote>q</blockquote><tg-spoiler>t</tg-spoiler>"
        '<span class="tg-spoiler">x</span>'
    )
    assert [kind for kind, _ in covered(parse_html(source))] == [
        "bold", "bold", "italic", "italic", "underline", "underline", "strikethrough", "strikethrough", "strikethrough",
        "code", "pre", "blockquote", "spoiler", "spoiler",
    ]  # fmt: skip


def test_offsets_are_utf16_and_nesting_is_kept():
    formatted = parse_html("👋🏽 <b>Привет, <i>😀 Оля</i></b>!")
    assert formatted.text == "👋🏽 Привет, 😀 Оля!"
    assert covered(formatted) == [("bold", "Привет, 😀 Оля"), ("italic", "😀 Оля")]
    assert formatted.entities[0]["offset"] == 5


def test_references_links_and_code_languages():
    formatted = parse_html("&lt;b&gt; &amp;amp; &quot;&#1055;&#x41f; &nbsp;<a href='https://a.ru/?a=1&amp;b=2'>x</a>")
    assert formatted.text == '<b> &amp; "ПП &nbsp;x'
    assert formatted.entities == [{"type": "text_link", "offset": 20, "length": 1, "url": "https://a.ru/?a=1&b=2"}]
    block = parse_html('<pre><code class="language-python">x = 1</code></pre>')
    assert block.entities == [{"type": "pre", "offset": 0, "length": 5, "language": "python"}]
    assert parse_html("<blockquote expandable>q</blockquote>").entities[0]["type"] == "expandable_blockquote"
    assert parse_html('<a href="tg://user?id=5">Оля</a>').entities[0]["user_id"] == 5
    assert parse_html("<b></b><a href=''></a>x").entities == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("ы <x>a</x>", 'Unsupported start tag "x" at byte offset 3'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a href='x>y</a>", "Unclosed start tag at byte offset 0"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
    ],
)
def test_wrong_html_is_refused_in_telegrams_words(source, words):
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.description == PREFIX + words


def test_markdown():
    formatted = parse_markdown(r"*bold _it_* __u__ ~s~ ||h|| `c\`` [t](https://a.ru/) 1\.5")
    assert formatted.text == "bold it u s h c` t 1.5"
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link"]
    assert [kind for kind, _ in covered(formatted)] == kinds
    with pytest.raises(ApiError, match=r"Character '\.' is reserved and must be escaped"):
        parse_markdown("1.5")
    with pytest.raises(ApiError, match="Can't find end of Bold entity at byte offset 0"):
        parse_markdown("*a")
    assert parse_markdown("1.5 *b*", legacy=True).text == "1.5 b"


def test_a_person_text_gets_its_entities(world):
    text = "/find@frontdesk_bot 😀 +7 999 643-23-87, site.ru, https://a.ru/x?y, a@b.ru, @olga_m #игра 15/16"
    message = world.people.say(world.uid, text)["message"]
    found = [(e["type"], utf16_slice(text, e["offset"], e["length"])) for e in message["entities"]]
    assert found == [
        ("bot_command", "/find@frontdesk_bot"), ("phone_number", "+7 999 643-23-87"), ("url", "site.ru"),
        ("url", "https://a.ru/x?y"), ("email", "a@b.ru"), ("mention", "@olga_m"), ("hashtag", "#игра"),
    ]  # fmt: skip


def test_texts_are_trimmed_and_counted_after_parsing(world):
    message = world.send("\n  <b> a</b>  ", parse_mode="HTML")
    assert message["text"] == "a"
    assert message["entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    assert world.send("<b>" + "x" * 4096 + "</b>", parse_mode="HTML")["entities"][0]["length"] == 4096
    assert (
        world.refused("sendMessage", chat_id=world.uid, text="x" * 4097).description
        == "Bad Request: message is too long"
    )
    for empty in ("", "  \n", "<b></b>"):
        refusal = world.refused("sendMessage", chat_id=world.uid, text=empty, parse_mode="HTML")
        assert refusal.description == "Bad Request: message text is empty"


def test_mentions_of_people_nobody_knows_vanish(world):
    source = f"<a href='tg://user?id={world.uid}'>a</a> <a href='tg://user?id=404'>b</a>"
    entities = world.send(source, parse_mode="HTML")["entities"]
    assert [(e["type"], e["user"]["id"]) for e in entities] == [("text_mention", world.uid)]


def test_a_link_does_not_cut_a_quote_in_two() -> None:
    quote, link = {"type": "blockquote", "offset": 0, "length": 11}, {"type": "url", "offset": 2, "length": 7}
    shown = to_html("a shop.ru b\nc", [quote, link])
    assert shown.startswith("<blockquote>a <a ")
    assert shown.endswith(">shop.ru</a> b</blockquote>\nc")
