(() => {
  const figure = document.currentScript.closest("figure"), video = figure.querySelector("video");
  const button = figure.querySelector("button"), dark = [...figure.querySelectorAll("source[media]")];
  const posters = [video.poster, video.dataset.dark];
  const less = matchMedia("(prefers-reduced-motion: reduce)"), night = matchMedia("(prefers-color-scheme: dark)");
  let wanted = !less.matches, seen = false, isDark, stale = false;
  // Another source counts when the video is loaded again. That fetches it, so it waits until the video has to play.
  const renew = () => {
    const time = video.currentTime;
    stale = false;
    video.load();
    if (time) video.currentTime = time;
  };
  const play = () => {
    if (stale) renew();
    // A browser may forbid what begins by itself.
    video.play().catch(() => {});
  };
  const follow = () => { seen && wanted ? play() : video.pause(); };
  const label = () => { button.textContent = video.paused ? "Play" : "Pause"; };
  // A page is dark where its text is light, whatever made it so; where that colour cannot be read, as the system is.
  const choose = () => {
    const color = getComputedStyle(figure).color.match(/^rgba?\((\d+), (\d+), (\d+)/);
    const found = color ? color[1] * 2 + color[2] * 7 + +color[3] > 1275 : night.matches;
    if (found === isDark) return;
    stale = isDark !== undefined || found !== night.matches;
    isDark = found;
    for (const source of dark) source.media = found ? "all" : "not all";
    video.poster = posters[+found];
    if (video.readyState) renew();
    follow();
  };
  for (const kind of ["play", "pause", "ended"]) video.addEventListener(kind, label);
  video.addEventListener("ended", () => { wanted = false; });
  button.addEventListener("click", () => { wanted = seen = video.paused; follow(); });
  less.addEventListener("change", () => { wanted = wanted && !less.matches; follow(); });
  if (dark.length) {
    choose();
    night.addEventListener("change", choose);
    for (const kind of ["load", "transitionend"]) addEventListener(kind, choose);
    for (const element of [document.documentElement, document.body])
      new MutationObserver(choose).observe(element, { attributes: true });
  }
  new IntersectionObserver(entries => { seen = entries.pop().isIntersecting; follow(); }).observe(video);
  label();
  video.controls = button.hidden = false;
})();
