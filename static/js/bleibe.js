// What pages gain from a script. Each of them works without: links lead to a page, forms are sent, details open.

const focusErrors = (root) => root.querySelector?.(".error-summary")?.focus();

document.addEventListener("click", (event) => {
  // A link or button with data-dialog="id" opens that dialog instead of the page it leads to.
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest("[data-close]")) {
    const open = event.target.closest("dialog[open]");
    if (open) {
      event.preventDefault();
      open.close();
    }
  }
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Whoever leaves a menu by keys finds it closed: open, it would lie on what they come to.
document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

// A second click on the same button must not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));

// How much still fits into a long text: shown while somebody types, and said when little room is left.
for (const note of document.querySelectorAll("[data-left-in]")) {
  const field = document.getElementById(note.dataset.leftIn);
  const [seen, said] = ["", "visually-hidden"].map((name) => {
    const part = note.appendChild(document.createElement("span"));
    part.className = name;
    return part;
  });
  seen.setAttribute("aria-hidden", "true");
  said.setAttribute("role", "status");
  let waiting;
  const count = () => {
    const left = field.maxLength - field.value.length;
    const words = `${note.dataset.words} ${left.toLocaleString(document.documentElement.lang)}`;
    note.hidden = !field.value;
    seen.textContent = words;
    clearTimeout(waiting);
    if (left < field.maxLength / 10) waiting = setTimeout(() => (said.textContent = words), 1000);
  };
  field.addEventListener("input", count);
  count();
}

// Questions that an earlier answer calls for (templates/programmes/questions.html) are hidden while it doesn't.
const hideWhatIsNotAsked = () => {
  for (const part of document.querySelectorAll("[data-only-if]")) {
    const said = part.closest("form").querySelectorAll(`[name="${part.dataset.onlyIf}"]:checked`);
    const answers = part.dataset.answers.split(" ");
    part.hidden = ![...said].some((each) => answers.includes(each.value) && !each.closest("[hidden]"));
  }
};
document.addEventListener("input", hideWhatIsNotAsked);
document.addEventListener("htmx:afterSettle", hideWhatIsNotAsked);
hideWhatIsNotAsked();

// What has changed on the page without a reload: move to the first error in it.
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.target));

// allauth tells when a passkey was refused; the page says so in words.
document.addEventListener("allauth.error", (event) => {
  const note = document.getElementById("passkey-failed");
  if (!note) return;
  event.preventDefault();
  note.hidden = false;
  note.scrollIntoView({ block: "center" });
});

// What stands in a field is copied by a button beside it, which says so for a moment.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  field.select();
  await navigator.clipboard?.writeText(field.value);
  const label = button.textContent;
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), 2000);
});

document.querySelectorAll("[data-needs-script]").forEach((element) => (element.hidden = false));
focusErrors(document);

// What the page at the door of an event keeps on this device goes one day after the date, and when somebody signs out;
// what was noted and not sent yet has no names in it, and waits for the next sign-in.
async function forgetDoors() {
  const isSignedIn = document.body.hasAttribute("hx-headers");
  if (!isSignedIn) await globalThis.caches?.delete("check-in");
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith("check-in:"))) {
    const kept = JSON.parse(localStorage.getItem(key));
    const isOver = Date.parse(kept.eraseAt) <= Date.now();
    if (isSignedIn && !isOver) continue;
    if (isOver || !kept.queue.length) localStorage.removeItem(key);
    const cache = await globalThis.caches?.open("check-in");
    await cache?.delete(`/events/sessions/${key.split(":")[1]}/check-in/`);
  }
}
forgetDoors().catch(() => {}); // a browser that keeps nothing
setInterval(() => forgetDoors().catch(() => {}), 60 * 60 * 1000);
