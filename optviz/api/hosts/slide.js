(() => {
  const video = document.currentScript.previousElementSibling, less = matchMedia("(prefers-reduced-motion: reduce)");
  let here = false;
  // reveal.js would begin again at every fragment of the slide: once the end is reached, it stays.
  delete video.dataset.autoplay;
  const look = () => {
    const now = !video.closest("section:not(.present)");
    if (now && !here && !less.matches) {
      video.currentTime = 0;
      video.play().catch(() => {});
    }
    if (here && !now) video.pause();
    here = now;
  };
  for (const kind of ["ready", "slidechanged"]) document.addEventListener(kind, look);
  look();
})();
