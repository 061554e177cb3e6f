// A prebuilt JupyterLab extension in plain JavaScript, so that the course needs no Node build.
// It runs a notebook of ours (metadata `rounds`) when it opens and when its kernel restarts, keeps
// code, prompts and cell tools out of sight, and leaves every other notebook alone.
(function () {
  const NAME = "negotiation-rounds";
  const STYLE = `
    .rounds-notebook :is(.jp-CodeCell .jp-Cell-inputWrapper, .jp-InputPrompt, .jp-OutputPrompt, .jp-OutputArea-promptOverlay,
      .jp-InputCollapser, .jp-OutputCollapser, .jp-cell-toolbar, .jp-Notebook-footer, .nbgrader-CellMetadata) { display: none !important; }
    .rounds-notebook .jp-Cell, .rounds-notebook .jp-Cell:is(.jp-mod-active, .jp-mod-selected) { background: none; border-color: transparent; box-shadow: none !important; outline: none; }
    .rounds-notebook .jp-Cell .jp-MarkdownOutput { border-color: transparent !important; }
    .rounds-notebook.jp-Notebook { padding: 0; }
    .rounds-notebook .jp-WindowedPanel-viewport { padding: 8px var(--rounds-gutter) 20vh; box-sizing: border-box; }
    .rounds-panel, .rounds-notebook { --rounds-gutter: clamp(12px, 3vw, 48px); --rounds-ground: #faf5ec; --rounds-ink: #221d18; --rounds-quiet: #574e44; --rounds-rule: #e0d5c4; --rounds-link: #0b6470; }
    [data-jp-theme-light="false"] :is(.rounds-panel, .rounds-notebook) { --rounds-ground: #1a1714; --rounds-ink: #f4ede3; --rounds-quiet: #cdc2b4; --rounds-rule: #4b443c; --rounds-link: #86d3d6; }
    [data-jp-theme-name$="High Contrast"] :is(.rounds-panel, .rounds-notebook) { --rounds-ground: var(--jp-layout-color0); --rounds-ink: var(--jp-content-font-color0); --rounds-quiet: var(--jp-content-font-color0); --rounds-rule: var(--jp-border-color1); }
    .rounds-panel, .rounds-notebook.jp-Notebook, .rounds-notebook .jp-WindowedPanel-outer { background: var(--rounds-ground); }
    .rounds-notebook .jp-MarkdownOutput { display: block; box-sizing: border-box; width: auto; max-width: 38rem; margin-inline: auto; padding: 0; border: 0; color: var(--rounds-ink); font: 1.125rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style", "Sitka Text", Cambria, Georgia, serif; }
    .rounds-notebook .jp-MarkdownOutput.jp-MarkdownOutput > :is(h1, h2, h3) { margin: 2em 0 .6em; font-weight: 700; line-height: 1.2; letter-spacing: -.01em; text-wrap: balance; color: inherit; }
    .rounds-notebook .jp-MarkdownOutput.jp-MarkdownOutput > h1 { margin-top: .2em; font-size: clamp(1.9rem, 6vw, 2.5rem); }
    .rounds-notebook .jp-MarkdownOutput.jp-MarkdownOutput > h2 { margin-top: 1.3em; font-size: 1.625rem; }
    .rounds-notebook .jp-MarkdownOutput > h1 + p { color: var(--rounds-quiet); }
    .rounds-notebook .jp-MarkdownOutput.jp-MarkdownOutput > h3 { margin-top: 1.6em; font-size: 1.25rem; }
    .rounds-notebook .jp-MarkdownOutput :is(p, ul, ol, blockquote, details) { margin: 0 0 1em; }
    .rounds-notebook .jp-MarkdownOutput li + li { margin-top: .35em; }
    .rounds-notebook .jp-MarkdownOutput blockquote { margin-inline: 0; padding: .1em 0 .1em 1.1em; border-left: 3px solid var(--rounds-rule); color: inherit; }
    .rounds-notebook .jp-MarkdownOutput a { color: var(--rounds-link); }
    .rounds-notebook .jp-MarkdownOutput :is(a, summary) { scroll-margin: 64px 0 24px; }
    .rounds-notebook .jp-MarkdownOutput summary { display: block; cursor: pointer; padding: .55em 0; font: 600 1rem/1.4 system-ui, sans-serif; color: var(--rounds-quiet); }
    .rounds-notebook .jp-MarkdownOutput summary::before { content: ""; display: inline-block; width: .45em; height: .45em; margin: 0 .75em .1em .15em; border: solid currentColor; border-width: 0 2px 2px 0; transform: rotate(-45deg); }
    .rounds-notebook .jp-MarkdownOutput details[open] > summary::before { transform: translateY(-.15em) rotate(45deg); }
    .rounds-notebook .jp-MarkdownOutput details { border: solid var(--rounds-rule); border-width: 1px 0; }
    .rounds-notebook .jp-MarkdownOutput details + * { margin-top: 0; }
    /* The bar that stays in view (rounds/ui/styles/contents.css) may not be held by the boxes around it. */
    .rounds-notebook :is(.jp-Cell, .jp-Cell-outputWrapper, .jp-Cell-outputArea, .jp-OutputArea):has(.rounds-way) { display: contents; }
    .rounds-notebook .jp-OutputArea-child:has(.rounds-way) { position: sticky; top: 0; z-index: 8; }
    .rounds-notebook :is(.jp-Cell, .jp-OutputArea-output) { margin: 0; padding: 0; }
    /* What stays in view while one scrolls (rounds/ui/styles/card.css) may not be held by a box of its own. */
    .rounds-notebook :is(.jp-Cell-outputWrapper, .jp-Cell-outputArea, .jp-OutputArea, .jp-OutputArea-child, .jp-OutputArea-output) { overflow: visible; }
    /* nbgrader's Validate button is named runAll. */
    .rounds-panel .jp-Toolbar > :not([data-jp-item-name="runAll"], .jp-Toolbar-spacer) { display: none !important; }
    .rounds-panel:is(.rounds-front-page, :not(:has([data-jp-item-name="runAll"]))) .jp-Toolbar { display: none; }
    .rounds-panel > .rounds-loading { box-sizing: border-box; min-height: 3.4em; display: flex; align-items: center; padding: 0 clamp(7px, 3vw, 53px); background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); border-top: 1px solid var(--jp-border-color1); font-size: 14px; line-height: 1.3; }
    /* On paper only the open notebook: JupyterLab's own frame would print one screenful of it. */
    @media print {
      :is(html, body):has(.rounds-notebook), body :is(:has(.rounds-notebook), .rounds-notebook):not(.lm-mod-hidden), .rounds-notebook :is(.jp-WindowedPanel-outer, .jp-WindowedPanel-inner, .jp-WindowedPanel-viewport) {
        display: block !important; position: static !important; overflow: visible !important; contain: none !important;
        width: auto !important; height: auto !important; min-height: 0 !important; padding: 0 !important; margin: 0 !important; border: 0 !important; background: #fff !important; }
      :is(body, body *):has(.rounds-notebook) > :not(.rounds-notebook, :has(.rounds-notebook)), .rounds-notebook .jp-InternalAnchorLink { display: none !important; }
      .rounds-notebook { --jp-content-font-color0: #000; --jp-content-font-color1: #000; --jp-layout-color0: #fff; --jp-layout-color1: #fff; --jp-layout-color2: #f3f3f3; --jp-border-color1: #999; --rounds-ground: #fff !important; --rounds-ink: #000 !important; --rounds-quiet: #333 !important; --rounds-rule: #aaa !important; color: #000; color-scheme: light; }
      .rounds-notebook :is(.jp-OutputArea-child, .jp-OutputArea-output, .jp-MarkdownOutput) { display: block; break-inside: auto; }
      .rounds-notebook :is(h1, h2, h3) { break-after: avoid; }
      .rounds-notebook .rounds-figure { break-inside: avoid; }
      .rounds-notebook .jp-MarkdownOutput { max-width: none; }
      .rounds-notebook .jp-MarkdownOutput details::details-content { content-visibility: visible; block-size: auto; }
    }
    .lm-TabBar-tab[data-rounds-heading] .lm-TabBar-tabLabel { display: none; }
    /* JupyterLab lays a ::after of its own over the tabs behind: ours must win, or they have no name. */
    .lm-TabBar-tab[data-rounds-heading]::after { content: attr(data-rounds-heading) !important; position: static !important; height: auto !important; order: 1; flex: 1 1 auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    .lm-TabBar-tab[data-rounds-heading] .lm-TabBar-tabCloseIcon { order: 2; }
  `;
  const RESTART_MS = 2000;
  const ASK_MS = 1000;
  const HOLD_MS = 5000;
  const LOST_MS = 600000;
  const THEIRS = "@jupyterlab/hub-extension:connectionlost"; // what says that the server is gone
  const SHOWN_MS = 10000;
  const ARRIVE_MS = 60000;
  const REVEAL_MS = 250; // JupyterLab brings a notebook to the front meanwhile, and puts the focus into it
  const ELSEWHERE_MS = 10000;
  let scope = null;

  // The newest version of a shared package that JupyterLab itself loaded.
  async function shared(name) {
    const versions = Object.values(scope[name] || {});
    if (!versions.length) throw new Error(`${NAME}: JupyterLab does not share ${name}`);
    return (await (versions.find((v) => v.loaded) || versions[0]).get())();
  }

  // The right bar holds programmers' tools; on a phone both bars cost more room than they are worth.
  function hideSideBars(app) {
    for (const side of window.innerWidth <= 760 ? ["left", "right"] : ["right"]) {
      if (app.shell.isSideTabBarVisible?.(side)) app.commands.execute("application:toggle-side-tabbar", { side });
    }
  }

  // A learner sees the notebook's own first heading on its tab, not a file's name.
  function heading(panel) {
    const first = panel.content.model.cells.get(0)?.sharedModel.getSource() || "";
    return /^#\s+(.+)$/m.exec(first)?.[1].trim() || panel.title.label;
  }

  // JupyterLab's one-key commands (b and a add a cell, d d and x remove one, m asks about its kind, Enter and a
  // double click open its source) are no use to a learner and easily hit by one who only meant to scroll or select.
  function calm(panel) {
    const writing = (target) => target.closest("[contenteditable=true], input, textarea");
    panel.content.node.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey && !writing(event.target)) event.stopPropagation();
    });
    panel.node.addEventListener("dblclick", (event) => {
      const cell = panel.content.widgets.find(({ node }) => node.contains(event.target));
      if (cell?.model.type === "markdown" && cell.model.getMetadata("editable") === false) event.stopPropagation();
    }, true);
  }

  // Running again takes every exercise away for a moment, and shows JupyterLab's active cell: the page keeps its height
  // meanwhile, so that one stays where one is. What comes back is called once the cells run.
  function holdStill(node) {
    const [box, pages] = ["outer", "viewport"].map((part) => node.querySelector(`.jp-WindowedPanel-${part}`));
    const top = box?.scrollTop;
    if (!top || !pages) return () => {}; // one only begins
    pages.style.minHeight = `${pages.scrollHeight}px`;
    setTimeout(() => { pages.style.minHeight = ""; }, HOLD_MS);
    return () => { box.scrollTop = top; };
  }

  // Until the exercises are there the page looks finished and is not. The line has a place of its own below the notebook,
  // so it covers nothing, and what one reads does not move when it goes. What comes back takes it away.
  function sayOpening(panel, Widget, words) {
    const line = new Widget();
    line.addClass("rounds-loading");
    line.node.setAttribute("role", "status");
    panel.layout.addWidget(line);
    // Words that come with their line are not read out.
    requestAnimationFrame(() => { line.node.textContent = words; });
    const begun = Date.now();
    return function over() {
      const empty = [...panel.content.node.querySelectorAll(".jp-OutputArea-output")].some((output) => !output.childElementCount);
      if (empty && Date.now() - begun < SHOWN_MS) setTimeout(over, 100);
      else line.dispose();
    };
  }

  // A link to an exercise (notebook.ipynb#its-id): there once it shows, and held while what stands above it still grows.
  // Any other is JupyterLab's own matter.
  function leadToExercises(panel) {
    const { content } = panel;
    const theirs = content.setFragment.bind(content);
    const ours = (id) => content.widgets.some(({ model }) => model.sharedModel.getSource().includes(`exercise("${id}")`));
    content.setFragment = (fragment) => {
      const id = decodeURIComponent(fragment.replace(/^#/, ""));
      if (!ours(id)) return theirs(fragment);
      const begun = Date.now();
      let moved = false; // the learner's own doing
      let shown = 0;
      for (const sign of ["wheel", "pointerdown", "keydown"]) panel.node.addEventListener(sign, () => { moved = true; }, { once: true, passive: true, capture: true });
      const timer = setInterval(() => {
        const title = content.node.querySelector(`[data-exercise="${CSS.escape(id)}"] .rounds-title`);
        if (moved || panel.isDisposed || shown > 15 || Date.now() - begun > ARRIVE_MS) return clearInterval(timer);
        if (!title || Date.now() - begun < REVEAL_MS) return undefined;
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
      return Promise.resolve();
    };
  }

  // Self-study has no launcher: when the last tab is closed, or nothing was open, the front page is there.
  function comeHome(app, page, elsewhere) {
    let waiting = Boolean(elsewhere); // for the notebook that the address names
    async function home() {
      if (!app.shell.isEmpty?.("main")) waiting = false;
      else if (!waiting) await open();
    }
    async function open() {
      const found = await app.serviceManager.contents.get(page, { content: false }).catch(() => null);
      if (found && app.shell.isEmpty("main")) app.commands.execute("docmanager:open", { path: page });
    }
    app.restored.then(() => {
      app.shell.layoutModified?.connect(home);
      setTimeout(() => { waiting = false; home(); }, elsewhere ? ELSEWHERE_MS : 0);
    });
  }

  function watch(panel, { NotebookActions, Printing, Widget }, app) {
    const { context, sessionContext } = panel;
    leadToExercises(panel); // before the notebook is ready, which a link waits for
    // Running only changes outputs, which nobody wants saved: nothing of the learner's is kept in the
    // notebook. Without this a learner would be asked to save it, and a clone would no longer be clean.
    const text = () => JSON.stringify(panel.content.widgets.map(({ model }) => [model.type, model.sharedModel.getSource()]));
    let saved = null;
    function settle() {
      if (!panel.isDisposed && text() === saved) context.model.dirty = false;
    }
    let opened = () => {}; // once the first run is over
    let running = false;
    let again = false; // asked for while running
    let turn = 0; // of a kernel that is gone no answer comes: what waits for one is left behind
    async function run(anew = false) {
      if (panel.isDisposed) return;
      if (running && !anew) { again = true; return; }
      const mine = ++turn;
      running = true;
      const back = holdStill(panel.content.node);
      try {
        await sessionContext.session?.kernel?.info;
        // Not runAll: that would scroll to the end, and a learner begins at the beginning.
        const code = panel.content.widgets.filter((cell) => cell.model.type === "code");
        await NotebookActions.runCells(panel.content, code, sessionContext);
        back();
      } finally {
        if (mine === turn) {
          running = false;
          opened();
          opened = () => {};
          settle();
          if (again) {
            again = false;
            run();
          }
        }
      }
    }
    context.ready.then(async () => {
      const ours = panel.content.model?.getMetadata("rounds");
      if (!ours || panel.isDisposed) return;
      saved = text();
      context.saveState.connect((_, state) => { if (state === "completed") saved = text(); });
      context.model.stateChanged.connect((_, { name, newValue }) => { if (name === "dirty" && newValue) settle(); });
      calm(panel);
      panel.addClass("rounds-panel");
      panel.content.addClass("rounds-notebook");
      panel.toggleClass("rounds-front-page", Boolean(ours.page));
      opened = sayOpening(panel, Widget, ours.page ? "Opening …" : "Opening … The exercises appear in a few seconds; you can begin to read.");
      // Not title.label: JupyterLab renames the file when that changes.
      panel.title.dataset = { ...panel.title.dataset, "rounds-heading": heading(panel) };
      // JupyterLab prints the file, which holds code and no exercise; a learner wants what is on the screen.
      panel[Printing.symbol] = () => async () => window.print();
      app.shell.collapseLeft?.();
      app.shell.collapseRight?.();
      hideSideBars(app);
      await sessionContext.ready;
      // After a restart every widget is gone: show the exercises again, with what was saved. Of a
      // restart asked for in another tab one hears "starting" and no more, hence the timer.
      let due = null;
      let asking = null;
      function restarted() {
        clearTimeout(due);
        due = null;
        run(true);
      }
      let waking = false; // the kernel that starts is one that we asked for
      // And "starting" is said too early at times, before the server listens to the new process. So we
      // go by two things that are always heard: the old process says that it ends to be started again,
      // and all that the new one says bears a session of its own. It is asked until it says something.
      let process = null;
      sessionContext.iopubMessage.connect((_, { header, content }) => {
        if (["restarting", "dead"].includes(content.execution_state)) return; // said by the server
        if (header.msg_type === "shutdown_reply" && content.restart) {
          clearInterval(asking);
          asking = setInterval(() => sessionContext.session?.kernel?.requestKernelInfo().catch(() => {}), ASK_MS);
        }
        if (header.session === process) return;
        clearInterval(asking);
        if (process && !due && !waking) due = setTimeout(restarted, RESTART_MS);
        process = header.session;
      });
      panel.disposed.connect(() => clearInterval(asking));
      // A thrifty server (Binder, after ten quiet minutes) ends the kernel of an open page. The learner's next sign of
      // life brings a new one, and the card sends again what it kept; sooner, and the server would never come to rest.
      async function wake() {
        if (waking || !sessionContext.hasNoKernel) return;
        waking = true;
        try {
          await sessionContext.startKernel();
          await run(true);
        } finally { waking = false; }
      }
      for (const sign of ["pointermove", "pointerdown", "wheel", "keydown", "focusin"]) panel.node.addEventListener(sign, wake, { capture: true, passive: true });
      sessionContext.statusChanged.connect((_, status) => {
        if (waking) return;
        if (["restarting", "autorestarting", "starting"].includes(status)) {
          clearTimeout(due);
          due = setTimeout(restarted, RESTART_MS);
        } else if (status === "idle" && due) restarted();
      });
      // Answers were brought back from a file: show what counts now. The page they came to has done so by itself.
      const anew = ({ target }) => { if (!(target instanceof Node && panel.node.contains(target))) run(); };
      window.addEventListener("rounds:brought-back", anew);
      panel.disposed.connect(() => window.removeEventListener("rounds:brought-back", anew));
      await run(); // only now: a kernel may be restarted while the notebook runs for the first time
      if (ours.refresh) panel._roundsRefresh = () => run();
    });
  }

  // JupyterLab's own dialog speaks of a "Jupyter server configuration", again and again. This one comes once, says what is
  // kept, and what to do: on your own computer, or on Binder, which the cards know (rounds/ui/shared/page_state.js).
  function sayLost({ showDialog, Dialog }) {
    const OWN = "What you answered before is kept on this computer. What you change now waits in this browser and is saved when you reload this page.\n\nIf the course was stopped, start it again (make course), then reload this page.";
    const wait = "If only your connection was away, everything goes on by itself once it is back.";
    const title = "The course is not answering";
    const close = Dialog.cancelButton({ label: "Close" });
    let last = -Infinity; // while nothing answers, this is heard every few minutes at least
    return async () => {
      const again = Date.now() - last < LOST_MS;
      last = Date.now();
      if (again) return;
      const here = window.roundsHere;
      if (!here?.forgets) return void await showDialog({ title, body: OWN, buttons: [close] });
      const download = Dialog.okButton({ label: "Download what is on this page" });
      const { button } = await showDialog({ title, body: `${wait}\n\n${here.ended}`, buttons: [close, download] });
      if (button.accept) await showDialog({ title, body: here.rescue(), buttons: [close] });
    };
  }

  const config = () => JSON.parse(document.getElementById("jupyter-config-data")?.textContent || "{}");

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB[NAME] = {
    init(sharedScope) { scope = sharedScope; },
    async get() {
      const { INotebookTracker, NotebookActions } = await shared("@jupyterlab/notebook");
      const { Printing, showDialog, Dialog } = await shared("@jupyterlab/apputils");
      const { IConnectionLost } = await shared("@jupyterlab/application");
      const { Widget } = await shared("@lumino/widgets");
      const tools = { NotebookActions, Printing, Widget };
      const plugin = {
        id: `${NAME}:plugin`,
        autoStart: true,
        requires: [INotebookTracker],
        activate(app, tracker) {
          const style = document.createElement("style");
          style.textContent = STYLE;
          document.head.append(style);
          tracker.forEach((panel) => watch(panel, tools, app));
          tracker.widgetAdded.connect((_, panel) => watch(panel, tools, app));
          // A Hub (grader/hub) opens with the assignment list, unless the address names a notebook.
          const { roundsLanding, roundsFrontPage, treePath } = config();
          if (roundsLanding && !treePath) app.restored.then(() => app.commands.execute(roundsLanding));
          if (roundsFrontPage) comeHome(app, roundsFrontPage, treePath);
          // The front page shows progress, so it's refreshed whenever someone returns to it.
          tracker.currentChanged.connect((_, panel) => panel?._roundsRefresh?.());
        },
      };
      const lost = { id: `${NAME}:connection-lost`, autoStart: true, provides: IConnectionLost, activate: () => sayLost({ showDialog, Dialog }) };
      // In the office and on a Hub, which can start a server again, JupyterLab's own stays: our settings switch it off
      // for self-study alone (rounds/settings/self-study).
      const ours = (config().disabledExtensions || []).includes(THEIRS);
      return () => ({ __esModule: true, default: ours ? [plugin, lost] : [plugin] });
    },
  };
})();
