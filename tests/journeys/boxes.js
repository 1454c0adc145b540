/* What sticks out of what it stands in. Called with the words to write into every text, or "" to leave them.
 *
 * Each visible element's box is held against the padding box of the nearest block it stands in, each text against the
 * block's, too, with every <details> open. Not held against it:
 *   what scrolls on purpose (SCROLLS): its content may be wider than it; whatever else scrolls sideways is a finding
 *   what is there for readers' ears alone: clipped away, as skip links and hidden labels are
 *   negative margins: as far as the style itself pulls an element out
 *   what stands out of the flow (menus, toasts): it need only be on the screen
 *   heights of inline boxes: a line may be lower than its letters' box, which no reader sees
 *
 * A long word that goes on in the next line needs a hyphen: `hyphens: auto`, a language, and no limit above its length.
 * Whether the browser has that language's patterns can't be asked; headless Chromium has none.
 */
(words) => {
    const SCROLLS = ".scroll, pre, textarea, select, .simplebar-content-wrapper, .overflow-x-auto, .overflow-auto";
    const SKIPPED = new Set(["SCRIPT", "STYLE", "TEMPLATE", "NOSCRIPT", "OPTION", "OPTGROUP", "BR", "WBR", "DATALIST"]);
    const UNHYPHENATED = "code, pre, kbd, samp, [translate=no]";
    const WRITTEN = "main :is(h1, h2, h3, h4, legend, dt, dd, td, th, li, p, .tag, .badge, .button, .breadcrumbs a)";
    const SLACK = 1.5;
    const found = new Map();
    const brush = document.createElement("canvas").getContext("2d");

    const name = (element) => {
        const classes = [...element.classList].slice(0, 3).map((each) => `.${each}`).join("");
        return element.tagName.toLowerCase() + (element.id ? `#${element.id}` : "") + classes;
    };
    const say = (element, sentence) => {
        const text = (element.innerText || element.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
        const line = `${name(element)} ${sentence}`;
        if (!found.has(line)) found.set(line, `${line} – ${text}`);
    };
    const paddingBox = (element) => {
        const box = element.getBoundingClientRect();
        const left = box.left + element.clientLeft, top = box.top + element.clientTop;
        const style = getComputedStyle(element);
        const right = box.right - parseFloat(style.borderRightWidth || 0);
        return { left, top, right, bottom: box.bottom - parseFloat(style.borderBottomWidth || 0) };
    };
    const isForEars = (style, box) =>
        style.clipPath === "inset(50%)" || (box.width <= 1.01 && box.height <= 1.01) || /rect\(0|rect\(1px/.test(style.clip);
    const sides = (box, frame) => ({
        left: frame.left - box.left, right: box.right - frame.right, top: frame.top - box.top, bottom: box.bottom - frame.bottom,
    });
    const compare = (element, box, frame, style, isInline) => {
        for (const [side, excess] of Object.entries(sides(box, frame.box))) {
            const isHeight = side === "top" || side === "bottom";
            if (isHeight && (isInline || frame.isRow)) continue;
            const pulled = Math.max(0, -parseFloat(style.getPropertyValue(`margin-${side}`)) || 0);
            if (excess - pulled > SLACK) say(element, `sticks out of ${name(frame.element)} by ${Math.round(excess)} px (${side})`);
        }
    };
    // A blank at the end of a line that keeps its blanks hangs over the edge, where nobody sees it.
    const inkOf = (node) => {
        const keepsBlanks = getComputedStyle(node.parentElement).whiteSpace === "pre-wrap";
        const range = document.createRange();
        const rectangles = ([start, end]) => {
            range.setStart(node, start);
            range.setEnd(node, end);
            return [...range.getClientRects()];
        };
        const words = keepsBlanks ? [...node.data.matchAll(/\S+/g)].map((word) => [word.index, word.index + word[0].length]) : [[0, node.length]];
        return words.flatMap(rectangles);
    };
    const compareText = (node, frame) => {
        if (!node.data.trim()) return;
        for (const box of inkOf(node)) {
            const out = Math.max(frame.box.left - box.left, box.right - frame.box.right);
            if (box.width > 1 && out > SLACK) return say(node.parentElement, `has text that leaves ${name(frame.element)} by ${Math.round(out)} px`);
        }
    };
    const breaks = (node, style) => {
        if (node.parentElement.closest(UNHYPHENATED)) return;
        const isHyphenated = style.hyphens === "auto" && node.parentElement.closest("[lang]");
        const shortest = isHyphenated ? parseInt(style.hyphenateLimitChars) || 5 : Infinity;
        for (const word of node.data.matchAll(/(?<![\w.@/-])\p{L}{8,}(?![\w.]*@)/gu)) {
            if (word[0].length >= shortest) continue;
            const range = document.createRange();
            range.setStart(node, word.index);
            range.setEnd(node, word.index + word[0].length);
            const lines = [...range.getClientRects()].filter((box) => box.width > 1);
            if (lines.length > 1 && lines[1].top > lines[0].top + 2) return say(node.parentElement, `breaks “${word[0]}” without a hyphen`);
        }
    };
    const cut = (element, style) => {
        if (element.matches("input[placeholder]") && element.placeholder && !element.value) {
            brush.font = style.font;
            const room = element.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
            if (brush.measureText(element.placeholder).width > room + SLACK) say(element, `cuts its hint “${element.placeholder}”`);
        }
        if (element.matches("input, meter, progress, svg, img, video, iframe") || element.matches(SCROLLS)) return;
        if (style.display.startsWith("inline") && style.overflowX === "visible") return;
        const excess = element.scrollWidth - element.clientWidth;
        if (style.overflowX !== "visible" && excess > SLACK) say(element, `${style.overflowX === "hidden" || style.overflowX === "clip" ? "cuts" : "scrolls sideways by"} ${excess} px`);
    };
    const visit = (element, frame) => {
        if (SKIPPED.has(element.tagName) || !element.checkVisibility()) return;
        const style = getComputedStyle(element), box = element.getBoundingClientRect();
        if (isForEars(style, box)) return;
        const isContents = style.display === "contents", isInline = style.display === "inline" && !element.matches("img, input, svg, select, textarea, button");
        if (style.position === "absolute" || style.position === "fixed") {
            const out = Math.max(-box.left, box.right - innerWidth);
            if (box.width && out > SLACK && !frame.scrolls) say(element, `leaves the screen by ${Math.round(out)} px`);
        } else if (!isContents && box.width && box.height && !frame.scrolls) compare(element, box, frame, style, isInline || element.tagName === "LEGEND" || element.rowSpan > 1);
        cut(element, style);
        if (element.matches("svg, img, video, select, textarea, input, meter, progress, iframe, canvas")) return;
        const inner = isContents || isInline ? frame : {
            element, box: paddingBox(element), scrolls: frame.held || element.matches(SCROLLS), isRow: style.display.startsWith("table-row"),
        };
        for (const child of element.childNodes) {
            if (child.nodeType === Node.ELEMENT_NODE) visit(child, inner);
            else if (child.nodeType === Node.TEXT_NODE) {
                if (!inner.scrolls) compareText(child, inner);
                if (child.data.length > 7 && style.position !== "absolute") breaks(child, style);
            }
        }
    };

    const closed = [...document.querySelectorAll("details:not([open])")];
    const changed = [];
    for (const each of closed) each.open = true;
    if (words) {
        for (const element of document.querySelectorAll(WRITTEN)) {
            const text = [...element.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && /\p{L}{3}/u.test(node.data));
            if (text && getComputedStyle(element).whiteSpace !== "nowrap") { changed.push([text, text.data]); text.data = `${text.data.trimEnd()} ${words}`; }
        }
    }
    visit(document.body, { element: document.documentElement, box: { left: 0, top: -1e6, right: document.documentElement.clientWidth, bottom: 1e7 }, isRow: true });
    const page = document.documentElement, wide = page.scrollWidth - page.clientWidth;
    if (wide > 0) found.set("wide", `the page is ${wide} px wider than the screen`);
    for (const [text, before] of changed) text.data = before;
    for (const each of closed) each.open = false;
    return [...found.values()].slice(0, 12);
}
