// A line of text with a list of suggestions below it: an ARIA 1.2 combobox, and what is said beside it.
// `combobox.js` makes such lines of the controls of a page.

export const words = () => document.getElementById("combobox-words")?.dataset ?? {};
export const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
export const make = (name, attributes = {}, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
};
export const labelOf = (control) => (control.labels?.[0]?.firstChild?.textContent ?? control.getAttribute("aria-label") ?? "").trim();
export const say = (...parts) => {
  const box = document.getElementById("combobox-words");
  if (box) box.textContent = parts.join(" ");
};
export const changed = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));

export const read = (option) => ({ value: option.value, label: option.textContent.trim() || option.value, hint: option.dataset.hint ?? "", lang: option.lang });

export const asked = (address) => async (text, signal) => {
  const answer = await fetch(`${address}${address.includes("?") ? "&" : "?"}q=${encodeURIComponent(text)}`, { signal, headers: { "HX-Request": "true" } });
  if (!answer.ok) return [];
  return [...new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("option")].map(read);
};

export const listed = (select) => async (text) => {
  const wanted = fold(text);
  const found = [...select.options].filter((option) => option.value && !option.disabled).map(read).filter(({ label }) => fold(label).includes(wanted));
  return wanted ? found.sort((one, other) => fold(other.label).startsWith(wanted) - fold(one.label).startsWith(wanted)) : found;
};

export class Combobox {
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
      ...options.map(({ label, hint, lang }, number) => {
        const name = lang ? make("span", { lang }, label) : label;
        const option = make("li", { role: "option", id: `${this.list.id}-${number}`, "aria-selected": "false" }, name);
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
export class Note {
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

// What the list has not, and what would be lost, holds the form back: the line says so, and has the focus.
export const holdBack = (line, note, left) => {
  const described = line.getAttribute("aria-describedby");
  const release = () => {
    if (!line.dataset.held) return;
    delete line.dataset.held;
    line.removeAttribute("aria-invalid");
    if (described) line.setAttribute("aria-describedby", described);
    else line.removeAttribute("aria-describedby");
  };
  note.line.id = `${line.id}-note`;
  line.addEventListener("input", release);
  line.addEventListener("combobox:chosen", release);
  line.form?.addEventListener(
    "submit",
    (event) => {
      const text = event.submitter?.formNoValidate ? "" : left();
      if (!text) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      line.dataset.held = "yes";
      line.setAttribute("aria-invalid", "true");
      line.setAttribute("aria-describedby", [described, note.line.id].filter(Boolean).join(" "));
      line.focus();
      note.write(`${words().unknown} ${text}`);
    },
    { capture: true },
  );
};

export const remover = (label, remove) => {
  const button = make("button", { type: "button", class: "remove", "aria-label": `${words().remove} ${label}` }, "×");
  button.addEventListener("click", remove);
  return button;
};
