// By day and night as the reader's device has it, as on all pages of the portal; the theme's sheet wants a class for it.
(() => {
  const night = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => document.documentElement.classList.toggle("dark", night.matches);
  night.addEventListener("change", follow);
  follow();
})();

// An open menu closes when the focus goes elsewhere, and by Escape, as on all pages of the portal.
(() => {
  const close = (menu) => menu.removeAttribute("open");
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) close(menu);
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
    if (!menu) return;
    close(menu);
    menu.querySelector("summary").focus();
  });
})();

// The pages' policy allows no style sheet and no program that a script writes into them; htmx can do without both.
if (window.htmx) Object.assign(window.htmx.config, { includeIndicatorStyles: false, allowEval: false });

// Gives the searchable selects of the admin's theme the name of the field they stand for, for screen readers.
(() => {
  const nameOf = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) return label.textContent.trim();
    if (select.ariaLabel) return select.ariaLabel;
    const cell = select.closest("td");
    if (!cell) return select.name;
    const head = cell.closest("table")?.querySelectorAll("thead th")[[...cell.parentElement.children].indexOf(cell)];
    return head?.textContent.trim() || select.name;
  };
  const nameAll = () => {
    for (const box of document.querySelectorAll(".select2-container .select2-selection:not([aria-label])")) {
      const select = box.closest(".select2-container").previousElementSibling;
      if (!select?.matches("select")) continue;
      const name = nameOf(select);
      box.setAttribute("aria-label", name);
      box.querySelector(".select2-selection__rendered[role=textbox]")?.setAttribute("aria-label", name);
    }
    for (const field of document.querySelectorAll(".select2-search--inline .select2-search__field:not([aria-label])")) {
      const name = field.closest(".select2-selection")?.getAttribute("aria-label");
      if (name) field.setAttribute("aria-label", name);
    }
    const search = document.querySelector(".select2-container--open .select2-search__field:not([aria-label])");
    const open = document.querySelector(".select2-container--open .select2-selection");
    if (search && open) search.setAttribute("aria-label", open.getAttribute("aria-label") || "");
  };
  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();

// What the theme lets nobody reach but by a mouse is reached and pressed by keys, and the letters of its icons are no words.
(() => {
  const PRESSED = "[x-on\\:click]:not(a[href], button, input, summary, label, [tabindex])";
  const ICONS = ".material-symbols-outlined:not([aria-hidden])";
  const mend = () => {
    for (const each of document.querySelectorAll(PRESSED)) Object.assign(each, { tabIndex: 0, role: "button" });
    for (const each of document.querySelectorAll(ICONS)) each.setAttribute("aria-hidden", "true");
  };
  document.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes(event.key) || !event.target.matches?.("[role=button][x-on\\:click]")) return;
    event.preventDefault();
    event.target.click();
  });
  document.addEventListener("DOMContentLoaded", mend);
})();
