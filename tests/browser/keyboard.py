"""Keys alone: Tab, Shift+Tab, arrows, Home, End, Space, Enter and typing; and what is seen and heard meanwhile."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.lab import Notebook

# What has the focus, and whether it can be seen: an outline of 2 px, in the window, nothing above it.
LOOK = """((at) => {
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const card = at.closest("[data-exercise]"), target = at.closest("label") || at;
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 40));
  return {
    exercise: card ? card.dataset.exercise : null,
    item: at.closest("[data-item]")?.dataset.item ?? null,
    value: at.type === "radio" ? at.value : at.type === "checkbox" ? String(at.checked) : null,
    tag: at.tagName,
    name: (at.getAttribute("aria-label") ?? at.textContent).slice(0, 40),
    outlined: at.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    in_sight: Boolean(middle) && (target.contains(middle) || at.contains(middle)),
  };
})"""
FOCUS = f"() => {LOOK}(document.activeElement)"

# Looks at everything in our cards that gets the focus, also what one only passes. It waits a moment, as
# the eye does, and leaves out what went on by then.
RECORD = f"""() => {{
  if (window.focusSeen) return;
  window.focusSeen = [];
  let pressed = 0;
  document.addEventListener("keydown", () => {{ pressed += 1; }}, true);
  document.addEventListener("focusin", ({{ target }}) => {{
    const then = pressed, since = performance.now();
    let hidden = null; // what was seen while it had the focus and was out of sight
    const look = () => {{
      const waited = performance.now() - since;
      if (then !== pressed || target !== document.activeElement || !target.closest(".rounds-card")) {{
        if (hidden && waited > 150) window.focusSeen.push(hidden);
        return;
      }}
      const seen = {LOOK}(target);
      // A busy machine scrolls late, so half a second is given.
      if (seen.in_sight || waited > 500) window.focusSeen.push(seen);
      else {{
        hidden = seen;
        setTimeout(look, 50);
      }}
    }};
    setTimeout(look, 30);
  }});
}}"""

# What a screen reader would say: what is put into a live region that was there already, with the step in which it was.
LISTEN = """() => {
  if (window.heard) return;
  [window.heard, window.step] = [[], ""];
  const LIVE = "[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])";
  new MutationObserver((changes) => {
    const said = new Map(); // a region's words once, however many nodes changed at once
    for (const { target, addedNodes } of changes) {
      const region = (target.closest ? target : target.parentElement)?.closest(LIVE);
      const words = [...addedNodes].map((node) => node.textContent).join(" ").trim();
      if (region?.closest(".rounds-card") && words) said.set(region, [...(said.get(region) ?? []), words]);
    }
    for (const [region, words] of said) {
      window.heard.push({ step: window.step, exercise: region.closest("[data-exercise]")?.dataset.exercise ?? "",
        region: region.className.split(" ")[0], item: Object.values(region.closest("[data-item], [data-sequence]")?.dataset ?? {}).join(), words: words.join(" ") });
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""

# How many times to press Tab from the focus to `goal` (less than 0: Shift+Tab). A group of radio buttons is one
# stop: the one that is chosen, or where none is, we guess, the first.
STOPS = """([card, goal]) => {
  const all = [...document.querySelector(card).querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((one) => one.tabIndex >= 0 && !one.matches(":disabled") && one.checkVisibility());
  const group = (one) => (one.type === "radio" ? all.filter((other) => other.type === "radio" && other.name === one.name) : [one]);
  const at = document.activeElement, found = all.find((one) => one.matches(goal));
  if (!found) return null;
  if (group(found).includes(at)) return 0;
  // Of a group with no choice yet, Chromium's Tab stops at one button, most often the first.
  const stop = (one) => group(one).find((other) => other.checked) ?? group(one)[0];
  const stops = [...new Set(all.map(stop))].sort((one, other) => all.indexOf(one) - all.indexOf(other));
  const to = stops.indexOf(stop(found));
  if (all.includes(at)) return to - stops.indexOf(stop(at));
  // The focus rests on what is no stop, such as the text of a card or the card itself: from there to the next one, or back.
  const before = stops.filter((one) => at.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING).length;
  return to >= before ? to - before + 1 : to - before;
}"""

# Where one item is shown at a time and another one has `goal`: the button that leads there, which gets an attribute.
TOWARD = """([card, goal]) => {
  const away = [...document.querySelector(card).querySelectorAll(goal)].map((one) => one.closest(".rounds-away")).find(Boolean);
  if (!away) return false;
  const here = [...away.parentElement.children].find((one) => !one.classList.contains("rounds-away"));
  const on = here.compareDocumentPosition(away) & Node.DOCUMENT_POSITION_FOLLOWING;
  let around = away.parentElement;
  while (!around.querySelector(":scope > .rounds-steps")) around = around.parentElement;
  const [back, next] = around.querySelectorAll(":scope > .rounds-steps > button");
  document.querySelector("[data-toward]")?.removeAttribute("data-toward");
  (on ? next : back).setAttribute("data-toward", "");
  return true;
}"""

# How far the arrows have to go in a group of radio buttons.
ARROWS = """([goal, value]) => {
  const group = [...document.querySelectorAll(goal)].filter((one) => one.name === document.activeElement.name && !one.disabled);
  const place = group.findIndex((one) => one.value === value);
  return place < 0 ? null : [place - group.indexOf(document.activeElement), group[place].checked];
}"""

SEEN = "([card, goal]) => [...document.querySelector(card).querySelectorAll(goal)].some((one) => one.checkVisibility())"

NOTHING_WAITS = "!Object.keys(localStorage).some((key) => key.startsWith('rounds/'))"


class Keyboard:
    """Presses keys, and sees to it that the focus is always there to be seen."""

    def __init__(self, notebook: Notebook) -> None:
        self.notebook, self.page = notebook, notebook.page
        self.before = notebook.cells()

    def start(self, exercise: str) -> None:
        """Put the reading position before an exercise; from there on it is keys only."""
        card = self.notebook.card(exercise)
        card.evaluate("(card) => { card.tabIndex = -1; card.focus(); card.removeAttribute('tabindex'); }")

    def focus(self) -> dict[str, str | bool | None]:
        """What has the focus, which must be visible and in sight."""
        found: dict[str, str | bool | None] = self.page.evaluate(FOCUS)
        for _ in range(10):  # a busy machine scrolls late, so half a second is given
            if found["in_sight"]:
                break
            self.page.wait_for_timeout(50)
            found = self.page.evaluate(FOCUS)
        assert found["outlined"], f"the focus cannot be seen: {found}"
        assert found["in_sight"], f"what has the focus is hidden or out of sight: {found}"
        return found

    def press(self, *keys: str) -> dict[str, str | bool | None]:
        """Press keys one after the other; what then has the focus."""
        for key in keys:
            self.page.keyboard.press(key)
        return self.focus()

    def cells_unharmed(self) -> None:
        """No cell was changed, added or taken away, and JupyterLab asks nothing."""
        assert self.notebook.cells() == self.before
        assert self.page.locator(".jp-mod-editMode, .jp-Dialog").count() == 0


class Typist(Keyboard):
    """Does one exercise after the other."""

    def __init__(self, notebook: Notebook, exercise: str = "") -> None:
        super().__init__(notebook)
        self.page.evaluate(RECORD)
        self.page.evaluate(LISTEN)
        self.exercise = exercise
        if exercise:
            self.start(exercise)

    def enter(self, exercise: str) -> None:
        """Go on with Tab, over whatever lies between, until the focus is in that exercise."""
        self.exercise = exercise
        inside = f"Boolean(document.activeElement.closest('[data-exercise={exercise}]'))"
        for _ in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(inside):
                if self.page.evaluate("document.activeElement.matches('.rounds-start')"):
                    self.press("Enter")
                return
        raise AssertionError(f"Tab does not lead to {exercise}")

    def keys(self, key: str, times: int = 1) -> None:
        """Press a key so many times."""
        for _ in range(times):
            self.page.keyboard.press(key)

    def reach(self, selector: str) -> None:
        """Press Tab, or Shift+Tab where it lies before, until the focus is there, and see it."""
        card = f"[data-exercise={self.exercise}]"
        for turn in range(40):
            steps = self.page.evaluate(STOPS, [card, selector])
            while steps is None and self.page.evaluate(TOWARD, [card, selector]):
                self.reach("[data-toward]")
                self.keys("Enter")
                steps = self.page.evaluate(STOPS, [card, selector])
            assert steps is not None, f"{self.exercise} has no {selector} to go to"
            if steps == 0:
                assert self.focus()["exercise"] == self.exercise
                return
            # In a group whose buttons were moved, such as "Stop here", the stop may be another one: then it is step by step.
            guess = turn < 4
            self.keys("Shift+Tab" if guess and steps < 0 else "Tab", abs(steps) if guess else 1)
        raise AssertionError(f"{selector} of {self.exercise} cannot be reached with Tab")

    def one_at_a_time(self) -> bool:
        """Whether the exercise shows one item at a time."""
        return self.shows(".rounds-one")

    def come_to(self, item: str, within: str = "") -> None:
        """Press Next until that item is shown; `within` says which Next, where there are two."""
        while not self.shows(f"[data-item={item}]"):
            self.reach(f"{within} .rounds-next")
            self.keys("Enter")
        self.page.evaluate("(step) => { window.step = step; }", f"{self.exercise} at {item}")

    def choose(self, group: str, value: str) -> None:
        """In a group of radio buttons, go to one with the arrows."""
        radios = f"{group} input[type=radio]"
        self.reach(radios)
        found = self.page.evaluate(ARROWS, [f"[data-exercise={self.exercise}] {radios}", value])
        assert found, f"{value} is not in {group}"
        steps, checked = found
        self.keys("ArrowDown" if steps > 0 else "ArrowUp", abs(steps))
        if not steps and not checked:
            self.keys("Space")

    def tick(self, selector: str) -> None:
        """Tick a box."""
        self.reach(selector)
        self.keys("Space")

    def pick(self, selector: str, option: int) -> None:
        """In a list that folds down, go to an option, counted from 0."""
        self.reach(selector)
        at = self.page.evaluate("document.activeElement.selectedIndex")
        self.keys("ArrowDown" if option > at else "ArrowUp", abs(option - at))

    def type(self, selector: str, text: str) -> None:
        """Write into a field and leave it."""
        self.reach(selector)
        self.keys("Control+A")
        self.page.keyboard.type(text)
        self.keys("Tab")

    def write(self, selector: str, text: str) -> None:
        """Write much: the first words key by key, the rest as one pastes it."""
        self.reach(selector)
        self.page.keyboard.type(text[:12])
        self.page.keyboard.insert_text(text[12:])
        self.keys("Tab")

    def slide(self, selector: str, steps: int, most: int) -> None:
        """Set a slider so many steps from its lowest setting, of the `most` it has."""
        self.reach(selector)
        low = steps <= most - steps
        self.keys("Home" if low else "End")
        self.keys("ArrowRight" if low else "ArrowLeft", min(steps, most - steps))

    def read_on(self) -> None:
        """Wait until nothing waits to be saved: in practice, feedback on an item moves what is below."""
        self.page.wait_for_function(NOTHING_WAITS, polling=20)

    def shows(self, selector: str) -> bool:
        """Whether that is to be seen in the exercise."""
        return bool(self.page.evaluate(SEEN, [f"[data-exercise={self.exercise}]", selector]))

    def see(self, selector: str) -> None:
        """Wait until that is to be seen in the exercise."""
        self.page.wait_for_function(SEEN, arg=[f"[data-exercise={self.exercise}]", selector])

    def mark(self) -> None:
        """Press the button below, and find the focus on what is said."""
        self.reach(".rounds-grade")
        self.keys("Enter")
        expect(self.notebook.card(self.exercise).locator(".rounds-report")).to_be_focused()

    def heard(self) -> list[dict[str, str]]:
        """What a screen reader said since it was last asked."""
        found: list[dict[str, str]] = self.page.evaluate("window.heard.splice(0)")
        return found

    def seen(self) -> list[dict[str, Any]]:
        """What had the focus since it was last asked."""
        found: list[dict[str, Any]] = self.page.evaluate("window.focusSeen.splice(0)")
        return found
