// A table of what is answered and saved, kept up to date while one works.

function render({ model, el }) {
  const body = h("tbody");
  const note = h("p", { class: "rounds-status", role: "status" });
  const report = h("div", { class: "rounds-report", tabindex: "-1" });
  const titleId = freshId("title");
  const head = ["Exercise", "Answered", "Saved"].map((name) => h("th", { scope: "col" }, name));
  const root = h("section", { class: "rounds-card", "aria-labelledby": titleId },
    h("header", { class: "rounds-head" }, h("h3", { id: titleId, class: "rounds-title" }, model.get("self_study") ? "Your graded work so far" : "Before you hand in")),
    h("div", { class: "rounds-feedback" },
      h("div", { class: "rounds-scroll", tabindex: "0", role: "group", "aria-label": "What is answered" },
        h("table", {}, h("thead", {}, h("tr", {}, head)), body))),
    note);
  let marked = ""; // the rows that the report speaks of
  if (model.get("self_study")) {
    root.append(h("button", { type: "button", class: "rounds-button", onclick: () => model.send({ do: "mark" }) }, "Mark the whole notebook"));
  }
  root.append(report);
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);

  function show() {
    const rows = model.get("rows");
    body.replaceChildren(...rows.map((row) => {
      const word = row.answered >= row.total ? "✓ answered" : row.answered ? "◐ begun" : "– not begun";
      const points = `${row.points} ${row.points === "1" ? "point" : "points"}`;
      const parts = row.answered < row.total && row.total > 1 ? ` (${row.answered} of ${row.total})` : "";
      return h("tr", {}, h("th", { scope: "row" }, row.title, h("span", { class: "rounds-points" }, points)),
        h("td", {}, word + parts), h("td", {}, clock(row.time) || "–"));
    }));
    const open = rows.filter((row) => row.answered < row.total).length;
    const hand = model.get("self_study") ? "" : " To hand in, open the menu Nbgrader, then Assignment List.";
    const text = [open ? `${open} of ${rows.length} exercises are not finished yet.` : "Everything is answered and saved.", ...model.get("problems")].join(" ") + hand;
    if (note.textContent !== text) note.textContent = text;
    if (report.childElementCount && JSON.stringify(rows) !== marked && !report.querySelector(".rounds-stale")) {
      report.prepend(h("p", { class: "rounds-stale" }, "You have changed an answer since. Press “Mark the whole notebook” again to bring this up to date."));
    }
  }
  function showReport() {
    report.innerHTML = model.get("report"); // made and escaped by rounds/report.py
    marked = JSON.stringify(model.get("rows"));
  }
  function onMessage(message) {
    if (!message.marked) return;
    showReport(); // the same marks as before are no change, and yet they are up to date now
    if (report.childElementCount) report.focus();
  }
  const listeners = [["change:rows", show], ["change:problems", show], ["change:report", showReport], ["msg:custom", onMessage]];
  for (const [name, listener] of listeners) model.on(name, listener);
  show();
  showReport();
  return () => { for (const [name, listener] of listeners) model.off(name, listener); };
}

export default { render };
