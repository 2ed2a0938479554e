// Cards that a reader searches: every word has to be in a card, and every value that is chosen.
(() => {
  const bar = document.querySelector(".find"), count = document.querySelector(".count");
  const field = bar.querySelector("input[type=search]"), clear = bar.querySelector(".clear");
  const choices = [...bar.querySelectorAll("select, input[type=checkbox]")];
  const plain = words => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const more = JSON.parse(document.getElementById("texts")?.textContent ?? "[]");
  const cards = [...document.querySelectorAll(".card")].map((card, number) => ({
    card, text: plain(`${card.textContent} ${more[number] ?? ""}`), of: new Set(card.dataset.of.split(" ")),
  }));
  const chosen = () => choices.filter(each => each.type !== "checkbox" || each.checked).map(each => each.value).filter(Boolean);
  const find = () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean), wanted = chosen();
    let found = 0;
    for (const { card, text, of } of cards) {
      const fits = words.every(word => text.includes(word)) && wanted.every(each => of.has(each));
      card.hidden = !fits;
      found += fits;
    }
    for (const group of document.querySelectorAll("section.group")) group.hidden = !group.querySelector(".card:not([hidden])");
    clear.hidden = !(words.length || wanted.length);
    count.textContent = clear.hidden ? `${cards.length} in all` : `${found} of ${cards.length}`;
  };
  // The address holds what is asked, so that a link can; what it holds is not a step of the reader's way back.
  const keep = () => {
    const asked = new URLSearchParams(chosen().map(each => ["of", each]));
    if (field.value.trim()) asked.set("q", field.value.trim());
    history.replaceState(null, "", asked.size ? `#${asked}` : location.pathname + location.search);
  };
  const take = () => {
    const asked = new URLSearchParams(location.hash.slice(1)), wanted = asked.getAll("of");
    field.value = asked.get("q") ?? "";
    for (const each of choices) {
      if (each.type === "checkbox") each.checked = wanted.includes(each.value);
      else each.value = [...each.options].find(option => option.value && wanted.includes(option.value))?.value ?? "";
    }
    find();
  };
  const changed = () => { find(); keep(); };
  bar.hidden = false;
  field.addEventListener("input", changed);
  for (const each of choices) each.addEventListener("change", changed);
  clear.addEventListener("click", () => {
    field.value = "";
    for (const each of choices) { each.checked = false; if (each.options) each.value = ""; }
    changed();
    field.focus();
  });
  addEventListener("hashchange", take);
  take();
})();
