// A page: reads what is in it, and answers the reader. Everything that is drawn was computed by optviz.

import { Marks } from "./marks.mjs";
import { floats, summed, summedBothWays, unpacked } from "./packed.mjs";
import { LandscapePanel } from "./panels.mjs";
import { valueText } from "./scales.mjs";
import { turning } from "./turning.mjs";
import { ContourPanel, CurvePanel } from "./views.mjs";

const AT_REST = 140;  // milliseconds after which what was turned is drawn finely
const LATE = 250;  // milliseconds that playing makes up for at most: what nobody saw, in a tab behind others, is not skipped

class Page {
  constructor(root, data, cells) {
    Object.assign(this, data, { root, cells, step: 0, frame: 0, played: 0, speed: 1, playing: false, off: new Set() });
    this.night = matchMedia("(prefers-color-scheme: dark)");
    this.less = matchMedia("(prefers-reduced-motion: reduce)");
    const find = name => root.querySelector(`[data-part="${name}"]`);
    this.parts = Object.fromEntries(
      ["landscape", "contour", "curve", "play", "steps", "counter", "speed", "said", "formula", "marks", "tip"].map(name => [name, find(name)]));
    this.landscape = new LandscapePanel(this.parts.landscape, this);
    this.curve = new CurvePanel(this.parts.curve, this);
    this.panels = [this.landscape, new ContourPanel(this.parts.contour, this), this.curve];
    this.sliders = this.vary.map((_, number) => root.querySelector(`#vary-${number}`));
    this.rows = Array.from(root.querySelectorAll("tbody tr"), row => ({ row, style: +row.querySelector("input").value }));
    this.buttons = Array.from(root.querySelectorAll(".notes button"));
    for (const note of this.notes) note.label = this.styles[note.run]?.label;
    this.marks = this.notes.length && new Marks(this, this.parts.marks, this.parts.steps, this.parts.tip);
    this.listen();
    this.choose(0);
    this.recolor();
    this.seek(this.less.matches ? this.frames.length - 1 : 0);
    if (!this.less.matches) this.play();
  }

  // What is shown.

  get current() {
    return this.cells[this.cellNumber];
  }

  /** The row of a start at the present step. */
  row({ x, every }) {
    return this.step >= this.steps ? x.length - 1 : Math.min(Math.floor(this.step / every), x.length - 1);
  }

  /** The starts of the runs that are switched on, with their rows and how they look; the first of each run last. */
  shown(cell) {
    const found = cell.runs.filter(run => !this.off.has(run.style)).flatMap(run => run.starts.map((start, number) => {
      const at = this.row(start), tail = this.trace.tail, first = tail ? Math.max(at - Math.ceil(tail / start.every), 0) : 0;
      return { run, start, at, first, look: run.pens[number] ?? run.pens.at(-1) };
    }));
    const leads = ({ run, start }) => start === run.starts[0];
    return [...found.filter(each => !leads(each)), ...found.filter(leads)];
  }

  /** The notes of a cell, but for those of runs that are switched off. */
  noted(cell) {
    return this.notes.filter(note => note.cell === cell.index && !this.off.has(note.run));
  }

  /** Those that are there at the present step. */
  said(cell) {
    return this.noted(cell).filter(note => note.step <= this.step && this.step <= note.until);
  }

  /** The colour of a note: that of its run, or of all that is written. */
  color({ run }) {
    return this.look.colors[run] ?? "currentColor";
  }

  // What changes.

  choose(number) {
    this.cellNumber = number;
    let rest = number;
    this.vary.forEach(({ values }, index) => {
      const pick = rest % values.length, slider = this.sliders[index];
      rest = (rest - pick) / values.length;
      slider.value = pick;
      slider.setAttribute("aria-valuetext", values[pick]);
      slider.nextElementSibling.textContent = values[pick];
    });
    this.parts.formula.textContent = this.current.formula;
    for (const panel of this.panels) panel.show(this.current);
    for (const { row, style } of this.rows) row.hidden = !this.current.runs.some(run => run.style === style);
    this.draw();
  }

  /** The cell that the sliders choose. */
  chosen() {
    return this.vary.reduceRight((number, { values }, index) => number * values.length + +this.sliders[index].value, 0);
  }

  recolor() {
    const theme = this.themes[this.night.matches ? "dark" : "light"] ?? Object.values(this.themes)[0];
    const numbers = color => [1, 3, 5].map(i => parseInt(color.slice(i, i + 2), 16));
    this.look = {
      ...theme, pageText: theme.page, page: numbers(theme.page), ramp: theme.ramp.map(numbers),
      shade: theme.shade && numbers(theme.shade), font: getComputedStyle(this.root).fontFamily,
    };
    for (const { row, style } of this.rows) {
      const [line, marker] = row.querySelectorAll("path");
      line.setAttribute("stroke", theme.colors[style]);
      marker.setAttribute("fill", theme.colors[style]);
    }
    this.draw();
  }

  draw() {
    if (!this.look) return;
    for (const panel of this.panels) panel.draw();
    this.mark();
    this.write();
  }

  /** Show where the notes begin, and what there is to go to. */
  mark() {
    if (!this.marks) return;
    this.marks.draw();
    const noted = new Set(this.noted(this.current));
    this.buttons.forEach((button, i) => {
      button.parentNode.hidden = !noted.has(this.notes[i]);
      button.style.borderLeftColor = this.color(this.notes[i]);
    });
  }

