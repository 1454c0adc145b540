// What somebody types into a long text stays in this browser until it is sent, for whoever typed it and nobody else.
// It is kept for `data-draft-days`; a form with `data-draft-ticked` keeps what is ticked in it as well.
// Of who is signed in it is kept under letters that stand for them, and goes when they sign out; of a
// visitor in this tab alone. What the server has filled a field with counts more. A form that is shown again and again
// has a key: it stays with the draft, and tells which of them was sent.

const PREFIX = "draft:";

const stores = [];
for (const name of ["localStorage", "sessionStorage"]) {
  try {
    stores.push(window[name]);
  } catch {
    // a browser that keeps nothing
  }
}
const drafts = (store) => Object.keys(store).filter((key) => key.startsWith(PREFIX));
const read = (store, key) => {
  try {
    return JSON.parse(store.getItem(key));
  } catch {
    return null;
  }
};

for (const store of stores) {
  for (const key of drafts(store)) {
    const kept = read(store, key);
    if (!(kept?.at > Date.now() - kept.days * 24 * 60 * 60 * 1000)) store.removeItem(key);
  }
}

for (const over of document.querySelectorAll("[data-draft-over]")) {
  const [owner, name] = over.dataset.draftOver.split(":");
  const sent = over.dataset.draftKeys?.split(" ");
  for (const store of stores) {
    for (const key of [`${PREFIX}${owner}:${name}`, `${PREFIX}:${name}`]) {
      if (!sent || sent.includes(read(store, key)?.key)) store.removeItem(key);
    }
  }
}

document.addEventListener("submit", (event) => {
  const path = new URL(event.target.action, location).pathname;
  if (path.endsWith("/logout/")) for (const store of stores) drafts(store).forEach((key) => store.removeItem(key));
});

for (const form of document.querySelectorAll("form[data-draft]")) {
  const { draft, draftOwner, draftDays } = form.dataset;
  const keepsTicks = "draftTicked" in form.dataset;
  const store = stores[draftOwner ? 0 : stores.length - 1];
  if (!store) continue;
  const key = `${PREFIX}${draftOwner}:${draft}`;
  const fields = [...form.querySelectorAll("textarea[name]")];
  const once = form.querySelector("input[type=hidden][name=key]");
  const boxes = keepsTicks ? [...form.querySelectorAll("input:is([type=checkbox], [type=radio])")] : [];
  const kept = read(store, key);
  const nameOf = (box) => `${box.name}=${box.value}`;
  if (kept?.ticked && !form.querySelector("[aria-invalid=true]")) {
    for (const box of boxes) box.checked = kept.ticked.includes(nameOf(box));
  }
  for (const field of fields) {
    const text = kept?.texts?.[field.name];
    if (text && !field.value) {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      if (once && kept.key) once.value = kept.key;
    }
  }
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  });
  addEventListener("pagehide", () => waiting && keep());
  const keep = () => {
    waiting = undefined;
    const texts = Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    const ticked = boxes.filter((box) => box.checked).map(nameOf);
    try {
      const more = keepsTicks ? { ticked } : {};
      if (Object.keys(texts).length || ticked.length)
        store.setItem(key, JSON.stringify({ at: Date.now(), days: Number(draftDays), texts, key: once?.value, ...more }));
      else store.removeItem(key);
    } catch {
      // no room: what is typed is kept as long as the page is open
    }
  };
}
