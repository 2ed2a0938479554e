// The three pictures of a page: the landscape, the contours and the curves.

import { Camera, RISE, fitted } from "./camera.mjs";
import { Landscape, toneAt } from "./landscape.mjs";
import { draped, drawn } from "./paths.mjs";
import { height, place } from "./scales.mjs";

const LIFT = 0.014;  // by which a path lies above the surface, so that the surface does not hide it
const FAINT = 0.32, HIDDEN_MARK = 0.35;
const RESTING = 2;  // pixels of the surface for one of the screen's while nothing turns
const TICK = 11;

/** A canvas over the others of a panel, as large as the panel, with a context that counts in CSS pixels. */
export class Layer {
  constructor(panel) {
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    panel.append(this.canvas);
    this.context = this.canvas.getContext("2d");
  }

  clear(width, height, dense = Math.min(devicePixelRatio || 1, 3)) {
    const wide = Math.max(Math.round(width * dense), 1), tall = Math.max(Math.round(height * dense), 1);
    if (this.canvas.width !== wide || this.canvas.height !== tall) [this.canvas.width, this.canvas.height] = [wide, tall];
    this.context.setTransform(dense, 0, 0, dense, 0, 0);
    this.context.clearRect(0, 0, width, height);
    this.context.lineJoin = "round";
    return this.context;
  }
}

/** What draws lines, heads and marks alike in all panels. */
class Pen {
  constructor(context, look) {
    Object.assign(this, { context, look });
  }

  trace(path, run, width, opacity = 1, cased = true) {
    const { context, look } = this;
    context.lineCap = run.dash ? "butt" : "round";
    if (cased) this.stroke(path, look.pageText, width + 2, opacity);
    context.setLineDash(run.dash ? run.dash.map(each => each * width) : []);
    this.stroke(path, look.colors[run.index], width, opacity);
    context.setLineDash([]);
  }

  stroke(path, color, width, opacity = 1) {
    Object.assign(this.context, { strokeStyle: color, lineWidth: width, globalAlpha: opacity });
    this.context.stroke(path);
    this.context.globalAlpha = 1;
  }

  shape(outline, x, y, size, fill, opacity = 1) {
    const path = new Path2D();
    path.addPath(new Path2D(outline), new DOMMatrix([size, 0, 0, size, x, y]));
    this.stroke(path, this.look.pageText, 2.4, opacity);
    Object.assign(this.context, { fillStyle: fill, globalAlpha: opacity });
    this.context.fill(path);
    this.context.globalAlpha = 1;
  }

  ring(x, y, opacity = 1) {
    const path = new Path2D();
    path.arc(x, y, 5.2, 0, 2 * Math.PI);
    this.stroke(path, this.look.pageText, 4.2, opacity);
    this.stroke(path, this.look.ink, 1.7, opacity);
  }

  text(text, x, y, { align = "center", color = this.look.secondary, halo = false, size = TICK, weight = "normal" } = {}) {
    Object.assign(this.context, { textAlign: align, textBaseline: "middle", font: `${weight} ${size}px ${this.look.font}` });
    if (halo) {
      Object.assign(this.context, { strokeStyle: this.look.pageText, lineWidth: 3.5 });
      this.context.strokeText(text, x, y);
    }
    this.context.fillStyle = color;
    this.context.fillText(text, x, y);
  }

  /** A cross where a run has left the picture. */
  cross(x, y, color) {
    const path = new Path2D();
    for (const way of [-1, 1]) {
      path.moveTo(x - 3.6, y - 3.6 * way);
      path.lineTo(x + 3.6, y + 3.6 * way);
    }
    this.stroke(path, this.look.pageText, 4);
    this.stroke(path, color, 1.8);
  }

