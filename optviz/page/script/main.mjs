// A page: reads what is in it, and answers the reader. Everything that is drawn was computed by optviz.

import { floats, summed, summedBothWays, unpacked } from "./packed.mjs";
import { ContourPanel, CurvePanel, LandscapePanel } from "./panels.mjs";
import { valueText } from "./scales.mjs";

const AT_REST = 140;  // milliseconds after which what was turned is drawn finely
const TURN = 5, NEARER = 1.12;  // degrees and a factor, for one press of a key

class Page {
  constructor(root, data, cells) {
    Object.assign(this, data, { root, cells, step: 0, frame: 0, speed: 1, playing: false, off: new Set() });
    this.night = matchMedia("(prefers-color-scheme: dark)");
    this.less = matchMedia("(prefers-reduced-motion: reduce)");
    const find = name => root.querySelector(`[data-part="${name}"]`);
    this.parts = Object.fromEntries(["landscape", "contour", "curve", "play", "steps", "counter", "speed", "cell", "cellname", "said"]
      .map(name => [name, find(name)]));
    this.landscape = new LandscapePanel(this.parts.landscape, this);
    this.panels = [this.landscape, new ContourPanel(this.parts.contour, this), new CurvePanel(this.parts.curve, this)];
    this.rows = [...root.querySelectorAll("tbody tr")];
    this.listen();
    this.choose(0);
    this.recolor();
    this.seek(this.less.matches ? this.frames.length - 1 : 0);
    if (!this.less.matches && this.autoplay) this.play();
  }

  // What is shown.

  get current() {
    return this.cells[this.cellNumber];
  }

  /** The runs that are switched on, each of their starts, and the row of the present step. */
  shown(cell) {
    return cell.runs.filter(run => !this.off.has(run.index)).flatMap(run =>
      run.starts.map(start => ({ run, start, at: Math.min(Math.floor(this.step / start.every), start.x.length - 1) })));
  }

  /** The notes that are there at the present step. */
  said(cell) {
    return this.notes.filter(note => note.cell === cell.index && note.step <= this.step && this.step <= note.until
      && !(note.run !== null && this.off.has(note.run)));
  }

  headOf(cell, note) {
    return note.run === null ? undefined : this.shown(cell).find(({ run }) => run.index === note.run);
  }

  thick(run) {
    return run.starts.length > 4 ? 1.2 : 2.4;
  }

  opacity(run) {
    return run.starts.length > 4 ? Math.max(2 / Math.sqrt(run.starts.length), 0.15) : 1;
  }

  // What changes.

  choose(number) {
    this.cellNumber = number;
    for (const panel of this.panels) panel.show(this.current);
    if (this.parts.cellname) this.parts.cellname.textContent = this.current.heading;
    this.draw();
  }

  recolor() {
    const dark = this.themes.always ? this.themes.always === "dark" : this.night.matches;
    const theme = this.themes[dark ? "dark" : "light"], numbers = color => [1, 3, 5].map(i => parseInt(color.slice(i, i + 2), 16));
    this.look = {
      ...theme, pageText: theme.page, page: numbers(theme.page), ramp: theme.ramp.map(numbers),
      font: getComputedStyle(this.root).fontFamily,
    };
    this.rows.forEach((row, index) => {
      const [line, marker] = row.querySelectorAll("path");
      line.setAttribute("stroke", theme.colors[index]);
      marker.setAttribute("fill", theme.colors[index]);
    });
    this.draw();
  }

