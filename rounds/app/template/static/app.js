// The app view's own part of a notebook's page: the theme, what is said while it opens, and what is said when its
// connection is lost. Loaded at the top of the body, so that nothing flashes in the wrong colors.
(function () {
  const LATE_MS = 45000; // opening takes a few seconds; longer than this is named
  const LOOK_MS = 30000; // how often it is asked whether the notebook still answers

  // Light or dark, as the learner's computer is set; rounds/ui/styles/card.css reads the attribute.
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  function theme() {
    document.body.dataset.jpThemeLight = String(!dark.matches);
    document.body.dataset.jpThemeName = `JupyterLab ${dark.matches ? "Dark" : "Light"}`;
  }
  dark.addEventListener("change", theme);
  theme();

  // On a course's own server the front page is not there.
  const linked = window.location.pathname.includes("/modules/");
  document.addEventListener("DOMContentLoaded", () => {
    if (!linked) document.querySelectorAll(".rounds-nav").forEach((nav) => nav.remove());
  });

  // Opening: Voila calls these while it runs the notebook.
  const loading = document.querySelector(".rounds-loading");
  loading.textContent = window.location.hash
    ? "Opening … In a few seconds the page moves to your exercise."
    : "Opening … The exercises appear in a few seconds; you can begin to read.";
  const begun = Date.now();
  const ready = () => !document.querySelector("script[type='application/vnd.voila.cell-output+json']")
    && [...document.querySelectorAll(".jp-OutputArea-output")].every((output) => output.childElementCount);
  window.voila_process = window.voila_finish = () => {};
  window.voila_heartbeat = () => {};
  const watch = setInterval(() => {
    if (document.readyState === "complete" && ready()) {
      clearInterval(watch);
      loading.textContent = "";
      arrive();
    } else if (Date.now() - begun > LATE_MS) {
      loading.textContent = "This takes longer than it should. Load this page again; what you have answered is kept.";
    }
  }, 100);

  // A link to an exercise (notebook.ipynb#its-id): there once it shows, and held while what stands above it still grows.
  function arrive() {
    const id = decodeURIComponent(window.location.hash.slice(1));
    if (!id) return;
    let moved = false; // the learner's own doing
    for (const sign of ["wheel", "pointerdown", "keydown"]) window.addEventListener(sign, () => { moved = true; }, { once: true, passive: true });
    const begun = Date.now();
    let shown = 0;
    const timer = setInterval(() => {
      const title = document.querySelector(`[data-exercise="${CSS.escape(id)}"] .rounds-title`);
      if (moved || Date.now() - begun > LATE_MS || shown > 15) return clearInterval(timer);
      if (!title) return undefined;
      if (!shown) {
        title.closest("[data-exercise]").dispatchEvent(new CustomEvent("rounds-start"));
        title.closest("[data-exercise]").dispatchEvent(new CustomEvent("rounds-start")); // it may wait for its Start button
        title.tabIndex = -1;
        title.focus({ preventScroll: true });
      }
      shown += 1;
      title.closest("[data-exercise]").scrollIntoView({ block: "start", behavior: "instant" });
      return undefined;
    }, 100);
  }

  // A page whose kernel is gone saves nothing any more: say so before the learner goes on working. The cards
  // (rounds/ui/exercise/card.js) keep an unsaved change in the browser, and send it when the page is loaded again.
  const config = () => JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");
  let notice = null;
  let said = "";
  function lost(text, label, help) {
    if (said === text) return;
    said = text;
    notice?.remove();
    notice = document.createElement("div");
    notice.className = "rounds-notice";
    notice.setAttribute("role", "alert");
    const words = document.createElement("span");
    words.textContent = `This page has lost its connection. ${text}`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => { words.textContent = help() || words.textContent; });
    notice.append(words, button);
    document.querySelector("main").before(notice);
  }
  // Where a server that has ended is gone for ever (rounds/ui/shared/page_state.js), loading again would take away what still shows.
  function ended({ ended: text, rescue }) { lost(text, "Download what is on this page", rescue); }
  function again() {
    lost("What you have answered is kept; load it again to go on.", "Load this page again", () => window.location.reload());
  }
  async function look() {
    const { baseUrl, kernelId } = config();
    if (document.hidden || !kernelId) return;
    const here = window.roundsHere;
    try {
      const reply = await fetch(`${baseUrl}api/kernels/${kernelId}`, { cache: "no-store" });
      // A server that knows that its kernel is gone is there; a Hub in its place would answer as well.
      const there = reply.ok || (await reply.text()).includes("Kernel does not exist");
      if (!there && here?.forgets) ended(here);
      else if (!reply.ok || notice) again();
    } catch {
      if (here?.forgets) ended(here);
      else again();
    }
  }
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);

  // Answers were brought back from a file: show what counts now.
  window.addEventListener("rounds:brought-back", () => window.location.reload());

  // Links within the course stay in this tab, whatever they would do in JupyterLab.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[target]");
    if (link?.origin === window.location.origin && link.pathname.endsWith(".ipynb")) link.removeAttribute("target");
  }, true);

  // A page that is left ends its kernel. Voila does it at beforeunload, which phones leave out.
  window.addEventListener("pagehide", () => {
    const { baseUrl, kernelId } = config();
    const form = new FormData();
    form.append("_xsrf", /\b_xsrf=([^;]*)\b/.exec(document.cookie)?.[1] || "");
    if (kernelId) navigator.sendBeacon(`${baseUrl}voila/api/shutdown/${kernelId}`, form);
  });
  // Shown again as it was left, its kernel is gone: open it again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