  /** Notes beside their places, inside a panel of some size, none over another or over a head. */
  notes(notes, heads, width, height) {
    const size = 12.5, taken = heads.map(([x, y]) => [x - 8, y - 8, x + 8, y + 8]);
    Object.assign(this.context, { font: `600 ${size}px ${this.look.font}` });
    for (const { say, x, y } of notes) {
      const lines = wrapped(say, 26), tall = 1.3 * size * lines.length;
      const wide = Math.max(...lines.map(line => this.context.measureText(line).width));
      const [left, top] = free(x, y, wide, tall, width, height, taken);
      taken.push([left - 6, top - 4, left + wide + 6, top + tall + 4]);
      const end = [Math.min(Math.max(x, left - 5), left + wide + 5), Math.min(Math.max(y, top - 2), top + tall + 2)];
      const away = Math.hypot(end[0] - x, end[1] - y) || 1, line = new Path2D();
      line.moveTo(x + 8 * (end[0] - x) / away, y + 8 * (end[1] - y) / away);
      line.lineTo(...end);
      this.stroke(line, this.look.pageText, 3.4);
      this.stroke(line, this.look.ink, 1);
      lines.forEach((each, i) => this.text(each, left, top + (i + 0.5) * 1.3 * size,
        { align: "left", color: this.look.ink, halo: true, size, weight: "600" }));
    }
  }
}

/** The left upper corner of a text beside a place: the nearest one inside a picture that covers nothing taken. */
export function free(x, y, wide, tall, width, height, taken) {
  let best = [Infinity, x, y];
  for (let far = 22; far < 150; far += 16) for (let k = 0; k < 16; k++) {
    const way = (k + 1.5) * Math.PI / 8, cx = x + Math.cos(way) * (far + wide / 2), cy = y - Math.sin(way) * (far + tall / 2);
    const left = cx - wide / 2, top = cy - tall / 2, right = left + wide, bottom = top + tall;
    if (left < 4 || top < 4 || right > width - 4 || bottom > height - 4) continue;
    const over = taken.reduce((sum, [l, t, r, b]) =>
      sum + Math.max(Math.min(right, r) - Math.max(left, l), 0) * Math.max(Math.min(bottom, b) - Math.max(top, t), 0), 0);
    const cost = 100 * over + far;
    if (cost < best[0]) best = [cost, left, top];
  }
  return [Math.min(Math.max(best[1], 4), width - wide - 4), Math.min(Math.max(best[2], 4), height - tall - 4)];
}

