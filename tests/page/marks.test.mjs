import assert from "node:assert/strict";
import { test } from "node:test";

const { gathered, told } = await import(`${process.env.OPTVIZ_SCRIPT}/marks.mjs`);
const at = (...steps) => steps.map(step => ({ step, label: "SGD", say: `it is ${step}` }));
const steps = groups => groups.map(({ notes }) => notes.map(({ step }) => step));

test("notes that are apart have a mark each, in their order", () => {
  const found = gathered(at(90, 0, 50), 100, 200);
  assert.deepEqual(steps(found), [[0], [50], [90]]);
  assert.deepEqual(found.map(({ x }) => x), [0, 100, 180]);
});

test("notes that begin too near to each other have one together, however many there are", () => {
  assert.deepEqual(steps(gathered(at(10, 10, 11, 60), 100, 200)), [[10, 10, 11], [60]]);
  const groups = gathered(at(...Array.from({ length: 1001 }, (_, i) => i)), 1000, 300);
  for (let i = 1; i < groups.length; i++) assert.ok(groups[i].x - groups[i - 1].x >= 7);
  assert.equal(groups.reduce((sum, { notes }) => sum + notes.length, 0), 1001);
});

test("a mark tells its notes, of very many the first ones", () => {
  assert.deepEqual(told([{ step: 3, say: "one <b>" }], "calls"), ["calls 3 · one <b>"]);
  assert.deepEqual(told([{ step: 3, label: "Adam", say: "Adam is first" }], "step"), ["step 3 · Adam is first"]);
  assert.deepEqual(told(at(1, 2), "step"), ["step 1 · SGD · it is 1", "step 2 · SGD · it is 2"]);
  assert.equal(told(at(1, 2, 3, 4), "step").length, 4);
  assert.deepEqual(told(at(1, 2, 3, 4, 5), "step").slice(3), ["and 2 more"]);
});
