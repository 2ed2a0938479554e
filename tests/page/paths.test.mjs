import assert from "node:assert/strict";
import { test } from "node:test";

const folder = process.env.OPTVIZ_SCRIPT;
const { clipped, draped, drawn } = await import(`${folder}/paths.mjs`);
const { Landscape } = await import(`${folder}/landscape.mjs`);
const { Camera, fitted, RISE } = await import(`${folder}/camera.mjs`);

globalThis.Path2D = class {
  constructor() { this.words = []; }
  moveTo(x, y) { this.words.push(["M", x, y]); }
  lineTo(x, y) { this.words.push(["L", x, y]); }
};

const N = 17, level = new Landscape(new Float32Array(N * N).fill(0.5), N);
const surface = { x: [-1, 1], y: [-1, 1], scale: { low: 0, high: 1, soft: null, origin: 0 } };
const run = (x, y, value) => ({ x: Float32Array.from(x), y: Float32Array.from(y), value: Float32Array.from(value) });

test("a line is clipped to the square", () => {
  assert.deepEqual(clipped(0, 0, 2, 0), [0, 0.5]);
  assert.deepEqual(clipped(-2, 0, 2, 0), [0.25, 0.75]);
  assert.deepEqual(clipped(0.1, 0.2, 0.3, 0.4), [0, 1]);
  assert.equal(clipped(2, 2, 3, 3), null);
  assert.equal(clipped(-2, 1.5, 2, 1.5), null);
});

test("a path follows the surface between iterates, which keep their own values", () => {
  const found = draped(run([0, 0.5], [0, 0], [0.5, 0.75]), surface, level, 0);
  assert.equal(found.ends[0], 0);
  const rows = found.points.length / 3;
  assert.equal(found.ends[1], rows - 1);
  assert.ok(rows > 4);
  assert.ok(Math.abs(found.points[2]) < 1e-6);
  assert.ok(Math.abs(found.points.at(-1) - RISE / 2) < 1e-6);
  for (let i = 3; i < found.points.length - 3; i += 3) assert.ok(Math.abs(found.points[i + 2]) < 1e-6);
});

test("a path ends at the edge where it leaves, and has no head beyond", () => {
  const { points, ends, heads } = draped(run([0, 3], [0, 0], [0.5, 0.5]), surface, level, 0);
  assert.ok(Number.isNaN(heads[3]) && Number.isNaN(points[3 * ends[1]]));
  assert.ok(Math.abs(points[3 * ends[1] - 3] - 1) < 1e-6);
});

test("a path that comes back begins at the edge", () => {
  const { points } = draped(run([3, 0], [0, 0], [0.5, 0.5]), surface, level, 0);
  const first = points.findIndex((each, i) => !(i % 3) && !Number.isNaN(each));
  assert.ok(Math.abs(points[first] - 1) < 1e-6);
});

test("what is hidden is another path, and both meet", () => {
  const places = Float32Array.from([0, 0, 1, 10, 0, 1, 20, 0, 1, 30, 0, 1]);
  const { seen, faint } = drawn(places, Uint8Array.from([0, 0, 1, 1]), 3);
  assert.deepEqual(seen.words, [["M", 0, 0], ["L", 0, 0], ["L", 10, 0], ["L", 20, 0]]);
  assert.deepEqual(faint.words, [["M", 20, 0], ["L", 30, 0]]);
});

test("points within less than a pixel are left out, but never the last", () => {
  const places = Float32Array.from([0, 0, 1, 0.1, 0, 1, 0.2, 0, 1, 0.3, 0, 1]);
  assert.deepEqual(drawn(places, null, 3).seen.words.at(-1).map(each => Math.round(10 * each) / 10 || each), ["L", 0.3, 0]);
});

test("a near wall hides what is behind it, and nothing else", () => {
  const heights = new Float32Array(N * N);
  for (let i = 0; i < N; i++) heights[8 * N + i] = 1;  // a ridge along x in the middle
  const ridge = new Landscape(heights, N), camera = new Camera(-90, 15), fit = fitted(200, 150, 15, true, 10);
  ridge.seen(camera, fit, 200, 150);
  const hides = (x, y) => {
    const [u, v, near] = camera.project([x, y, -RISE + 0.014], fit);
    return ridge.hides(u, v, near);
  };
  assert.equal(hides(0, -0.5), false);
  assert.equal(hides(0, 0.4), true);
});

test("a line between two steps has no more pieces than it may", () => {
  const { points } = draped(run([-1, 1], [0, 0], [0.5, 0.5]), surface, level, 0, 3);
  assert.equal(points.length / 3, 4);
});