/** A text in lines of about some letters. */
export function wrapped(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (longer.length > letters && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

class Panel {
  constructor(element, page) {
    Object.assign(this, { element, page });
    this.width = this.height = 0;
  }

  measured() {
    [this.width, this.height] = [this.element.clientWidth, this.element.clientHeight];
    return this.width > 40 && this.height > 40;
  }
}

export class LandscapePanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.floor, this.surface, this.top] = [0, 1, 2].map(() => new Layer(element));
    this.camera = this.home = new Camera(page.camera.azimuth, page.camera.elevation, 1, page.camera.perspective);
  }

  /** Take up a cell: its surface and its runs. */
  show(cell) {
    this.cell = cell;
    cell.landscape ??= new Landscape(cell.heights, cell.n);
    for (const run of cell.runs) run.starts.forEach(start => {
      start.draped ??= draped(start, cell.surface, cell.landscape, LIFT);
      start.exit = run.lost && lastRow(start.draped.points, start.draped.ends.at(-1));
    });
    const marks = [...cell.surface.starts, ...cell.surface.minimizers];
    this.marks = new Float32Array(marks.flatMap(([x, y, value]) => [...this.box(x, y), this.rise(height(cell.surface.scale, value)) + LIFT]));
  }

  box(x, y) {
    const { surface } = this.cell;
    return [[x, surface.x], [y, surface.y]].map(([each, [low, high]]) => 2 * (each - low) / (high - low) - 1);
  }

  rise(share) {
    return RISE * (2 * share - 1);
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
    for (const run of runs) for (const start of run.starts) {
      start.seen = placed(start.draped.points);
      start.heads = placed(start.draped.heads);
    }
    this.marked = placed(this.marks);
  }

  drawStep() {
    if (!this.fit) return;
    const context = this.top.clear(this.width, this.height), { look, step } = this.page, pen = new Pen(context, look);
    const { places, hidden } = this.marked, rings = this.cell.surface.starts.length;
    for (let i = 0; i < hidden.length; i++) {
      const [x, y] = [places[3 * i], places[3 * i + 1]], opacity = hidden[i] ? HIDDEN_MARK : 1;
      if (i < rings) pen.ring(x, y, opacity);
      else pen.shape(this.page.star, x, y, 6.6, look.ink, opacity);
    }
    const shown = this.page.shown(this.cell);
    for (const { run, start, at } of shown) {
      const { seen, faint } = drawn(start.seen.places, start.seen.hidden, start.draped.ends[at]);
      pen.trace(faint, run, this.page.thick(run), FAINT, false);
      pen.trace(seen, run, this.page.thick(run), this.page.opacity(run));
    }
    for (const { run, start, at } of shown) {
      const [x, y] = [start.heads.places[3 * at], start.heads.places[3 * at + 1]];
      if (x === x) pen.shape(run.marker, x, y, 5.2, look.colors[run.index], start.heads.hidden[at] ? 0.45 : 1);
    }
    const heads = [], said = [];
    for (const { run, start, at } of shown) {
      const exit = start.exit && this.page.step >= run.lost[0] ? start.exit : null;
      if (exit) pen.cross(...this.camera.project(exit, this.fit), look.colors[run.index]);
      heads.push([start.heads.places[3 * at], start.heads.places[3 * at + 1]]);
    }
    for (const note of this.page.said(this.cell)) {
      const found = this.page.headOf(this.cell, note);
      let [x, y] = [NaN, NaN];
      if (note.at) {
        const [u, v] = this.box(...note.at);
        [x, y] = this.camera.project([u, v, this.rise(this.cell.landscape.height(u, v)) + LIFT], this.fit);
      } else if (found) [x, y] = lastKnown(found.start.heads.places, found.at);
      if (x === x) said.push({ say: note.say, x, y });
    }
    pen.notes(said, heads.filter(([x]) => x === x), this.width, this.height);
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
    const middle = at(0, 0);
    for (const axis of [0, 1]) {
      const ticks = surface.ticks[axis].map(([value, label]) => [this.box(value, value)[axis], label]);
      for (const [share] of [[-1], ...ticks, [1]]) {
        const ends = [-1, 1].map(other => axis ? at(other, share) : at(share, other));
        line(...ends);
      }
      const edge = (share, out) => axis ? at(near[0] * out, share) : at(share, near[1] * out);
      const space = Math.hypot(...[0, 1].map(i => edge(1, 1)[i] - edge(-1, 1)[i]));
      const every = Math.ceil(30 * ticks.length / Math.max(space, 1));
      ticks.forEach(([share, label], index) => {
        if (index % every) return;
        const place = edge(share, 1), inner = edge(share, 0.9), away = Math.hypot(place[0] - inner[0], place[1] - inner[1]) || 1;
        const [x, y] = [0, 1].map(i => place[i] + 13 * (place[i] - inner[i]) / away);
        pen.text(label, x, y);
      });
      const place = edge(0, 1), far = [place[0] - middle[0], place[1] - middle[1]], length = Math.hypot(...far) || 1;
      pen.text(surface.names[axis], place[0] + 30 * far[0] / length, place[1] + 27 * far[1] / length, { size: 12 });
    }
    const corners = [-1, 1].flatMap(x => [-1, 1].map(y => [x, y])), places = corners.map(each => at(...each));
    const corner = corners[places.reduce((best, each, i) => each[0] > places[best][0] ? i : best, 0)];
    line(at(...corner), at(...corner, RISE));
    pen.stroke(path, look.grid, 0.8);
    for (const [value, label] of surface.heights) {
      const [x, y] = at(...corner, this.rise(value));
      pen.text(label, x + 6, y, { align: "left" });
    }
    const [x, y] = at(...corner, RISE);
    pen.text(surface.names[2], x + 6, y - 14, { align: "left", size: 12 });
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

export class ContourPanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.ground, this.top] = [0, 1].map(() => new Layer(element));
  }

  show(cell) {
    this.cell = cell;
  }

  get area() {
    return { left: 40, top: 8, width: this.width - 48, height: this.height - 32 };
  }

  at(x, y) {
    const { left, top, width, height } = this.area, { surface } = this.cell;
    const share = (each, [low, high]) => (each - low) / (high - low);
    return [left + width * share(x, surface.x), top + height * (1 - share(y, surface.y))];
  }

  draw() {
    if (!this.measured()) return;
    const { left, top, width, height } = this.area, { look, levels } = this.page, { heights, n, surface } = this.cell;
    const context = this.ground.clear(this.width, this.height), dense = context.getTransform().a;
    const wide = Math.round(width * dense), tall = Math.round(height * dense);
    const image = context.createImageData(wide, tall), bands = this.page.bands;
    const tones = Array.from({ length: bands }, (_, i) => toneAt(look.ramp, (i + 0.5) / bands));
    const field = new Float32Array((wide + 1) * (tall + 1));
    for (let row = 0, k = 0; row <= tall; row++) {
      const up = Math.min((1 - row / tall) * (n - 1), n - 1.000001), low = Math.floor(up), v = up - low;
      for (let column = 0; column <= wide; column++, k++) {
        const across = Math.min(column / wide * (n - 1), n - 1.000001), first = Math.floor(across), u = across - first;
        const i = low * n + first;
        field[k] = (1 - v) * ((1 - u) * heights[i] + u * heights[i + 1]) + v * ((1 - u) * heights[i + n] + u * heights[i + n + 1]);
      }
    }
    for (let row = 0, k = 0; row < tall; row++) for (let column = 0; column < wide; column++, k += 4) {
      const i = row * (wide + 1) + column, h = field[i] * bands;
      if (Number.isNaN(h)) continue;
      const band = tones[Math.min(Math.max(Math.floor(h), 0), bands - 1)], level = Math.round(h);
      const steep = Math.hypot(field[i + 1] - field[i], field[i + wide + 1] - field[i]) * bands;
      let cover = 0;
      if (level >= 1 && level < bands && steep > 0) cover = Math.min(Math.max(0.85 * dense / 2 + 0.5 - Math.abs(h - level) / steep, 0), 1) * look.opacity;
      for (let c = 0; c < 3; c++) image.data[k + c] = band[c] + cover * (look.page[c] - band[c]);
      image.data[k + 3] = 255;
    }
    context.putImageData(image, Math.round(left * dense), Math.round(top * dense));
    const pen = new Pen(context, look);
    for (const [value, label] of surface.ticks[0]) {
      const x = this.at(value, 0)[0];
      if (x < left + width - 18) pen.text(label, x, this.height - 14);
    }
    for (const [value, label] of surface.ticks[1]) {
      const y = this.at(0, value)[1];
      if (y > top + 18) pen.text(label, left - 7, y, { align: "right" });
    }
    pen.text(surface.names[0], left + width, this.height - 14, { size: 12, align: "right" });
    pen.text(surface.names[1], left - 7, top + 6, { size: 12, align: "right" });
    const places = start => {
      const found = new Float32Array(3 * start.x.length);
      for (let i = 0; i < start.x.length; i++) found.set(this.at(start.x[i], start.y[i]), 3 * i);
      return found;
    };
    for (const run of this.cell.runs) for (const start of run.starts) start.flat = places(start);
    this.drawStep();
  }

  drawStep() {
    if (!this.width) return;
    const context = this.top.clear(this.width, this.height), { look } = this.page, pen = new Pen(context, look);
    const { left, top, width, height } = this.area, shown = this.page.shown(this.cell);
    for (const [x, y] of this.cell.surface.starts) pen.ring(...this.at(x, y));
    for (const [x, y] of this.cell.surface.minimizers) pen.shape(this.page.star, ...this.at(x, y), 6.6, look.ink);
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    for (const { run, start, at } of shown)
      pen.trace(drawn(start.flat, null, at).seen, run, this.page.thick(run), this.page.opacity(run));
    context.restore();
    const within = (x, y) => x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;
    for (const { run, start, at } of shown) {
      const [x, y] = [start.flat[3 * at], start.flat[3 * at + 1]];
      if (within(x, y)) pen.shape(run.marker, x, y, 5.2, look.colors[run.index]);
    }
    const said = [];
    for (const { run, start } of shown) {
      if (!start.exit || this.page.step < run.lost[0]) continue;
      const [u, v] = start.exit, { surface } = this.cell, from = (each, [low, high]) => low + (each + 1) / 2 * (high - low);
      pen.cross(...this.at(from(u, surface.x), from(v, surface.y)), look.colors[run.index]);
    }
    for (const note of this.page.said(this.cell)) {
      const found = this.page.headOf(this.cell, note);
      let [x, y] = note.at ? this.at(...note.at) : [NaN, NaN];
      for (let at = found?.at ?? -1; !note.at && at >= 0; at--) {
        [x, y] = [found.start.flat[3 * at], found.start.flat[3 * at + 1]];
        if (within(x, y)) break;
      }
      if (x === x) said.push({ say: note.say, x, y });
    }
    const heads = shown.map(({ start, at }) => [start.flat[3 * at], start.flat[3 * at + 1]]).filter(each => within(...each));
    pen.notes(said, heads, this.width, this.height);
  }
}

