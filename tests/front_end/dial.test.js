// A dial of half a circle: where its knob is for a setting, and the setting that a point belongs to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CENTER, RADIUS, arc, ends, pointAt, settingAt } from "../../rounds/kinds/number/half_circle.js";

const dial = { least: 0.1, most: 0.2, step: 0.01 };

test("the least is on the left, the most on the right, and the middle on top", () => {
  assert.deepEqual(ends(), [{ x: CENTER.x - RADIUS, y: CENTER.y }, { x: CENTER.x + RADIUS, y: CENTER.y }]);
  assert.deepEqual(pointAt(0.5), { x: CENTER.x, y: CENTER.y - RADIUS });
  assert.equal(arc(0, 1), `M26 128A104 104 0 0 1 234 128`);
});

test("a point on the way out from the middle gives the setting it points at, and below the foot the nearer end", () => {
  for (const setting of [0.1, 0.13, 0.15, 0.18, 0.2]) {
    const { x, y } = pointAt((setting - dial.least) / (dial.most - dial.least));
    assert.equal(settingAt(x, y, dial), setting);
    assert.equal(settingAt((x + CENTER.x) / 2, (y + CENTER.y) / 2, dial), setting);
  }
  assert.equal(settingAt(CENTER.x - 40, CENTER.y + 30, dial), 0.1);
  assert.equal(settingAt(CENTER.x + 40, CENTER.y + 30, dial), 0.2);
});
