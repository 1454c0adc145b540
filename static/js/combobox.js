// Choosing by typing: an ARIA 1.2 combobox with a list of suggestions, and chips for what is chosen.
// Every control works without this: a select, a line of text, lines of a formset. What is sent keeps its names.
//
//   <select data-combobox [multiple]>                 its options are the suggestions
//   <input data-combobox="/address/">                 suggestions come from there (?q=…, <option>s back); text stays free
//     data-submits                                    choosing one sends the form
//     data-many="10"                                  up to ten values, with commas between
//   <div data-lines="skills" data-combobox="/address/" data-add="…">   a formset, as templates/components/lines.html has it
//
// `combobox:chosen` bubbles from the input; `detail.value` is what was chosen.

import { asked, changed, Combobox, fold, holdBack, labelOf, listed, make, Note, read, remover, say, words } from "./suggesting.js";

// A line of its own for typing, which takes over name and description of the control that it stands for.
const lineFor = (control) => {
  const line = make("input", { type: "text", id: control.id });
  for (const name of ["aria-describedby", "aria-invalid", "aria-required", "aria-label"]) {
    if (control.hasAttribute(name)) line.setAttribute(name, control.getAttribute(name));
  }
  control.id = `${control.id}-value`;
  control.hidden = true;
  control.after(line);
  return line;
};

// Chips above a line. `values` reads and writes [{value, label}]; `most` of them are possible.
const chips = (control, { values, suggest, most, isListed, wait }) => {
  const line = lineFor(control);
  const shown = make("ul", { role: "list", class: "tags", "aria-label": labelOf(line) });
  const has = (value) => values().some((each) => fold(each.value) === fold(value));
  const put = (list) => {
    values(list);
    changed(control);
    draw();
  };
  const remove = (gone) => {
    const before = values();
    put(before.filter(({ value }) => value !== gone.value));
    note.offerUndo(gone.label, () => {
      put(before);
      line.focus();
    });
    line.focus();
  };
  const draw = () => {
    shown.replaceChildren(...values().map((each) => make("li", {}, make("span", { class: "tag chip" }, each.label, remover(each.label, () => remove(each))))));
    shown.hidden = !shown.children.length;
    line.disabled = control.disabled;
  };
  const choose = (option) => {
    line.value = "";
    if (has(option.value)) return;
    if (values().length >= most) return note.write(words().full);
    note.clear();
    put([...values(), option]);
    say(words().chosen, option.label);
  };
  const box = new Combobox(line, {
    wait,
    suggest: async (text, signal) => (await suggest(text, signal)).filter(({ value }) => !has(value)),
    choose,
    refuse: (text) => (isListed ? note.write(`${words().unknown} ${text}`) : choose({ value: text, label: text })),
    back: () => values().length && remove(values().at(-1)),
    commas: !isListed,
  });
  const frame = line.parentElement;
  frame.before(shown);
  const note = new Note(frame);
  if (isListed) holdBack(line, note, () => line.value.trim());
  else control.form?.addEventListener("submit", () => line.value.trim() && box.settle(), { capture: true });
  draw();
};

const enhanceSelect = (select) => {
  if (select.multiple) {
    const values = (list) => {
      if (list) for (const option of select.options) option.selected = list.some(({ value }) => value === option.value);
      return [...select.selectedOptions].map(read);
    };
    return chips(select, { values, suggest: listed(select), most: Infinity, isListed: true });
  }
  const line = lineFor(select);
  const shownNow = () => (select.value ? (select.selectedOptions[0]?.textContent.trim() ?? "") : "");
  const put = (value) => {
    select.value = value;
    changed(select);
    line.value = shownNow();
    note.clear();
  };
  new Combobox(line, {
    suggest: (text) => listed(select)(text === shownNow() ? "" : text),
    choose: ({ value }) => put(value),
    refuse: (text) => text !== shownNow() && note.write(`${words().unknown} ${text}`),
  });
  line.addEventListener("focus", () => line.select());
  line.addEventListener("blur", () => line.value || (select.value && put("")));
  const note = new Note(line.parentElement);
  line.value = shownNow();
  holdBack(line, note, () => {
    const text = line.value.trim();
    if (text === shownNow()) return "";
    const same = [...select.options].find((option) => fold(option.textContent) === fold(text));
    if (same || !text) put(same?.value ?? "");
    return same ? "" : text;
  });
};

const enhanceInput = (input) => {
  const suggest = asked(input.dataset.combobox);
  if (input.dataset.many) {
    const parse = (text) => text.split(/[,;\n]/).map((each) => each.trim()).filter(Boolean).map((each) => ({ value: each, label: each }));
    const values = (list) => {
      if (list) input.value = list.map(({ value }) => value).join(", ");
      return parse(input.value);
    };
    input.removeAttribute("maxlength");
    return chips(input, { values, suggest, most: Number(input.dataset.many), wait: 150 });
  }
  new Combobox(input, {
    suggest,
    wait: 150,
    choose: ({ value }) => {
      input.value = value;
      changed(input);
      if ("submits" in input.dataset) input.form?.requestSubmit();
    },
  });
};

