// The contours of a surface, and the curves of the values.

import { toneAt } from "./landscape.mjs";
import { Panel } from "./panels.mjs";
import { drawn } from "./paths.mjs";
import { Labels, Layer, Pen } from "./pen.mjs";
import { clamped, place } from "./scales.mjs";

export class ContourPanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.ground, this.top] = [0, 1].map(() => new Layer(element));
  }

  show(cell) {
    this.cell = cell;
  }

  /** Where the surface stands: all of the panel, or, where x and y have one scale, as much as keeps it. */
  get area() {
    const { x, y } = this.cell.surface, ratio = (x[1] - x[0]) / (y[1] - y[0]);
    let [width, height] = [this.width - 48, this.height - 32];
    if (this.page.equal) [width, height] = [Math.min(width, height * ratio), Math.min(height, width / ratio)];
    return { left: 40 + (this.width - 48 - width) / 2, top: 8 + (this.height - 32 - height) / 2, width, height };
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
      const band = tones[clamped(Math.floor(h), 0, bands - 1)], level = Math.round(h);
      const steep = Math.hypot(field[i + 1] - field[i], field[i + wide + 1] - field[i]) * bands;
      const lined = this.page.lines && level >= 1 && level < bands && steep > 0;
      const cover = lined ? clamped(0.85 * dense / 2 + 0.5 - Math.abs(h - level) / steep, 0, 1) * look.opacity : 0;
      for (let c = 0; c < 3; c++) image.data[k + c] = band[c] + cover * (look.page[c] - band[c]);
      image.data[k + 3] = 255;
    }
    context.putImageData(image, Math.round(left * dense), Math.round(top * dense));
    const labels = new Labels(new Pen(context, look), this.width), [xs, ys] = surface.ticks;
    labels.write(surface.names[0], left + width, top + height + 11, { size: 12, align: "right" });
    labels.write(surface.names[1], left - 7, top + 6, { size: 12, align: "right" });
    for (const [value, label] of xs) labels.write(label, this.at(value, 0)[0], top + height + 11);
    for (const [value, label] of ys) labels.write(label, left - 7, this.at(0, value)[1], { align: "right" });
    const places = ({ x, y }) => {
      const found = new Float32Array(3 * x.length);
      for (let i = 0; i < x.length; i++) found.set(this.at(x[i], y[i]), 3 * i);
      return found;
    };
    for (const run of this.cell.runs) {
      for (const start of [...run.starts, ...run.beside]) start.flat = places(start);
      if (run.dots) run.dots.flat = places(run.dots);
    }
    this.drawStep();
  }

  crossing([u, v]) {
    const { surface } = this.cell, from = (each, [low, high]) => low + (each + 1) / 2 * (high - low);
    return this.at(from(u, surface.x), from(v, surface.y));
  }

  drawStep() {
    if (!this.width) return;
    const { page, cell } = this, context = this.top.clear(this.width, this.height), pen = new Pen(context, page.look);
    const { left, top, width, height } = this.area, shown = page.shown(cell), { colors, ink } = page.look;
    for (const [x, y] of cell.surface.starts) pen.ring(...this.at(x, y), cell.surface.ring);
    for (const [x, y] of cell.surface.minimizers) pen.shape(page.star, ...this.at(x, y), 6.6, ink);
    context.save();
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
    this.drawDots(pen, run => run.dots.flat);
    for (const { run, start, at } of shown)
      if (start === run.starts[0] && run.corners.length)
        pen.outline(run.corners.flatMap(([x, y]) => [...this.at(x[at], y[at]), 0]), colors[run.style]);
    const within = (x, y) => x >= left - 1 && x <= left + width + 1 && y >= top - 1 && y <= top + height + 1;
    const head = ({ start, at }) => {
      const [x, y] = [start.flat[3 * at], start.flat[3 * at + 1]];
      return within(x, y) ? [x, y] : [NaN, NaN];
    };
    const line = ({ start, at, first }) => drawn(start.flat, null, at, first);
    this.drawBeside(pen, shown, false, line, head, "none");
    this.drawLines(pen, shown, line, "none");
    context.restore();
    this.drawHeads(pen, shown, head);
    this.drawBeside(pen, shown, true, line, head, "none");
    const last = ({ start, at }) => {
      while (at > 0 && !within(start.flat[3 * at], start.flat[3 * at + 1])) at--;
      return [start.flat[3 * at], start.flat[3 * at + 1]];
    };
    this.drawNotes(pen, shown, shown.map(head), (x, y) => this.at(x, y), last);
  }
}

/** Its lines are drawn once, whole; a step shows as much of them as lies before it, and draws the heads alone. */
export class CurvePanel extends Panel {
  constructor(element, page) {
    super(element, page);
    [this.ground, this.lines, this.top] = [0, 1, 2].map(() => new Layer(element));
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
    const context = this.ground.clear(this.width, this.height), { axis, look, steps } = this.page, pen = new Pen(context, look);
    const path = new Path2D(), bottom = this.height - 26;
    for (const [where, label] of axis.ticks) {
      const y = bottom - (bottom - 24) * (where - axis.limits[0]) / (axis.limits[1] - axis.limits[0]);
      path.moveTo(52, y);
      path.lineTo(this.width - 12, y);
      pen.text(label, 45, y, { align: "right" });
    }
    pen.stroke(path, look.grid, 1);
    for (const [step, label] of axis.steps) {
      const [x] = this.at(step, 1), last = x > this.width - 30;
      pen.text(label, last ? this.width - 6 : x, this.height - 12, { align: last ? "right" : "center" });
    }
    pen.text(`${axis.title} by ${this.page.unit}`, 52, 10, { align: "left", size: 12 });
    for (const run of this.cell.runs) for (const start of run.starts) {
      start.curve = new Float32Array(3 * start.value.length);
      for (let i = 0; i < start.value.length; i++) start.curve.set(this.at(Math.min(i * start.every, steps), start.value[i]), 3 * i);
      start.whole = drawn(start.curve, null, start.value.length - 1).seen;
    }
    const shown = this.page.shown(this.cell), bright = new Pen(this.lines.clear(this.width, this.height), look);
    for (const { context } of [pen, bright]) {
      context.save();
      context.beginPath();
      context.rect(50, 20, this.width - 60, this.height - 44);
      context.clip();
    }
    for (const { run, start, look } of shown) {
      pen.trace(start.whole, run, { width: 1, casing: 0, opacity: 0.35 * look.opacity });
      bright.trace(start.whole, run, { ...look, width: look.width || 1 });
    }
    for (const { context } of [pen, bright]) context.restore();
    this.drawStep();
  }

  drawStep() {
    if (!this.width) return;
    const context = this.top.clear(this.width, this.height), { look, step } = this.page, pen = new Pen(context, look);
    const shown = this.page.shown(this.cell), [x] = this.at(step, 1), now = new Path2D();
    this.lines.canvas.style.clipPath = `inset(0 ${this.width - x}px 0 0)`;
    now.moveTo(Math.round(x) + 0.5, 20);
    now.lineTo(Math.round(x) + 0.5, this.height - 26);
    pen.stroke(now, look.secondary, 1);
    for (const { run, start, at, look: { head, headOpacity } } of shown) {
      const y = start.curve[3 * at + 1];
      if (y > 16 && y < this.height - 20) pen.shape(run.marker, start.curve[3 * at], y, 0.88 * head, look.colors[run.style], headOpacity);
    }
  }
}
