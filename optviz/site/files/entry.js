// A video plays once when it comes into view, unless its reader asked for less motion; then it rests at its end.
(() => {
  const less = matchMedia("(prefers-reduced-motion: reduce)").matches, night = matchMedia("(prefers-color-scheme: dark)");
  for (const figure of document.querySelectorAll("figure.moves")) {
    const button = figure.querySelector("button"), video = figure.querySelector("video");
    const label = () => { button.textContent = video.paused ? "Play" : "Pause"; };
    const toggle = () => {
      if (!video.paused) { video.pause(); return; }
      if (video.duration - video.currentTime < 1.2) video.currentTime = 0;
      // A browser may forbid it.
      video.play().catch(() => {});
    };
    video.controls = false;
    button.parentElement.hidden = false;
    for (const kind of ["play", "pause", "ended"]) video.addEventListener(kind, label);
    for (const each of [video, button]) each.addEventListener("click", toggle);
    // Its sources name the themes that they are for.
    night.addEventListener("change", () => video.load());
    label();
    if (less) continue;
    const seen = new IntersectionObserver(entries => {
      if (!entries.pop().isIntersecting) return;
      seen.disconnect();
      toggle();
    }, { threshold: 0.6 });
    seen.observe(video);
  }
})();
