"""What the portal serves is what was reviewed: vendored by hash, light, from here only, and readable in its colours."""

import gzip
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from portal.kitchen_sink import NAMES, PAGES, PARTS, PORTAL, STATIC, environment, rendered

LOOK: Final = PAGES.parent
VENDORED: Final = tomllib.loads((STATIC / "VENDORED.toml").read_text(encoding="utf-8"))
SHEETS: Final = ("components.css", "theme.css", "layout.css", "print.css")
TEMPLATES: Final = sorted((PORTAL / "templates").rglob("*.html"))

MOST_CSS: Final = 22_000
MOST_JS: Final = 6_000


def _light(*names: str) -> int:
    """Bytes of these files as they travel."""
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def _css(*names: str) -> str:
    """These style sheets without their comments."""
    text = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("file", VENDORED["files"], ids=lambda file: file["path"])
def test_what_others_made_is_the_file_that_was_reviewed(file: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_fonts_and_licences_hold_nothing_else() -> None:
    there = {
        path.relative_to(STATIC).as_posix() for folder in ("fonts", "licences") for path in (STATIC / folder).iterdir()
    }

    assert there | {"components.css"} == {file["path"] for file in VENDORED["files"]}


def test_what_was_vendored_is_what_is_locked() -> None:
    lock = json.loads((LOOK / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name.removeprefix("node_modules/"): package.get("version") for name, package in lock.items()}

    assert {package["name"]: package["version"] for package in VENDORED["packages"]}.items() <= locked.items()


def test_the_lock_of_the_look_holds_hashes_and_no_address() -> None:
    lock = json.loads((LOOK / "package-lock.json").read_text(encoding="utf-8"))["packages"]

    assert [name for name, package in lock.items() if name and "integrity" not in package] == []
    assert [name for name, package in lock.items() if "resolved" in package or "hasInstallScript" in package] == []


def test_nothing_with_a_brand_or_a_closed_licence_is_vendored() -> None:
    assert {package["licence"] for package in VENDORED["packages"]} == {"EUPL-1.2", "OFL-1.1"}
    assert not [
        package for package in VENDORED["packages"] if re.search("rijk|amsterdam|utrecht/design", package["name"])
    ]


def test_a_page_is_light() -> None:
    assert _light(*SHEETS) <= MOST_CSS
    assert _light(*(f"js/{path.name}" for path in (STATIC / "js").iterdir())) <= MOST_JS


def test_styles_ask_nothing_of_another_machine() -> None:
    asked = re.findall(r"""(?:url\(|@import)\s*["']?([^"')]+)""", _css(*SHEETS))

    assert asked
    # Only files of ours: the policy of the portal lets no picture stand in an address (`data:`) either.
    assert [address for address in asked if not address.startswith("#") and not (STATIC / address).is_file()] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(PORTAL).as_posix())
def test_a_template_holds_no_inline_style_or_script_and_no_address(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|https?://", text) == []


def test_every_class_of_a_template_has_a_rule() -> None:
    """A class without one is mistyped, or the components were not vendored anew after a template changed."""
    without = {"utrecht-data-list__item"}  # the design system names it, and gives it nothing
    styled = set(re.findall(r"\.((?:nl|utrecht|er)-[\w-]+)", _css(*SHEETS)))
    used = {
        name
        for template in TEMPLATES
        for name in re.findall(
            r"(?<![\w-])(?:nl|utrecht|er)-[a-z][\w-]*(?<!-)(?![\w-]|\s*\{\{)", template.read_text(encoding="utf-8")
        )
    }

    assert sorted(name for name in used - styled - without if not name.startswith("er-pattern-")) == []


def test_every_variable_is_set_somewhere_or_has_a_fallback() -> None:
    """Or else: run vendor.mjs again, which takes from the tokens what theme.css and layout.css have come to need."""
    text = _css(*SHEETS)
    needed = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", text))

    assert len(needed) > 300
    assert sorted(needed - set(re.findall(r"(--[\w-]+)\s*:", text))) == []


def test_every_value_of_the_theme_is_used() -> None:
    used = set(re.findall(r"var\(\s*(--[\w-]+)", _css(*SHEETS)))

    assert sorted(set(_VALUES) - used) == []


def test_every_building_block_is_shown_in_the_kitchen_sink() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in (*PAGES.glob("*.html"), *TEMPLATES))
    blocks = {
        name
        for part in PARTS.glob("*.html")
        for name in re.findall(r"macro ([a-z]\w*)\(", part.read_text(encoding="utf-8"))
    }

    assert len(blocks) > 50
    assert sorted(name for name in blocks if not re.search(rf"(?<!macro )(?<![\w.]){name}(?:\(| as )", shown)) == []


HOSTILE: Final = '"><script>alert(1)</script>'

CALLS: Final = {
    "text.html": [
        "heading(t)",
        "paragraph(t)",
        "link(t, t, about=t)",
        "foreign(t, t)",
        "bullets([t])",
        "badge(t)",
        "figure(t, t, t)",
    ],
    "actions.html": [
        "button(t, name=t, value=t)",
        "button_link(t, t)",
        "post_button(t, t, t, fields={t: t})",
        "csrf_field(t)",
    ],
    "notices.html": ["alert('info', t, t, t)", "error_summary(t, [(t, t)])", "help_block(t, t, t, t, t)", "loading(t)"],
    "frame.html": ["skip_link(t)", "demo_banner(t, t)", "navigation(t, [{'text': t, 'href': t}])", "back_link(t, t)"],
    "forms.html": [
        "text_field(t, t, t, t, t)",
        "textarea_field(t, t, t, t, t)",
        "radio_group(t, t, [{'value': t, 'text': t}], error=t)",
    ],
    "data.html": [
        "data_list([{'key': t, 'value': t}])",
        "table(t, [{'text': t}] * 2, [[t, t]])",
        "organisation_card(t, t, t, more=t)",
    ],
    "charts.html": ["chart_legend([t])", "chart_frame(t, t, t, t)"],
}


@pytest.mark.parametrize(("part", "call"), [(part, call) for part, calls in CALLS.items() for call in calls])
def test_a_text_is_never_taken_for_markup(part: str, call: str) -> None:
    name = call.partition("(")[0]
    shown = f"{{{{ {call} }}}}" if name != "chart_frame" else f"{{% call {call} %}}{{% endcall %}}"
    made = environment().from_string(f'{{% from "parts/{part}" import {name} %}}{shown}').render(t=HOSTILE)

    assert "<script" not in made
    assert "&lt;script&gt;" in made


@pytest.mark.parametrize("name", NAMES)
def test_a_page_has_one_heading_of_the_first_level_and_no_id_twice(name: str) -> None:
    page = rendered(name)
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert page.count("<h1") == 1
    assert page.index("<main") < page.index("<h1") < page.index("</main")
    assert sorted({one for one in ids if ids.count(one) > 1}) == []


# ── Colours ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_VALUES: Final = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", _css("theme.css")))


def _colour(name: str) -> tuple[float, ...]:
    value = _VALUES.get(name, name)
    while found := re.fullmatch(r"var\((--[\w-]+)\)", value):
        value = _VALUES[found[1]]
    digits = value.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return tuple(int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))


