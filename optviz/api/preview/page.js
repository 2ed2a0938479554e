// Shows what the server tells: the picture of the last file that was good, and what is wrong with the file now.

const SOON = 400;  // milliseconds in which most drawings are done, so that nothing flickers

const [file, state, motion, problems, picture, notes] =
  ["file", "state", "motion", "problems", "picture", "notes"].map(id => document.getElementById(id));
let moves = !matchMedia("(prefers-reduced-motion: reduce)").matches, drawing = null, later = 0;

/** An element that holds texts and other elements. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** Lines of the file, which scroll sideways by keys, too. */
function excerpt(rows) {
  const made = element("pre", ...rows);
  made.tabIndex = 0;
  return made;
}

/** A problem with its place and the lines round it; the column is marked. */
function problem({ place, message, line, column, lines }) {
  const width = `${lines.at(-1)?.[0] ?? ""}`.length, rows = [];
  for (const [number, text] of lines) {
    const row = `${`${number}`.padStart(width)}  ${text}\n`;
    rows.push(number === line ? element("b", row, `${" ".repeat(width + 1 + column)}^\n`) : row);
  }
  return element("li", element("small", place), element("p", message), ...rows.length ? [excerpt(rows)] : []);
}

function list(place, entries) {
  place.replaceChildren(...entries);
  place.hidden = !entries.length;
}

/** Show the picture that is there, moving or not; its size is known before it is. */
function showPicture() {
  picture.hidden = motion.hidden = !drawing;
  if (!drawing) return;
  const source = `${moves ? "picture.gif" : "last.png"}?${drawing.number}`;
  if (picture.getAttribute("src") !== source) picture.src = source;
  Object.assign(picture, { width: drawing.width, height: drawing.height, alt: drawing.alt });
  motion.textContent = moves ? "Last frame" : "Play";
}

function words(wrong) {
  if (!wrong) return `A draft, drawn in ${drawing.seconds} s`;
  return `${wrong} problem${wrong > 1 ? "s" : ""}${drawing ? "; the picture is the last good one" : ""}`;
}

function show(told) {
  const wrong = told.problems.length > 0;
  drawing = told.drawing;
  file.textContent = told.file;
  document.title = `${wrong ? "✗ " : ""}${drawing?.title ?? told.file}`;
  document.body.classList.toggle("wrong", wrong);
  clearTimeout(later);
  if (told.busy) later = setTimeout(() => { state.textContent = "Drawing …"; }, SOON);
  else state.textContent = words(told.problems.length);
  list(problems, told.problems.map(problem));
  list(notes, (wrong ? [] : drawing?.notes ?? []).map(note => element("li", note)));
  showPicture();
}

motion.addEventListener("click", () => { moves = !moves; showPicture(); });
const events = new EventSource("events");
events.addEventListener("message", event => show(JSON.parse(event.data)));
events.addEventListener("error", () => { state.textContent = "The preview has ended; “optviz watch” begins another."; });
