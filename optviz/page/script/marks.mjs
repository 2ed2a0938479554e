// Marks under the slider of steps: where notes begin, in their runs' colours; and what is said there, where readers point.

const APART = 7, WIDE = 4, TALL = 12, NEAR = 6, MOST = 4;  // pixels; colours of a mark and lines of what it tells

/** Notes by where they begin on a slider of some width; those that begin too near to each other have one mark. */
export function gathered(notes, steps, width) {
  const groups = [];
  for (const note of [...notes].sort((a, b) => a.step - b.step)) {
    const x = width * note.step / steps, last = groups.at(-1);
    if (last && x - last.x < APART) last.notes.push(note);
    else groups.push({ x, notes: [note] });
  }
  return groups;
}

/** What one of several marks tells, as lines; of very many notes only the first ones. */
export function told(notes, unit) {
  const line = ({ step, label, say }) => [`${unit} ${step}`, !say.includes(label) && label, say].filter(Boolean).join(" · ");
  const lines = notes.slice(0, notes.length > MOST ? MOST - 1 : MOST).map(line), more = notes.length - lines.length;
  return more ? [...lines, `and ${more} more`] : lines;
}

export class Marks {
  /** Marks in a picture under a slider; what they tell is written into another element, which only shows itself then. */
  constructor(page, picture, slider, tip) {
    Object.assign(this, { page, picture, slider, tip, groups: [] });
    picture.addEventListener("pointermove", event => this.tell(this.under(event)));
    picture.addEventListener("pointerleave", () => this.tell());
    picture.addEventListener("click", event => {
      const group = this.under(event);
      if (group) page.goTo(group.notes[0]);
    });
    const here = () => this.tell(this.near(this.width * slider.value / page.steps));
    for (const kind of ["focus", "input"]) slider.addEventListener(kind, here);
    slider.addEventListener("blur", () => this.tell());
    document.addEventListener("keydown", event => { if (event.key === "Escape") this.tell(); });
  }

  draw() {
    this.width = this.picture.clientWidth;
    this.groups = gathered(this.page.noted(this.page.current), this.page.steps, this.width);
    this.picture.replaceChildren(...this.groups.flatMap(({ x, notes }) => {
      const colors = [...new Set(notes.map(note => this.page.color(note)))].slice(0, MOST), tall = TALL / colors.length;
      return colors.map((fill, i) => rectangle({ x: x - WIDE / 2, y: i * tall, width: WIDE, height: tall, fill }));
    }));
    this.tell();
  }

  under(event) {
    return this.near(event.clientX - this.picture.getBoundingClientRect().left);
  }

  /** The mark at a place, or almost there. */
  near(x) {
    const far = ({ x: other }) => Math.abs(other - x);
    return this.groups.filter(group => far(group) <= NEAR).sort((a, b) => far(a) - far(b))[0];
  }

  tell(group) {
    this.tip.hidden = !group;
    if (!group) return;
    this.tip.textContent = told(group.notes, this.page.unit).join("\n");
    const around = this.tip.parentNode.getBoundingClientRect(), left = this.picture.getBoundingClientRect().left - around.left + group.x;
    this.tip.style.left = `${left}px`;
    this.tip.style.transform = `translateX(${-100 * left / around.width}%)`;
  }
}

function rectangle(attributes) {
  const found = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries(attributes)) found.setAttribute(name, value);
  return found;
}
