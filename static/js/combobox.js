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

const words = () => document.getElementById("combobox-words")?.dataset ?? {};
const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
const make = (name, attributes = {}, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
};
const labelOf = (control) => (control.labels?.[0]?.firstChild?.textContent ?? control.getAttribute("aria-label") ?? "").trim();
const say = (...parts) => {
  const box = document.getElementById("combobox-words");
  if (box) box.textContent = parts.join(" ");
};
const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

const read = (option) => ({ value: option.value, label: option.textContent.trim() || option.value, hint: option.dataset.hint ?? "" });

const asked = (address) => async (text, signal) => {
  const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, { signal, headers: { "HX-Request": "true" } });
  if (!answer.ok) return [];
  return [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("option")].map(read);
};

const listed = (select) => async (text) => {
  const wanted = fold(text);
  const found = [...select.options].filter((option) => option.value && !option.disabled).map(read).filter(({ label }) => fold(label).includes(wanted));
  return wanted ? found.sort((one, other) => fold(other.label).startsWith(wanted) - fold(one.label).startsWith(wanted)) : found;
};

class Combobox {
  // `suggest(text, signal)` gives options; `choose(option)` takes one; `refuse(text)` gets what was typed and left;
  // `back()` is Backspace in an empty line. Without `refuse`, the text itself is what is sent.
  constructor(input, { suggest, choose, refuse, back, commas, wait = 0 }) {
    Object.assign(this, { input, suggest, choose, refuse, back, commas, wait, options: [], at: -1 });
    this.list = make("ul", { role: "listbox", id: `${input.id}-list`, class: "menu-list listbox", "aria-label": labelOf(input), hidden: "" });
    const own = { role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "none", spellcheck: "false" };
    for (const [key, value] of Object.entries(own)) input.setAttribute(key, value);
    const frame = make("div", { class: "menu combobox" });
    input.replaceWith(frame);
    frame.append(input, this.list);
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the line keeps the focus
    this.list.addEventListener("click", (event) => this.pick([...this.list.children].indexOf(event.target.closest("[role=option]"))));
    input.addEventListener("input", () => this.ask());
    input.addEventListener("click", () => (this.list.hidden && (!input.value || this.refuse) ? this.ask() : null));
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.leave());
  }

  ask(move = 0) {
    clearTimeout(this.timer);
    this.waiting?.abort();
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    this.timer = setTimeout(async () => {
      const options = await this.suggest(this.input.value, signal).catch(() => []);
      if (signal.aborted || document.activeElement !== this.input) return;
      this.show(options);
      if (move) this.move(move);
    }, move ? 0 : this.wait);
  }

  show(options) {
    this.options = options;
    this.at = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...options.map(({ label, hint }, number) => {
        const option = make("li", { role: "option", id: `${this.list.id}-${number}`, "aria-selected": "false" }, label);
        if (hint) option.append(" ", make("small", {}, hint));
        return option;
      }),
    );
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    if (options.length) say(words().count, options.length);
    else if (this.input.value) say(words().none);
  }

  close() {
    clearTimeout(this.timer);
    this.waiting?.abort();
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  move(step) {
    const all = [...this.list.children];
    if (!all.length) return;
    if (Math.abs(step) === Infinity) this.at = step < 0 ? 0 : all.length - 1;
    else this.at = this.at < 0 ? (step > 0 ? 0 : all.length - 1) : (this.at + step + all.length) % all.length;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === this.at)));
    all[this.at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", all[this.at].id);
  }

  pick(number) {
    const option = this.options[number];
    if (!option) return;
    this.close();
    this.choose(option);
    this.input.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: option }));
  }

  press(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    const text = this.input.value.trim();
    const deeds = {
      ArrowDown: () => (isOpen ? this.move(1) : this.ask(1)),
      ArrowUp: () => (event.altKey ? this.close() : isOpen ? this.move(-1) : this.ask(-1)),
      Home: isOpen && this.at >= 0 && (() => this.move(-Infinity)),
      End: isOpen && this.at >= 0 && (() => this.move(Infinity)),
      Enter: isOpen && this.at >= 0 ? () => this.pick(this.at) : Boolean(this.refuse && text) && (() => this.enter()),
      Escape: isOpen ? () => this.close() : Boolean(this.refuse && text) && (() => (this.input.value = "")),
      ",": this.commas && Boolean(text) && (() => this.settle()),
      Backspace: Boolean(this.back && !this.input.value) && (() => this.back()),
    };
    const deed = deeds[event.key];
    if (event.key === "Enter" && !deed) this.close();
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  // What was typed and not chosen: the suggestion that is called so, else the text as it is.
  settle() {
    const text = this.input.value.trim();
    const same = this.options.findIndex(({ label }) => fold(label) === fold(text));
    if (same >= 0) this.pick(same);
    else {
      this.close();
      this.refuse(text);
    }
  }

  // Enter without a suggestion marked: whoever types faster than suggestions come is shown them first.
  async enter() {
    if (this.list.hidden) {
      const text = this.input.value;
      const options = await this.suggest(text, new AbortController().signal).catch(() => []);
      if (this.input.value !== text) return;
      this.show(options);
    }
    const text = fold(this.input.value);
    if (!this.options.length || this.options.some(({ label }) => fold(label) === text)) this.settle();
    else if (this.options.length === 1) this.pick(0);
    else this.move(1);
  }

  leave() {
    if (this.refuse && this.input.value.trim()) this.settle();
    else this.close();
  }
}

// What stands below the line: what was taken away, with the way back; or that there is no such thing.
class Note {
  constructor(after) {
    this.line = make("p", { class: "hint", hidden: "" });
    after.after(this.line);
  }

  clear() {
    this.line.hidden = true;
    this.line.replaceChildren();
  }

  write(...content) {
    this.line.replaceChildren(...content);
    this.line.hidden = false;
    say(this.line.textContent);
  }

  offerUndo(label, undo) {
    const button = make("button", { type: "button", class: "linkish" }, words().undo);
    button.addEventListener("click", () => {
      this.clear();
      undo();
    });
    this.write(`${words().removed} ${label} `, button);
  }
}

const remover = (label, remove) => {
  const button = make("button", { type: "button", class: "remove", "aria-label": `${words().remove} ${label}` }, "×");
  button.addEventListener("click", remove);
  return button;
};

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
  control.form?.addEventListener("submit", () => line.value.trim() && !isListed && box.settle(), { capture: true });
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
  root.closest("form").addEventListener("submit", () => adder.value.trim() && !source && box.settle(), { capture: true });
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