def _luminance(name: str) -> float:
    """WCAG 2.2, relative luminance."""
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in _colour(name))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


_BASIS: Final = "--basis-color-"
_GROUNDS: Final = ("--er-paper", "--er-sand", "--er-pine-light", "--er-amber", "#fff", f"{_BASIS}default-bg-subtle")
_STATES: Final = ("info", "positive", "warning", "negative")


@pytest.mark.parametrize("ground", _GROUNDS)
def test_running_text_and_links_can_be_read_on_every_ground(ground: str) -> None:
    for words in ("--er-ink", "--er-quiet", "--er-pine", f"{_BASIS}default-color-default"):
        assert _contrast(words, ground) >= 4.5, words


@pytest.mark.parametrize("state", _STATES)
def test_what_a_message_says_can_be_read_and_its_edge_seen(state: str) -> None:
    ground = f"{_BASIS}{state}-bg-default"

    assert _contrast(f"{_BASIS}{state}-color-default", ground) >= 4.5
    assert _contrast("--er-ink", ground) >= 4.5
    assert _contrast("--er-pine", ground) >= 4.5
    for around in ("--er-paper", "#fff", ground):
        assert _contrast(f"{_BASIS}{state}-border-default", around) >= 3


def test_a_mistake_and_a_button_can_be_read_however_they_are_touched() -> None:
    for way in ("default", "hover", "active"):
        for ground in ("--er-paper", "#fff"):
            assert _contrast(f"{_BASIS}negative-color-{way}", ground) >= 4.5
        assert _contrast(f"{_BASIS}negative-color-{way}", f"{_BASIS}negative-bg-{way}") >= 4.5
        assert _contrast(f"{_BASIS}accent-1-color-{way}", f"{_BASIS}accent-1-bg-{way}") >= 4.5
    for ground in ("--er-pine", f"{_BASIS}accent-1-inverse-bg-hover", f"{_BASIS}accent-1-inverse-bg-active"):
        assert _contrast("#fff", ground) >= 4.5
    assert _contrast("--basis-focus-color", "--basis-focus-background-color") >= 4.5


@pytest.mark.parametrize("ground", [*_GROUNDS, *(f"{_BASIS}{state}-bg-default" for state in _STATES)])
def test_edges_of_fields_and_the_ring_of_the_focus_stand_out(ground: str) -> None:
    for edge in ("--er-edge", "--er-pine", "--utrecht-focus-outline-color"):
        assert _contrast(edge, ground) >= 3, edge


def test_the_two_rings_of_the_focus_stand_out_from_each_other() -> None:
    assert _contrast("--utrecht-focus-outline-color", "--utrecht-focus-inverse-outline-color") >= 3


def test_lines_of_a_chart_stand_out_from_its_ground() -> None:
    lines = re.findall(r"\.er-line-\d \{ stroke: (#\w{6})", _css("layout.css"))

    assert len(lines) == 5
    assert [line for line in lines if _contrast(line, "#fff") < 3] == []
