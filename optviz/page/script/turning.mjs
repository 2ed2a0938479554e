// How readers turn a landscape and bring it nearer: keys, one finger or two, a mouse and its wheel.

const TURN = 5, NEARER = 1.12;  // degrees and a factor, for one press of a key

/** Have a panel follow what happens to its element. */
export function turning(element, panel) {
  const keys = {
    ArrowLeft: [TURN, 0], ArrowRight: [-TURN, 0], ArrowUp: [0, TURN], ArrowDown: [0, -TURN],
    "+": [0, 0, NEARER], "=": [0, 0, NEARER], "-": [0, 0, 1 / NEARER],
  };
  element.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "0") panel.reset();
    else if (keys[event.key]) panel.turn(...keys[event.key]);
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
    if (other) panel.turn(0, 0, apart(here, other) / apart(before, other));
    else panel.turn((before[0] - here[0]) / 2.2, (here[1] - before[1]) / 2.8);
  });
  for (const kind of ["pointerup", "pointercancel"]) element.addEventListener(kind, event => fingers.delete(event.pointerId));
  element.addEventListener("wheel", event => {
    if (document.activeElement !== element && !event.ctrlKey) return;  // the page scrolls on under a reader's hand
    event.preventDefault();
    panel.turn(0, 0, Math.exp(-event.deltaY / 500));
  }, { passive: false });
}
