// The pages' policy allows no style sheet and no program that a script writes into them; htmx can do without both.
if (window.htmx) Object.assign(window.htmx.config, { includeIndicatorStyles: false, allowEval: false });

// Gives the searchable selects of the admin's theme the name of the field they stand for, for screen readers.
(() => {
  const nameOf = (select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (label) return label.textContent.trim();
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
    const search = document.querySelector(".select2-container--open .select2-search__field:not([aria-label])");
    const open = document.querySelector(".select2-container--open .select2-selection");
    if (search && open) search.setAttribute("aria-label", open.getAttribute("aria-label") || "");
  };
  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
})();

// The switcher's form goes as soon as a programme is chosen.
document.addEventListener("change", (event) => {
  if (event.target.id === "switcher-programme") event.target.form.requestSubmit();
});