// Lines of a formset, each a chip with what is said beside it. The line's first control is its name.
const enhanceLines = (root) => {
  const total = root.closest("form").elements[`${root.dataset.lines}-TOTAL_FORMS`];
  const most = root.closest("form").elements[`${root.dataset.lines}-MAX_NUM_FORMS`];
  const template = root.querySelector("template");
  const lines = () => [...root.querySelectorAll("fieldset.line")];
  const nameIn = (line) => line.querySelector("select, input:not([type=hidden])");
  const textOf = (control) => (control.matches("select") ? (control.value ? control.selectedOptions[0].textContent.trim() : "") : control.value.trim());
  const names = () => lines().map((line) => fold(textOf(nameIn(line))));
  const note = () => root.note;
  const remove = (line) => {
    const control = nameIn(line);
    const before = control.value;
    const label = textOf(control);
    control.value = "";
    changed(control);
    line.hidden = true;
    note().offerUndo(label, () => {
      control.value = before;
      changed(control);
      line.hidden = false;
      adder.focus();
    });
    adder.focus();
  };
  const asChip = (line) => {
    const control = nameIn(line);
    const label = textOf(control);
    const isWrong = Boolean(line.querySelector(".has-error"));
    line.hidden = !label && !isWrong;
    line.querySelector("legend").textContent = label;
    control.closest(".field").hidden = !isWrong;
    line.querySelectorAll(".remove, .line-name").forEach((part) => part.remove());
    line.classList.toggle("is-chip", !isWrong);
    line.append(remover(label, () => remove(line)));
    if (isWrong) return;
    line.prepend(make("b", { class: "line-name", "aria-hidden": "true" }, label));
    line.querySelectorAll("label").forEach((each) => each.classList.add("visually-hidden"));
  };
  const emptyLine = () => {
    const spare = lines().find((line) => !textOf(nameIn(line)) && !line.querySelector(".has-error"));
    if (spare || Number(total.value) >= Number(most.value)) return spare;
    const made = make("div");
    made.append(template.content.cloneNode(true));
    made.innerHTML = made.innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const line = made.querySelector("fieldset.line");
    root.querySelector(".adder").before(line);
    return line;
  };
  const choose = ({ value, label }) => {
    adder.value = "";
    if (names().includes(fold(label))) return;
    const line = emptyLine();
    if (!line) return note().write(words().full);
    root.querySelector(".adder").before(line); // the newest is the last
    nameIn(line).value = value;
    changed(nameIn(line));
    asChip(line);
    note().clear();
    say(words().chosen, label);
  };
  const source = template.content.querySelector("select[data-combobox]");
  const suggest = source ? listed(source) : asked(root.dataset.combobox);
  const adder = make("input", { type: "text", id: `${root.dataset.lines}-add` });
  root.append(make("div", { class: "field adder" }, make("label", { for: adder.id }, root.dataset.add), adder));
  const box = new Combobox(adder, {
    wait: source ? 0 : 150,
    suggest: async (text, signal) => (await suggest(text, signal)).filter(({ label }) => !names().includes(fold(label))),
    choose,
    refuse: (text) => (source ? note().write(`${words().unknown} ${text}`) : choose({ value: text, label: text })),
    back: () => {
      const last = lines().filter((line) => !line.hidden).at(-1);
      if (last) remove(last);
    },
  });
  root.querySelectorAll(".often button").forEach((button) =>
    button.addEventListener("click", (event) => {
      event.preventDefault();
      choose({ value: button.value.slice(button.value.indexOf("=") + 1), label: button.dataset.label });
      button.hidden = true;
    }),
  );
  root.note = new Note(adder.parentElement);
  root.querySelector(".more")?.remove();
  lines().forEach(asChip);
  if (source) holdBack(adder, root.note, () => adder.value.trim());
  else root.closest("form").addEventListener("submit", () => adder.value.trim() && box.settle(), { capture: true });
};

const enhance = (root) => {
  for (const control of root.querySelectorAll("[data-lines], select[data-combobox], input[data-combobox]")) {
    if (control.dataset.enhanced) continue;
    const lines = control.closest("[data-lines]");
    if (lines && lines !== control && !control.closest(".has-error")) continue;
    control.dataset.enhanced = "yes";
    if (control.matches("[data-lines]")) enhanceLines(control);
    else if (control.matches("select")) enhanceSelect(control);
    else enhanceInput(control);
  }
};

document.addEventListener("htmx:afterSettle", (event) => enhance(event.target));
enhance(document);