  seek(frame) {
    this.frame = frame;
    this.step = this.frames[frame][0];
    this.parts.steps.value = this.step;
    this.redraw();
  }

  /** Go to a step, by the first frame that shows it or a later one. */
  go(step) {
    const frame = this.frames.findIndex(([each]) => each >= step);
    this.frame = frame < 0 ? this.frames.length - 1 : frame;
    this.step = step;
    this.parts.steps.value = step;
    this.redraw();
  }

  goTo(note) {
    this.pause();
    this.go(note.step);
  }

  redraw() {
    for (const panel of this.panels) panel.drawStep();
    this.write();
  }

  write() {
    this.parts.counter.textContent = `${this.unit} ${this.step}`;
    this.parts.steps.setAttribute("aria-valuetext", `${this.unit} ${this.step} of ${this.steps}`);
    for (const { row, style } of this.rows) {
      const start = this.current.runs.find(run => run.style === style)?.starts[0];
      if (!start) continue;
      const at = this.row(start), lost = start.lost && this.step >= start.lost[0];
      const texts = [lost ? start.lost[1] : valueText(start.value[at]), valueText(start.x[at]), valueText(start.y[at])];
      texts.forEach((text, column) => {
        const cell = row.cells[column + 1];
        if (cell.textContent !== text) cell.textContent = text;
      });
    }
    const said = this.said(this.current).map(note => note.say).join(" · ");
    if (this.parts.said && this.parts.said.textContent !== said) this.parts.said.textContent = said;
  }

  // Motion.

  play() {
    if (this.frame === this.frames.length - 1) this.seek(0);
    this.playing = true;
    this.label();
    let due = performance.now() + 1000 * this.frames[this.frame][1] / this.speed;
    const next = now => {
      if (!this.playing) return;
      due = Math.max(due, now - LATE);
      let frame = this.frame;
      while (now >= due && frame < this.frames.length - 1) due += 1000 * this.frames[++frame][1] / this.speed;
      if (frame !== this.frame) this.seek(frame);
      if (frame === this.frames.length - 1 && now >= due) ++this.played === this.plays ? this.pause() : this.again();
      else this.waiting = requestAnimationFrame(next);
    };
    this.waiting = requestAnimationFrame(next);
  }

  /** Play, as often as the scenario wants, or pause. */
  toggle() {
    this.played = 0;
    this.playing ? this.pause() : this.play();
  }

  again() {
    this.seek(0);
    this.play();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.waiting);
    this.label();
  }

  label() {
    this.parts.play.textContent = this.playing ? "Pause" : "Play";
  }

  turned() {
    this.landscape.draw(true);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.landscape.draw(), AT_REST);
  }

  // What the reader does.

  listen() {
    const { play, steps, speed, landscape } = this.parts;
    play.addEventListener("click", () => this.toggle());
    steps.addEventListener("input", () => {
      this.pause();
      this.go(+steps.value);
    });
    speed.addEventListener("change", () => { this.speed = +speed.value; });
    for (const slider of this.sliders) slider.addEventListener("input", () => this.choose(this.chosen()));
    for (const box of this.root.querySelectorAll("tbody input")) box.addEventListener("change", () => {
      this.off[box.checked ? "delete" : "add"](+box.value);
      this.curve.draw();
      this.mark();
      this.redraw();
    });
    this.buttons.forEach((button, i) => button.addEventListener("click", () => this.goTo(this.notes[i])));
    this.night.addEventListener("change", () => this.recolor());
    this.less.addEventListener("change", () => { if (this.less.matches) this.pause(); });
    document.addEventListener("keydown", event => {
      if (event.key !== " " || event.target.closest("button, input, select")) return;
      event.preventDefault();
      if (!event.repeat) this.toggle();
    });
    turning(landscape, this.landscape);
    new ResizeObserver(() => {
      this.draw();
      if (parent !== window) parent.postMessage({ optviz: Math.ceil(this.root.offsetHeight) }, "*");  // for a frame that fits
    }).observe(this.root);
  }
}

/** A cell's numbers, taken from their texts. */
async function opened(cell, index, styles) {
  const heights = summedBothWays(await unpacked(cell.heights), cell.n);
  const numbers = await unpacked(cell.paths);
  let first = 0;
  const row = count => {
    const found = floats(summed(numbers.subarray(first, first + count), count));
    first += count;
    return found;
  };
  const several = (count, made) => Array.from({ length: count }, (_, place) => made(place));
  const runs = cell.runs.map(run => {
    const { every, rows } = run, path = () => ({ x: row(rows), y: row(rows), every });
    return {
      ...run, ...styles[run.style],
      starts: several(run.starts, place => ({ ...path(), value: row(rows), lost: run.lost[place] })),
      beside: several(run.beside, path),
      corners: several(run.corners, () => [row(rows), row(rows)]),
      dots: run.dots && { x: row(run.dots), y: row(run.dots), steps: row(run.dots) },
    };
  });
  return { ...cell, index, runs, heights: Float32Array.from(heights, each => each < 0 ? NaN : each / 65535) };
}

async function begin() {
  const root = document.querySelector("main"), data = JSON.parse(document.getElementById("data").textContent);
  const cells = await Promise.all(data.cells.map((cell, index) => opened(cell, index, data.styles)));
  root.classList.add("live");
  globalThis.optviz = new Page(root, data, cells);
}

begin();
