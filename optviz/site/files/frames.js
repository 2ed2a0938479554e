// Where there is room for it, a page that answers takes the place of its film. A browser would fetch one that is hidden.
(() => {
  const wide = matchMedia("(min-width: 48rem)");
  const choose = () => {
    for (const frame of document.querySelectorAll("iframe[data-src]")) {
      frame.hidden = !wide.matches;
      if (wide.matches && !frame.src) frame.src = frame.dataset.src;
    }
  };
  wide.addEventListener("change", choose);
  choose();
})();