  draw() {
    if (!this.look) return;
    for (const panel of this.panels) panel.draw();
    this.write();
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

  redraw() {
    for (const panel of this.panels) panel.drawStep();
    this.write();
  }

  write() {
    this.parts.counter.textContent = `${this.unit} ${this.step}`;
    this.parts.steps.setAttribute("aria-valuetext", `${this.unit} ${this.step} of ${this.steps}`);
    this.current.runs.forEach((run, index) => {
      const [start] = run.starts, at = Math.min(Math.floor(this.step / start.every), start.x.length - 1);
      const lost = run.lost && this.step >= run.lost[0];
      const texts = [lost ? run.lost[1] : valueText(start.value[at]), valueText(start.x[at]), valueText(start.y[at])];
      texts.forEach((text, column) => {
        const cell = this.rows[index].cells[column + 1];
        if (cell.textContent !== text) cell.textContent = text;
      });
    });
    const said = this.said(this.current).map(note => note.say).join(" · ");
    if (this.parts.said.textContent !== said) this.parts.said.textContent = said;
  }

  // Motion.

  play() {
    if (this.frame === this.frames.length - 1) this.seek(0);
    this.playing = true;
    this.label();
    let due = performance.now() + 1000 * this.frames[this.frame][1] / this.speed;
    const next = now => {
      if (!this.playing) return;
      let frame = this.frame;
      while (now >= due && frame < this.frames.length - 1) due += 1000 * this.frames[++frame][1] / this.speed;
      if (frame !== this.frame) this.seek(frame);
      if (frame === this.frames.length - 1 && now >= due) this.loops ? this.again() : this.pause();
      else this.waiting = requestAnimationFrame(next);
    };
    this.waiting = requestAnimationFrame(next);
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
    const { play, steps, speed, cell, landscape } = this.parts;
    play.addEventListener("click", () => this.playing ? this.pause() : this.play());
    steps.addEventListener("input", () => {
      this.pause();
      this.go(+steps.value);
    });
    speed.addEventListener("change", () => { this.speed = +speed.value; });
    cell?.addEventListener("input", () => this.choose(+cell.value));
    for (const box of this.root.querySelectorAll("tbody input")) box.addEventListener("change", () => {
      this.off[box.checked ? "delete" : "add"](+box.value);
      this.redraw();
    });
    for (const button of this.root.querySelectorAll("[data-step]")) button.addEventListener("click", () => {
      this.pause();
      this.go(+button.dataset.step);
    });
    this.night.addEventListener("change", () => this.recolor());
    this.less.addEventListener("change", () => { if (this.less.matches) this.pause(); });
    document.addEventListener("keydown", event => {
      if (event.key !== " " || event.target.closest("button, input, select, summary, a")) return;
      event.preventDefault();
      this.playing ? this.pause() : this.play();
    });
    this.listenToTurns(landscape);
    new ResizeObserver(() => this.draw()).observe(this.root);
  }

  listenToTurns(element) {
    const keys = {
      ArrowLeft: [TURN, 0], ArrowRight: [-TURN, 0], ArrowUp: [0, TURN], ArrowDown: [0, -TURN],
      "+": [0, 0, NEARER], "=": [0, 0, NEARER], "-": [0, 0, 1 / NEARER],
    };
    element.addEventListener("keydown", event => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "0") this.landscape.reset();
      else if (keys[event.key]) this.landscape.turn(...keys[event.key]);
      else return;
      event.preventDefault();
    });
    const fingers = new Map();
    element.addEventListener("pointerdown", event => {
      element.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
    });
    element.addEventListener("pointermove", event => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const here = [event.clientX, event.clientY], other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, here);
      const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]) || 1;
      if (other) this.landscape.turn(0, 0, apart(here, other) / apart(before, other));
      else this.landscape.turn((before[0] - here[0]) / 2.2, (here[1] - before[1]) / 2.8);
    });
    for (const kind of ["pointerup", "pointercancel"]) element.addEventListener(kind, event => fingers.delete(event.pointerId));
    element.addEventListener("wheel", event => {
      if (document.activeElement !== element && !event.ctrlKey) return;  // the page scrolls on under a reader's hand
      event.preventDefault();
      this.landscape.turn(0, 0, Math.exp(-event.deltaY / 500));
    }, { passive: false });
  }
}

/** A cell's numbers, taken from their texts. */
async function opened(cell, index) {
  const heights = summedBothWays(await unpacked(cell.heights), cell.n);
  const numbers = await unpacked(cell.paths);
  let first = 0;
  const row = count => {
    const found = floats(summed(numbers.subarray(first, first + count), count));
    first += count;
    return found;
  };
  const runs = cell.runs.map((run, place) => ({
    ...run, index: place,
    starts: Array.from({ length: run.starts }, () => ({ x: row(run.rows), y: row(run.rows), value: row(run.rows), every: run.every })),
  }));
  return { ...cell, index, runs, heights: Float32Array.from(heights, each => each < 0 ? NaN : each / 65535) };
}

async function begin() {
  const root = document.querySelector("main"), data = JSON.parse(document.getElementById("data").textContent);
  const cells = await Promise.all(data.cells.map(opened));
  root.classList.add("live");
  globalThis.optviz = new Page(root, data, cells);
}

begin();
