(() => {
  const video = document.currentScript.previousElementSibling, less = matchMedia("(prefers-reduced-motion: reduce)");
  const moments = (video.dataset.moments || "").split(" ").filter(Boolean).map(Number);
  let here = false, passed = 0, stop;
  // reveal.js would begin again at every fragment of the slide: once the end is reached, it stays.
  delete video.dataset.autoplay;
  const leap = time => {
    video.pause();
    video.currentTime = time;
  };
  const watch = () => {
    if (video.currentTime >= stop) leap(stop), stop = undefined;
    else if (!video.paused) requestAnimationFrame(watch);
  };
  // It plays on to the first moment that no fragment has passed, or to the end.
  const play = () => {
    passed = video.querySelectorAll(".fragment.visible").length;
    stop = moments[passed];
    if (!less.matches) video.play().catch(() => {});
    else if (moments.length) leap(stop ?? Number.MAX_SAFE_INTEGER);
  };
  const look = () => {
    const now = !video.closest("section:not(.present)");
    if (now && !here) {
      play();
      if (!less.matches) video.currentTime = moments[passed - 1] ?? 0;
    }
    if (here && !now) video.pause();
    here = now;
  };
  const step = () => {
    const before = passed;
    if (!here || video.querySelectorAll(".fragment.visible").length === before) return;
    play();
    if (passed < before) leap(stop);
  };
  video.addEventListener("play", watch);
  for (const kind of ["ready", "slidechanged"]) document.addEventListener(kind, look);
  for (const kind of ["fragmentshown", "fragmenthidden"]) document.addEventListener(kind, step);
  look();
})();
