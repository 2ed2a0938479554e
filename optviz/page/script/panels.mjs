// The landscape, and what it has in common with the contours and the curves.

import { Camera, RISE, fitted } from "./camera.mjs";
import { Landscape } from "./landscape.mjs";
import { draped, drawn } from "./paths.mjs";
import { Labels, Layer, Pen } from "./pen.mjs";
import { clamped, height, lastUpTo } from "./scales.mjs";

const LIFT = 0.014;  // by which a path lies above the surface, so that the surface does not hide it
const FAINT = 0.32, HIDDEN_MARK = 0.35, HIDDEN_HEAD = 0.45, DASHES = [1.1, 1];
const MOST_PIECES = 40000;  // of all paths over a landscape, so that long ones that leap to and fro take no more
const RESTING = 2;  // pixels of the surface for one of the screen's while nothing turns

export class Panel {
  constructor(element, page) {
    Object.assign(this, { element, page, width: 0, height: 0 });
  }

  /** Take its size; what is too small to draw on has none. */
  measured() {
    const { clientWidth, clientHeight } = this.element, large = clientWidth > 40 && clientHeight > 40;
    [this.width, this.height] = large ? [clientWidth, clientHeight] : [0, 0];
    return large;
  }

  /** The lines of runs.  line: what is seen and what is hidden of a start's. */
  drawLines(pen, shown, line, hidden) {
    for (const each of shown) {
      if (this.page.trace.bare || !each.look.width) continue;
      const { seen, faint } = line(each), { run, look } = each;
      if (hidden === "faint") pen.trace(faint, run, { ...look, casing: 0, opacity: FAINT * look.opacity });
      if (hidden === "dashed") pen.trace(faint, run, { ...look, casing: 0 }, DASHES);
      pen.trace(seen, run, look);
    }
  }

  /** What is drawn beside runs: what lies beneath their lines, or the results over them.  line, head: of one at its row. */
  drawBeside(pen, shown, over, line, head, hidden) {
    const beside = shown.filter(({ run, start }) => start === run.starts[0]).flatMap(({ run, at, first }) => {
      const results = run.beside.length - run.over, own = over ? run.beside.slice(results) : run.beside.slice(0, results);
      return own.map(start => ({ run, start, at, first, look: run.thin[+over] }));
    });
    this.drawLines(pen, beside, line, hidden);
    this.drawHeads(pen, beside, head);
  }

  /** Their heads, and where some have left.  head: x, y and an opacity. */
  drawHeads(pen, shown, head) {
    const { trace, step } = this.page;
    for (const each of shown) {
      const [x, y, opacity = 1] = head(each), { run, look } = each, color = this.page.look.colors[run.style];
      if (x !== x || !look.head) continue;
      pen.shape(run.marker, x, y, look.head, color, opacity * look.headOpacity);
      if (trace.labels && each.start === run.starts[0]) pen.text(run.label, x + 9, y - 9, { align: "left", halo: true, color });
    }
    for (const { run, start } of shown)
      if (trace.exits && start.lost && step >= start.lost[0] && start.exit) pen.cross(...this.crossing(start.exit), this.page.look.colors[run.style]);
  }

  /** Notes, each beside where it is about.  where: pixels of a place.  last: those of the last place of a run that is seen. */
  drawNotes(pen, shown, heads, where, last) {
    const said = [];
    for (const note of this.page.said(this.cell)) {
      const found = shown.find(({ run, start }) => run.style === note.run && start === run.starts[0]);
      const [x, y] = note.at ? where(...note.at) : found ? last(found) : [NaN, NaN];
      if (x === x) said.push({ say: note.say, x, y });
    }
    pen.notes(said, heads.filter(([x]) => x === x), this.width, this.height);
  }

  /** The trials of searches up to now.  places: of a run's dots. */
  drawDots(pen, places) {
    for (const run of this.cell.runs) {
      const { dots } = run, { step, off, look } = this.page;
      if (!dots || off.has(run.style) || !(dots.steps[0] <= step)) continue;
      const last = lastUpTo(dots.steps, step) + 1;
      pen.dots(places(run), 0, last, dots.steps.indexOf(dots.steps[last - 1]), look.colors[run.style]);
    }
  }
}

