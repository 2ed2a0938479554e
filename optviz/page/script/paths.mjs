// Where runs go: over the landscape, which they follow between iterates, and in pixels.

import { RISE } from "./camera.mjs";
import { clamped, height } from "./scales.mjs";

/** The part of a line from (a, b) to (c, d) that is in the square from -1 to 1, as two shares of it; or nothing. */
export function clipped(a, b, c, d) {
  let first = 0, last = 1;
  for (const [from, step] of [[a, c - a], [b, d - b]]) {
    for (const side of [-1, 1]) {
      const room = 1 - side * from, rate = side * step;
      if (rate > 0) last = Math.min(last, room / rate);
      else if (rate < 0) first = Math.max(first, room / rate);
      else if (room < 0) return null;
    }
  }
  return first < last ? [first, last] : null;
}

/**
 * A path over the landscape, which keeps to its own values where it has some: box points with gaps where it is out of view, and for each step the row up to which
 * it runs and its head, or nothing where that is out of view.  most: pieces of the line between two steps.
 */
export function draped(run, surface, landscape, lift, most = 400) {
  const { x, y, value } = run, rows = [], count = x.length, ends = new Int32Array(count);
  const heads = new Float32Array(3 * count).fill(NaN), fine = 2 / (landscape.n - 1);
  const u = i => 2 * (x[i] - surface.x[0]) / (surface.x[1] - surface.x[0]) - 1;
  const v = i => 2 * (y[i] - surface.y[0]) / (surface.y[1] - surface.y[0]) - 1;
  const onto = h => RISE * (2 * h - 1) + lift;
  for (let i = 0; i < count; i++) {
    const here = [u(i), v(i)], inside = Math.max(Math.abs(here[0]), Math.abs(here[1])) <= 1 + 1e-9;
    if (i) {
      const before = [u(i - 1), v(i - 1)], part = clipped(...before, ...here);
      if (part) {
        const [first, last] = part, long = Math.hypot(here[0] - before[0], here[1] - before[1]) * (last - first);
        const pieces = clamped(Math.ceil(long / fine), 1, most);
        if (first > 0) rows.push(NaN, NaN, NaN);
        for (let k = first > 0 ? 0 : 1; k < pieces + (last < 1 ? 1 : 0); k++) {
          const share = first + (last - first) * k / pieces;
          const across = before[0] + share * (here[0] - before[0]), up = before[1] + share * (here[1] - before[1]);
          rows.push(across, up, onto(landscape.height(across, up)));
        }
      }
    }
    if (inside) {
      heads.set([...here, onto(value ? height(surface.scale, value[i]) : landscape.height(...here))], 3 * i);
      rows.push(heads[3 * i], heads[3 * i + 1], heads[3 * i + 2]);
    } else rows.push(NaN, NaN, NaN);
    ends[i] = rows.length / 3 - 1;
  }
  return { points: Float32Array.from(rows), ends, heads };
}

/**
 * A path from a row to another as two, what is seen and what is hidden: each point a pair of pixels in `places`, three numbers a
 * row; of points nearer to each other than a bit of a pixel one suffices.
 */
export function drawn(places, hidden, last, first = 0, least = 0.5) {
  const seen = new Path2D(), faint = new Path2D();
  let [px, py, behind, open] = [NaN, NaN, false, false];
  for (let i = first; i <= last; i++) {
    const x = places[3 * i], y = places[3 * i + 1];
    if (Number.isNaN(x)) {
      open = false;
      continue;
    }
    const now = hidden ? !!hidden[i] : false;
    if (!open) {
      (now ? faint : seen).moveTo(x, y);
      (now ? faint : seen).lineTo(x, y);
    } else if (i < last && now === behind && Math.abs(x - px) + Math.abs(y - py) < least) continue;
    else {
      (behind ? faint : seen).lineTo(x, y);
      if (now !== behind) (now ? faint : seen).moveTo(x, y);
    }
    [px, py, behind, open] = [x, y, now, true];
  }
  return { seen, faint };
}
