// Posters that play: where a mouse points at a card, or the keyboard is in it; on the button in any case. A reader who
// asked for less motion, or who paused all, sees nothing move but what the button starts.
(() => {
  const less = matchMedia("(prefers-reduced-motion: reduce)"), night = matchMedia("(prefers-color-scheme: dark)");
  const all = document.querySelector(".still-all"), films = [];
  const quiet = () => less.matches || all?.getAttribute("aria-pressed") === "true";
  for (const card of document.querySelectorAll(".film")) {
    const video = card.querySelector("video"), button = card.querySelector(".play"), name = button.dataset.of;
    let pressed = false;
    const show = () => {
      const plays = !video.paused;
      card.toggleAttribute("data-plays", plays);
      button.setAttribute("aria-label", `${plays ? "Pause" : "Play"}: ${name}`);
    };
    const play = () => {
      for (const other of films) if (other !== film) other.rest();
      video.hidden = false;
      // A browser may forbid it, and a poster that is left meanwhile ends it.
      video.play().catch(() => {});
    };
    const rest = () => {
      pressed = false;
      video.pause();
      video.hidden = true;
    };
    const film = { rest, renew: () => { rest(); video.load(); } };
    const leave = () => { if (!pressed) rest(); };
    card.addEventListener("pointerenter", event => { if (event.pointerType === "mouse" && !quiet()) play(); });
    card.addEventListener("pointerleave", event => { if (event.pointerType === "mouse" && !card.matches(":focus-within")) leave(); });
    card.addEventListener("focusin", event => { if (event.target.matches(":focus-visible") && !quiet()) play(); });
    card.addEventListener("focusout", event => { if (!card.contains(event.relatedTarget)) leave(); });
    button.addEventListener("click", () => {
      if (video.paused) { play(); pressed = true; } else { video.pause(); pressed = false; }
    });
    for (const kind of ["play", "pause", "ended"]) video.addEventListener(kind, show);
    button.hidden = false;
    show();
    films.push(film);
  }
  const stop = () => { for (const film of films) film.rest(); };
  if (all) {
    all.hidden = !films.length;
    all.addEventListener("click", () => {
      const still = all.getAttribute("aria-pressed") !== "true";
      all.setAttribute("aria-pressed", still);
      if (still) stop();
    });
  }
  less.addEventListener("change", stop);
  // Each source names the theme that it is for, which counts when a video is loaded.
  night.addEventListener("change", () => { for (const film of films) film.renew(); });
})();