export class LandscapePanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.floor, this.surface, this.top] = [0, 1, 2].map(() => new Layer(element));
    const { azimuth, elevation, zoom, perspective } = page.camera;
    this.camera = this.home = new Camera(azimuth, elevation, zoom, perspective);
  }

  /** Take up a cell: its surface and its runs. */
  show(cell) {
    this.cell = cell;
    cell.landscape ??= new Landscape(cell.heights, cell.n);
    const { surface, landscape } = cell;
    const paths = cell.runs.flatMap(run => [...run.starts, ...run.beside]), rows = paths.reduce((sum, each) => sum + each.x.length, 0);
    const most = clamped(Math.floor(MOST_PIECES / rows), 1, 400);
    for (const run of cell.runs) {
      for (const start of [...run.starts, ...run.beside]) {
        start.draped ??= draped(start, surface, landscape, LIFT, most);
        start.exit = start.lost && lastRow(start.draped.points, start.draped.ends.at(-1));
      }
      if (run.dots) run.dots.over ??= this.onto(run.dots.x, run.dots.y);
    }
    const marks = [...surface.starts, ...surface.minimizers];
    this.marks = new Float32Array(marks.flatMap(([x, y, value]) => [...this.box(x, y), this.rise(height(surface.scale, value)) + LIFT]));
  }

  /** Where places of the plane stand over the landscape, box points; out of view, nowhere. */
  onto(xs, ys) {
    return Float32Array.from({ length: 3 * xs.length }, (_, i) => {
      const [u, v] = this.box(xs[(i - i % 3) / 3], ys[(i - i % 3) / 3]);
      if (Math.abs(u) > 1 || Math.abs(v) > 1) return NaN;
      return [u, v][i % 3] ?? this.rise(this.cell.landscape.height(u, v)) + LIFT;
    });
  }

  box(x, y) {
    const { surface } = this.cell;
    return [[x, surface.x], [y, surface.y]].map(([each, [low, high]]) => 2 * (each - low) / (high - low) - 1);
  }

  rise(share) {
    return RISE * (2 * share - 1);
  }

  crossing(exit) {
    return Array.from(this.camera.project(exit, this.fit)).slice(0, 2);
  }

  /** Draw everything anew; while it turns, at the screen's own pixels. */
  draw(turning = false) {
    if (!this.measured()) return;
    const dense = turning ? 1 : RESTING, { width, height } = this;
    this.fit = fitted(width, height, this.home.elevation, this.home.perspective, 26);
    this.drawFloor();
    const scaled = { scale: this.fit.scale * dense, x: this.fit.x * dense, y: this.fit.y * dense };
    const wide = Math.round(width * dense), tall = Math.round(height * dense);
    const seen = this.cell.landscape.seen(this.camera, scaled, wide, tall);
    const context = this.surface.clear(wide, tall, 1);
    context.putImageData(seen.painted(context.createImageData(wide, tall), this.page.look, this.page.levels, dense), 0, 0);
    this.dense = dense;
    this.project();
    this.drawStep();
  }

  /** Where all paths and marks stand, and what the surface hides of them. */
  project() {
    const { landscape, runs } = this.cell, dense = this.dense;
    const placed = points => {
      const places = this.camera.project(points, this.fit), hidden = new Uint8Array(places.length / 3);
      for (let i = 0; i < hidden.length; i++)
        hidden[i] = landscape.hides(places[3 * i] * dense, places[3 * i + 1] * dense, places[3 * i + 2]);
      return { places, hidden };
    };
    for (const run of runs) {
      for (const start of [...run.starts, ...run.beside]) {
        start.seen = placed(start.draped.points);
        start.heads = placed(start.draped.heads);
      }
      if (run.dots) run.dots.seen = this.camera.project(run.dots.over, this.fit);
    }
    this.marked = placed(this.marks);
  }

  drawStep() {
    if (!this.width) return;
    const { page, cell } = this, pen = new Pen(this.top.clear(this.width, this.height), page.look);
    this.drawDots(pen, run => run.dots.seen);
    const { places, hidden } = this.marked, rings = cell.surface.starts.length;
    for (let i = 0; i < hidden.length; i++) {
      const [x, y] = [places[3 * i], places[3 * i + 1]], opacity = hidden[i] ? HIDDEN_MARK : 1;
      if (i < rings) pen.ring(x, y, cell.surface.ring, opacity);
      else pen.shape(page.star, x, y, 6.6, page.look.ink, opacity);
    }
    const shown = page.shown(cell);
    for (const { run, start, at } of shown) if (start === run.starts[0] && run.corners.length) {
      const [xs, ys] = [0, 1].map(axis => run.corners.map(corner => corner[axis][at]));
      pen.outline(this.camera.project(this.onto(xs, ys), this.fit), page.look.colors[run.style]);
    }
    const line = ({ start, at, first }) =>
      drawn(start.seen.places, start.seen.hidden, start.draped.ends[at], first && start.draped.ends[first]);
    const head = ({ start, at }) => [start.heads.places[3 * at], start.heads.places[3 * at + 1], start.heads.hidden[at] ? HIDDEN_HEAD : 1];
    this.drawBeside(pen, shown, false, line, head, page.hidden);
    this.drawLines(pen, shown, line, page.hidden);
    this.drawHeads(pen, shown, head);
    this.drawBeside(pen, shown, true, line, head, page.hidden);
    const where = (x, y) => this.camera.project(this.onto([x], [y]), this.fit);
    this.drawNotes(pen, shown, shown.map(head), where, ({ start, at }) => lastKnown(start.heads.places, at));
  }

  drawFloor() {
    const context = this.floor.clear(this.width, this.height), { look } = this.page, pen = new Pen(context, look);
    const { camera, fit } = this, { surface } = this.cell, [ex, ey] = camera.eye;
    const at = (x, y, z = -RISE) => camera.project([x, y, z], fit);
    const near = [ex >= 0 ? 1 : -1, ey >= 0 ? 1 : -1], path = new Path2D();
    const line = (from, to) => {
      path.moveTo(from[0], from[1]);
      path.lineTo(to[0], to[1]);
    };
    const middle = at(0, 0), labels = new Labels(pen, this.width);
    const corners = [-1, 1].flatMap(x => [-1, 1].map(y => [x, y])), places = corners.map(each => at(...each));
    const corner = corners[places.reduce((best, each, i) => each[0] > places[best][0] ? i : best, 0)], peak = at(...corner, RISE);
    labels.write(surface.names[2], peak[0] + 6, peak[1] - 14, { align: "left", size: 12 });
    for (const [value, label] of surface.heights) {
      const [x, y] = at(...corner, this.rise(value));
      labels.write(label, x + 6, y, { align: "left" });
    }
    for (const axis of [0, 1]) {
      const ticks = surface.ticks[axis].map(([value, label]) => [this.box(value, value)[axis], label]);
      for (const [share] of [[-1], ...ticks, [1]]) {
        const ends = [-1, 1].map(other => axis ? at(other, share) : at(share, other));
        line(...ends);
      }
      const edge = (share, out) => axis ? at(near[0] * out, share) : at(share, near[1] * out);
      const space = Math.hypot(...[0, 1].map(i => edge(1, 1)[i] - edge(-1, 1)[i]));
      const every = Math.ceil(30 * ticks.length / Math.max(space, 1));
      const place = edge(0, 1), far = [place[0] - middle[0], place[1] - middle[1]], length = Math.hypot(...far) || 1;
      labels.write(surface.names[axis], place[0] + 30 * far[0] / length, place[1] + 27 * far[1] / length, { size: 12 });
      ticks.forEach(([share, label], index) => {
        if (index % every) return;
        const place = edge(share, 1), inner = edge(share, 0.9), away = Math.hypot(place[0] - inner[0], place[1] - inner[1]) || 1;
        const [x, y] = [0, 1].map(i => place[i] + 13 * (place[i] - inner[i]) / away);
        labels.write(label, x, y);
      });
    }
    line(at(...corner), peak);
    pen.stroke(path, look.grid, 0.8);
  }

  turn(azimuth, elevation, zoom) {
    this.camera = this.camera.moved(azimuth, elevation, zoom);
    this.page.turned();
  }

  reset() {
    this.camera = this.home;
    this.page.turned();
  }
}

/** The last place that is known at a step. */
function lastKnown(places, at) {
  while (at > 0 && Number.isNaN(places[3 * at])) at--;
  return [places[3 * at], places[3 * at + 1]];
}

/** The last box point of a path that is in view, if there is one. */
function lastRow(points, row) {
  while (row >= 0 && Number.isNaN(points[3 * row])) row--;
  return row < 0 ? null : Array.from(points.subarray(3 * row, 3 * row + 3));
}
