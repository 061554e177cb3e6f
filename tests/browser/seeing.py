"""What can be measured of WCAG 2.2 AA on a page: axe-core, targets, contrast, headings, text alternatives, motion."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
WIDTHS = (1280, 390)
THEMES = ("Light", "Dark")
OURS = ".rounds-notebook .jp-OutputArea"

# Every control of ours with the box that a finger may hit, and whether it is in a line of text.
TARGETS = """() => [...document.querySelectorAll(":is(.rounds-card, .rounds-course, .rounds-feedback, .rounds-figure) :is(input, button, summary, a, textarea, select, .rounds-reach, .rounds-grip)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => {
    const box = (one.closest("label") || one).getBoundingClientRect();
    return { what: one.outerHTML.slice(0, 90), inline: one.matches("p a, li a"), width: box.width, height: box.height };
  }).filter(({ width, height }) => width || height)"""

# What sticks out of its card or of the window, but for tables that scroll in a box of their own.
OUTSIDE = """() => [...document.querySelectorAll(".rounds-card, .rounds-course, .rounds-figure")].flatMap((card) => {
  const edge = Math.min(card.getBoundingClientRect().right, window.innerWidth) + 1;
  return [...card.querySelectorAll("*")]
    .filter((one) => !one.closest(".rounds-scroll, .rounds-sr, .rounds-cell-name, thead, svg") && one.getBoundingClientRect().right > edge)
    .map((one) => one.outerHTML.slice(0, 80));
})"""

SIDEWAYS = """() => [document.scrollingElement, ...document.querySelectorAll(".jp-WindowedPanel-outer")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => `${box.className} ${box.scrollWidth} > ${box.clientWidth}`)"""

WINDOW_SIDEWAYS = "() => document.scrollingElement.scrollWidth > window.innerWidth + 1 ? ['the window'] : []"

# Words that are cut off since their box does not grow; what is only for screen readers is a pixel wide on purpose.
CUT_OFF = """() => [...document.querySelectorAll(":is(.rounds-card, .rounds-course, .rounds-figure) *")]
  .filter((one) => !one.matches("svg, svg *, textarea, input, select, .rounds-sr, .rounds-cell-name, .rounds-scroll") && !one.closest("thead, .rounds-sr, .rounds-cell-name"))
  .filter((one) => one.checkVisibility() && getComputedStyle(one).overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1
    || one.matches("button, label, legend, th, td, h3, h4, h5") && one.scrollHeight > one.clientHeight + 2 && getComputedStyle(one).display !== "inline" && getComputedStyle(one).overflowY !== "visible")
  .map((one) => one.outerHTML.slice(0, 90))"""

# The spacing that one may set for oneself (WCAG 1.4.12).
SPACED = """.rounds-notebook .jp-OutputArea * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
  .rounds-notebook .jp-OutputArea p { margin-bottom: 2em !important; }"""

# The levels of all headings that are shown, prose and cards, as one meets them.
HEADINGS = """() => [...document.querySelectorAll(".jp-Notebook :is(h1, h2, h3, h4, h5, h6)")]
  .filter((one) => one.checkVisibility() && one.textContent.trim())
  .map((one) => [Number(one.tagName[1]), one.textContent.slice(0, 50)])"""

# Pictures without words: neither named nor marked as decoration.
WORDLESS = """() => [...document.querySelectorAll(".rounds-notebook :is(svg, img, canvas, figure)")]
  .filter((one) => one.closest(".jp-OutputArea, .jp-RenderedMarkdown") && !one.closest("[aria-hidden=true]") && one.checkVisibility())
  .filter((one) => one.matches("img") ? !one.alt.trim() : one.matches("figure") ? !one.querySelector("figcaption")?.textContent.trim()
    : !(one.getAttribute("role") === "img" && one.getAttribute("aria-label")?.trim().length > 15))
  .map((one) => one.outerHTML.slice(0, 90))"""

# Right and wrong are never said by color alone: a sign and a word.
COLOR_ALONE = """() => [...document.querySelectorAll(".rounds-verdict")]
  .filter((one) => !/^[✓↳◐✗○–] [A-Z][a-z]/.test(one.textContent.trim().replace(/\\s+/g, " "))).map((one) => one.outerHTML)"""

MOVING = """() => [...document.querySelectorAll(".rounds-card, .rounds-card *")]
  .filter((one) => getComputedStyle(one).scrollBehavior !== "auto" || one.getAnimations().length)
  .map((one) => one.outerHTML.slice(0, 80))"""

# Where a choice or a pressed button is to be seen in forced colors, which take every fill and shadow away.
UNMARKED = """() => [...document.querySelectorAll(".rounds-card :is(.rounds-choice:has(:checked), .rounds-level:has(:checked), [aria-pressed=true])")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).outlineStyle !== "solid").map((one) => one.outerHTML.slice(0, 80))"""

# Colors as they are seen, one above the other, and their contrast.
COLORS = """
  const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const mixed = (...colors) => { // one above the other, the last on top
    pen.clearRect(0, 0, 1, 1);
    for (const color of colors) { pen.fillStyle = color; pen.fillRect(0, 0, 1, 1); }
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => c / 255).map((c) => (c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + .05) / (b + .05); };
  const ground = (one) => { const all = []; for (let at = one; at; at = at.parentElement) all.unshift(getComputedStyle(at).backgroundColor); return ["white", ...all]; };
