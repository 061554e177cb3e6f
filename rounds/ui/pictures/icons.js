// Small signs for what an exercise is for. The word stands beside each, so none has a name of its own.

import { svg } from "../shared/dom.js";

const LINES = {
  practice: ["M19.5 12a7.5 7.5 0 1 1-2.6-5.7", "M20 3v4.3h-4.3"],
  graded: ["M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17Z", "M8 12.3l2.8 2.8L16.2 9"],
  reflection: ["M5 19l1-4L15.7 5.3a1.8 1.8 0 0 1 2.5 0l.5.5a1.8 1.8 0 0 1 0 2.5L9 18Z", "M13 20h7"],
  survey: ["M4 12h16", "M8 9.5v5M16 9.5v5", "M12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z"],
};

// The sign of a use, `size` pixels wide, in the color of the text around it; null where a use has none.
export function useIcon(use, { size = 18 } = {}) {
  const lines = LINES[use];
  return lines ? svg("svg", { class: "rounds-icon", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", focusable: "false" },
    lines.map((d) => svg("path", { d }))) : null;
}