export class CurvePanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.ground, this.top] = [0, 1].map(() => new Layer(element));
  }

  show(cell) {
    this.cell = cell;
  }

  at(step, value) {
    const { axis } = this.page, left = 52, right = this.width - 12, top = 24, bottom = this.height - 26;
    return [
      left + (right - left) * step / this.page.steps,
      bottom - (bottom - top) * (place(axis, value) - axis.limits[0]) / (axis.limits[1] - axis.limits[0]),
    ];
  }

  draw() {
    if (!this.measured()) return;
    const context = this.ground.clear(this.width, this.height), { axis, look } = this.page, pen = new Pen(context, look);
    const path = new Path2D(), bottom = this.height - 26;
    for (const [where, label] of axis.ticks) {
      const y = bottom - (bottom - 24) * (where - axis.limits[0]) / (axis.limits[1] - axis.limits[0]);
      path.moveTo(52, y);
      path.lineTo(this.width - 12, y);
      pen.text(label, 45, y, { align: "right" });
    }
    pen.stroke(path, look.grid, 1);
    for (const [step, label] of axis.steps) pen.text(label, this.at(step, 1)[0], this.height - 12);
    pen.text(`${axis.title} by ${this.page.unit}`, 52, 10, { align: "left", size: 12 });
    for (const run of this.cell.runs) for (const start of run.starts) {
      start.curve = new Float32Array(3 * start.value.length);
      for (let i = 0; i < start.value.length; i++) start.curve.set(this.at(i * start.every, start.value[i]), 3 * i);
    }
    this.drawStep();
  }

  drawStep() {
    if (!this.width) return;
    const context = this.top.clear(this.width, this.height), { look, step } = this.page, pen = new Pen(context, look);
    const shown = this.page.shown(this.cell), [x] = this.at(step, 1);
    context.save();
    context.beginPath();
    context.rect(50, 20, this.width - 60, this.height - 44);
    context.clip();
    for (const { run, start } of shown) pen.trace(drawn(start.curve, null, start.value.length - 1).seen, run, 1, 0.35, false);
    for (const { run, start, at } of shown) pen.trace(drawn(start.curve, null, at).seen, run, this.page.thick(run), this.page.opacity(run));
    const now = new Path2D();
    now.moveTo(x, 20);
    now.lineTo(x, this.height - 26);
    pen.stroke(now, look.secondary, 1);
    for (const { run, start, at } of shown) {
      const y = start.curve[3 * at + 1];
      if (y === y) pen.shape(run.marker, start.curve[3 * at], y, 4.6, look.colors[run.index]);
    }
    context.restore();
  }
}