"""

# The borders of fields and buttons, and the outline of the focus, on their background: less than 3 to 1.
FAINT = f"""() => {{ {COLORS}
  const faint = [];
  const fields = document.querySelectorAll(".rounds-card :is(input:not([type=radio], [type=checkbox], [type=range]), textarea, select, button:not(:disabled))");
  for (const one of [...fields].filter((field) => field.checkVisibility())) {{
    const style = getComputedStyle(one), below = ground(one.parentElement);
    const border = contrast(mixed(...below, style.borderTopColor), mixed(...below));
    if (style.borderTopStyle === "none" || border < 3) faint.push(`border ${{border.toFixed(2)}}: ${{one.outerHTML.slice(0, 80)}}`);
  }}
  for (const one of document.querySelectorAll(".rounds-card :is(label, legend, li, td, th, fieldset, .rounds-head, .rounds-row)")) {{
    const below = mixed(...ground(one));
    const outline = contrast(mixed(getComputedStyle(one).getPropertyValue("--rounds-accent")), below);
    if (outline < 3) faint.push(`focus ${{outline.toFixed(2)}}: ${{one.outerHTML.slice(0, 80)}}`);
  }}
  return [...new Set(faint)];
}}"""


# One button, option, fold or link of each look that is on the page, to be looked at in every state it can be in.
LOOKS = """(scope) => {
  const kinds = ":is(button, summary, a, label.rounds-choice, label.rounds-check, label.rounds-cell, label.rounds-level, select, textarea, input.rounds-typed)";
  const seen = new Set();
  for (const one of document.querySelectorAll("[data-look]")) one.removeAttribute("data-look");
  for (const one of document.querySelectorAll(kinds)) {
    if (!one.closest(scope) || !one.closest(".rounds-card, .rounds-tool, .rounds-course, .rounds-feedback, .rounds-dialog")) continue;
    const look = [one.tagName, one.className, one.getAttribute("aria-pressed"), one.hasAttribute("aria-disabled"), one.closest("fieldset:disabled") !== null].join();
    if (!one.checkVisibility() || seen.has(look)) continue;
    seen.add(look);
    one.dataset.look = "";
  }
}"""
# Their words on their ground, as they are and, for buttons, as they would be pressed or disabled: less than 4.5 to 1.
UNREADABLE = f"""(state) => {{ {COLORS}
  const found = [];
  for (const one of document.querySelectorAll("[data-look]")) {{
    const marks = one.matches(".rounds-act") ? [null, ["aria-pressed", "true"], ["aria-disabled", "true"], ["disabled", ""]] : one.matches("button") ? [null, ["aria-disabled", "true"]] : [null];
    for (const mark of marks) {{
      const before = mark && one.getAttribute(mark[0]);
      if (mark) one.setAttribute(...mark);
      for (const part of [one, ...one.querySelectorAll("*")]) {{
        const words = part.matches("[type=radio], [type=checkbox], [type=range]") ? false : part.value || [...part.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!words || !part.checkVisibility() || part.closest(".rounds-sr")) continue;
        const style = getComputedStyle(part), below = ground(part);
        let seen = 1;
        for (let at = part; at; at = at.parentElement) seen *= getComputedStyle(at).opacity;
        const color = `color-mix(in srgb, ${{style.color}} ${{100 * seen}}%, transparent)`;
        const much = contrast(mixed(...below, color), mixed(...below));
        if (much < 4.5) found.push(`${{state}} ${{mark ?? ""}} ${{much.toFixed(2)}}: ${{one.outerHTML.slice(0, 90)}}`);
      }}
      if (mark) {{ if (before === null) one.removeAttribute(mark[0]); else one.setAttribute(mark[0], before); }}
    }}
  }}
  return found;
}}"""
STATES: tuple[tuple[str, ...], ...] = ((), ("hover",), ("hover", "active", "focus"), ("focus", "focus-visible"))


def unreadable(page: Page, scope: str = "body") -> list[str]:
    """What cannot be read on a control while it is hovered over, pressed, focused or disabled, in this theme."""
    page.evaluate(LOOKS, scope)
    browser = page.context.new_cdp_session(page)
    browser.send("DOM.enable")
    browser.send("CSS.enable")
    root = browser.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    nodes = browser.send("DOM.querySelectorAll", {"nodeId": root, "selector": "[data-look]"})["nodeIds"]
    assert nodes
    found: list[str] = []
    for state in STATES:
        for node in nodes if state else ():  # nothing is forced before the first
            browser.send("CSS.forcePseudoState", {"nodeId": node, "forcedPseudoClasses": list(state)})
        found += page.evaluate(UNREADABLE, "+".join(state))
    browser.detach()
    return found


# Lines of text that begin with what belongs to the end of the one before.
STRAY = """() => [...document.querySelectorAll(":is(.rounds-card, .rounds-course, .rounds-feedback)")].flatMap((card) => {
  const stray = [], walk = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
  for (let before = null, text = walk.nextNode(); text; text = walk.nextNode()) {
    if (!text.data.trim() || !text.parentElement.checkVisibility() || text.parentElement.closest(".rounds-sr, .rounds-cell-name, svg")) continue;
    const range = document.createRange(), at = text.data.search(/\\S/);
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const box = range.getBoundingClientRect();
    if (/^\\s*[:;,.](?![\\d.])/.test(text.data) && (!before || box.top >= before.bottom - 2 || box.left < before.left)) stray.push(text.parentElement.outerHTML.slice(0, 120));
    range.selectNodeContents(text);
    before = [...range.getClientRects()].at(-1) ?? before;
  }
  return stray;
})"""


# Some elements of each look that words have: color, how large, and all that lies below them as far as it shows through.
# Contrast takes most of axe's time, and it is the same wherever words look the same; of three, a place may be covered or
# hold nothing but a sign.
WORDS = """(scope) => {
  const looks = new Map();
  for (const one of document.querySelectorAll("[data-words]")) one.removeAttribute("data-words");
  for (const one of document.querySelectorAll(`${scope} *`)) {
    if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !one.checkVisibility()) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(one), size = parseFloat(fontSize);
    const large = size >= 24 || size >= 18.66 && fontWeight >= 700; // these need less contrast (WCAG 1.4.3)
    const below = [];
    for (let at = one; at; at = at.parentElement) {
      const { backgroundColor, backgroundImage, opacity, position } = getComputedStyle(at);
      below.push({ backgroundColor, backgroundImage, opacity, position });
    }
    const ground = below.some(({ opacity }) => opacity !== "1") ? -1 : below.findIndex(({ backgroundColor }) => backgroundColor.startsWith("rgb("));
    const parts = (ground < 0 ? below : below.slice(0, ground + 1)).flatMap((part) => Object.values(part));
    const look = [color, large, one.matches(":disabled *, [aria-disabled] *"), ...parts.filter((part) => !["rgba(0, 0, 0, 0)", "none", "1", "static"].includes(part))].join();
    const before = looks.get(look) ?? 0;
    looks.set(look, before + 1);
    if (before < 3) one.dataset.words = "";
  }
  return looks.size;
}"""

# Runs axe, which measures contrast in those words only; all violations, and how much it found right.
AXE = """async ([scope, options]) => {
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-words]" }] });
  const { violations, passes } = await axe.run(scope, options);
  return { violations, passes: Object.fromEntries(passes.map(({ id, nodes }) => [id, nodes.length])) };
}"""
COLORS_ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
EVERYTHING = {"runOnly": {"type": "tag", "values": RULES}}


def axe(page: Page, scope: str, options: dict[str, Any]) -> dict[str, Any]:
    """What axe finds inside `scope`."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = page.evaluate(AXE, [scope, options])
    return found


