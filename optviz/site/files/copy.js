// Buttons that copy the text beneath them, and say so.
(() => {
  // What browsers offer for pages that are opened from a disk: they copy what is selected.
  const selected = text => {
    const selection = getSelection();
    selection.selectAllChildren(text);
    const copied = document.execCommand("copy");
    selection.removeAllRanges();
    return copied;
  };
  for (const button of document.querySelectorAll("button.copy")) {
    const text = document.getElementById(button.getAttribute("aria-controls")), words = button.textContent;
    const said = button.parentElement.querySelector("[role=status]");
    let timer;
    button.addEventListener("click", async () => {
      let copied = false;
      try {
        await navigator.clipboard.writeText(text.textContent);
        copied = true;
      } catch {
        copied = selected(text);
      }
      said.textContent = copied ? "Copied" : "It cannot be copied here; select it instead";
      clearTimeout(timer);
      timer = setTimeout(() => { said.textContent = ""; }, 4000);
    });
    button.hidden = false;
  }
})();
