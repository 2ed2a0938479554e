// Shows what the server tells: the picture of the last file that was good, and what is wrong with the file now.

const state = document.getElementById("state"), picture = document.getElementById("picture");
const problems = document.getElementById("problems");

/** An element that holds texts and other elements. */
function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

/** A problem with its place and the lines round it; the column is marked. */
function problem({ place, message, line, column, lines }) {
  const width = `${lines.at(-1)?.[0] ?? ""}`.length, shown = [];
  for (const [number, text] of lines) {
    const row = `${`${number}`.padStart(width)}  ${text}\n`;
    shown.push(number === line ? element("b", row, `${" ".repeat(width + 1 + column)}^\n`) : row);
  }
  return element("li", element("small", place), element("p", message), ...lines.length ? [element("pre", ...shown)] : []);
}

function show(told) {
  const wrong = told.problems.length;
  state.textContent = wrong ? `${wrong} problem${wrong > 1 ? "s" : ""}${told.picture ? "; the picture is the last good one" : ""}`
    : told.title;
  document.title = wrong ? `✗ ${told.title || "optviz"}` : told.title;
  problems.replaceChildren(...told.problems.map(problem));
  picture.hidden = !told.picture;
  picture.classList.toggle("old", wrong > 0);
  if (told.picture && !wrong) {
    picture.alt = told.title;
    picture.src = `picture.gif?${told.version}`;
  }
}

const events = new EventSource("events");
events.addEventListener("message", event => show(JSON.parse(event.data)));
events.addEventListener("error", () => { state.textContent = "The preview has ended."; });