def lines(found: dict[str, Any]) -> list[str]:
    """The violations, a line each."""
    return [f"{v['id']}: {node['html'][:200]}" for v in found["violations"] for node in v["nodes"]]


def violations(page: Page, scope: str = OURS) -> list[str]:
    """What axe finds inside `scope`, a line each; it must have had something to look at.

    Contrast is not measured in JupyterLab, but in each notebook as a page of its own and in the app view.
    """
    expect(page.locator(f"{scope} .rounds-feedback, {scope} .rounds-card").first).to_be_visible()
    # At the top nothing lies below the bar that stays in view, whose links would count as neighbors.
    page.evaluate(
        "document.querySelectorAll('.jp-WindowedPanel-outer').forEach((box) => box.scrollTo(0, 0)); window.scrollTo(0, 0);"
    )
    if _in_jupyterlab(page):
        found = axe(page, scope, {**EVERYTHING, "rules": {"color-contrast": {"enabled": False}}})
    else:
        looks = page.evaluate(WORDS, scope)
        found = axe(page, scope, EVERYTHING)
        _readable(found, looks)
    assert len(found["passes"]) >= 3
    return lines(found)


def faint_words(page: Page, scope: str = OURS) -> list[str]:
    """What axe finds of colors inside `scope`, in words of each look; it must have found most of them readable."""
    if _in_jupyterlab(page):
        return []
    looks = page.evaluate(WORDS, scope)
    found = axe(page, "[data-words]", COLORS_ONLY)
    _readable(found, looks)
    return lines(found)


