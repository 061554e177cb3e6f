// Tables that sort by the head of a column, and a print-out with nothing folded away. Without this script all is readable as it stands.
for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.setAttribute("aria-sort", other === head ? (up ? "ascending" : "descending") : "none"));
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => ({ row, value: value(row.cells[column]) }));
      rows.sort((a, b) => compare(a.value, b.value, up ? 1 : -1));
      body.append(...rows.map(({ row }) => row));
    });
  });
}

// A cell without a figure has an empty data-v and stands last, whichever way it is sorted.
function value(cell) {
  if (cell.dataset.v === undefined) return cell.textContent.trim();
  return cell.dataset.v === "" ? null : Number(cell.dataset.v);
}

function compare(a, b, way) {
  if (a === null || b === null) return (a === null) - (b === null);
  return way * (typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true }));
}

let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  opened.forEach((part) => (part.open = true));
});
addEventListener("afterprint", () => opened.forEach((part) => (part.open = false)));
