// What draws in all panels alike: canvases, lines, marks, texts and notes.

import { clamped } from "./scales.mjs";

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
export class Pen {
  constructor(context, look) {
    Object.assign(this, { context, look });
  }

  /** A run's line.  style: width, casing and opacity.  dash: ink and gap, in widths, if it is not the run's own. */
  trace(path, run, { width, casing, opacity }, dash = run.dash) {
    const { context, look } = this;
    context.lineCap = dash ? "butt" : "round";
    if (casing) this.stroke(path, look.pageText, width + 2 * casing, opacity);
    context.setLineDash(dash ? dash.map(each => each * width) : []);
    this.stroke(path, look.colors[run.style], width, opacity);
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
    this.stroke(path, this.look.pageText, Math.min(2.4, size / 2), opacity);
    Object.assign(this.context, { fillStyle: fill, globalAlpha: opacity });
    this.context.fill(path);
    this.context.globalAlpha = 1;
  }

  ring(x, y, size, opacity = 1) {
    const path = new Path2D();
    path.arc(x, y, 5.2 * size, 0, 2 * Math.PI);
    this.stroke(path, this.look.pageText, 4.2 * size, opacity);
    this.stroke(path, this.look.ink, 1.7 * size, opacity);
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

  /** Dots, faint but for the newest.  places: pixels and more, three numbers each, of which those from first to last. */
  dots(places, first, last, newest, color) {
    for (const [from, to, opacity] of [[first, newest, 0.35], [newest, last, 1]]) {
      const path = new Path2D();
      for (let i = from; i < to; i++) {
        const x = places[3 * i], y = places[3 * i + 1];
        if (x === x) path.moveTo(x + 1.7, y), path.arc(x, y, 1.7, 0, 2 * Math.PI);
      }
      Object.assign(this.context, { fillStyle: color, globalAlpha: opacity });
      this.context.fill(path);
      this.context.globalAlpha = 1;
    }
  }

  /** A polygon of places, three numbers each. */
  outline(places, color) {
    const path = new Path2D();
    for (let i = 0; i < places.length; i += 3) path.lineTo(places[i], places[i + 1]);
    path.closePath();
    this.stroke(path, this.look.pageText, 3);
    this.stroke(path, color, 1.2);
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
      const end = [clamped(x, left - 5, left + wide + 5), clamped(y, top - 2, top + tall + 2)];
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

/** What names axes and places on them: texts inside a picture of some width, of which none covers an earlier one. */
export class Labels {
  constructor(pen, width) {
    Object.assign(this, { pen, width, taken: [] });
  }

  write(text, x, y, { align = "center", size = TICK } = {}) {
    const { context, look } = this.pen;
    context.font = `${size}px ${look.font}`;
    const wide = context.measureText(text).width, before = { left: 0, center: wide / 2, right: wide }[align];
    const left = clamped(x - before, 2, this.width - wide - 2), top = y - size / 2;
    if (this.taken.some(([l, t, r, b]) => left < r + 3 && left + wide > l - 3 && top < b && top + size > t)) return;
    this.taken.push([left, top, left + wide, top + size]);
    this.pen.text(text, left, y, { align: "left", size, halo: true });
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
  return [clamped(best[1], 4, width - wide - 4), clamped(best[2], 4, height - tall - 4)];
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