def _in_jupyterlab(page: Page) -> bool:
    # Its frame hides what overflows it, so axe takes almost all words for hidden ones.
    return bool(page.locator(".jp-LabShell").count())


def _readable(found: dict[str, Any], looks: int) -> None:
    assert found["passes"].get("color-contrast", 0) >= looks / 2 >= 2


def too_small(page: Page, at_least: int = 10) -> list[str]:
    """Targets below 24 by 24 px; a link in a line of text may be as high as its line (WCAG 2.5.8)."""
    targets = page.evaluate(TARGETS)
    assert len(targets) > at_least
    return [
        f"{t['what']} {t['width']:.0f} x {t['height']:.0f}"
        for t in targets
        if not t["inline"] and min(t["width"], t["height"]) < 24
    ]


def skipped_levels(page: Page) -> list[str]:
    """Headings that lie more than one level below the one before."""
    levels = page.evaluate(HEADINGS)
    assert len(levels) > 10
    return [
        f"{text} is h{level} after h{before}" for (before, _), (level, text) in pairwise(levels) if level > before + 1
    ]


def barriers(page: Page) -> dict[str, list[str]]:
    """What else shuts someone out, in this theme and at this width, by name; nothing where all is well."""
    found = {name: page.evaluate(script) for name, script in {
        "sideways": SIDEWAYS, "outside": OUTSIDE, "wordless": WORDLESS, "color alone": COLOR_ALONE, "moving": MOVING, "faint": FAINT, "stray": STRAY,
    }.items()}  # fmt: skip
    found |= {"too small": too_small(page), "skipped levels": skipped_levels(page)}
    return {name: what for name, what in found.items() if what}
