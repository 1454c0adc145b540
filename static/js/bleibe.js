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
