// The page at the door of an event, with a camera where the device has one, and through a lost connection.
// What is noted is kept on the device with a number and its clock, shown at once, and sent as soon as it can be; the
// server knows each number and counts nobody twice. What a device keeps goes one day after the date: static/js/bleibe.js.

const page = document.querySelector("[data-check-in]");
const PREFIX = "check-in:";
const words = page.dataset;
const session = words.checkIn;
const list = page.querySelectorAll("li[data-code]");
const part = (name) => page.querySelector(`[data-${name}]`);
const state = part("state");
const said = part("said");

const read = (key) => {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
};
const write = (key, value) => {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false; // full, or a browser that keeps nothing
  }
};

// --- What this device holds ----------------------------------------------------------------------------------------

const own = `${PREFIX}${session}`;
const device = read("door") ?? crypto.randomUUID();
write("door", device);
const queue = read(own)?.queue ?? [];
const settled = new Set();
let isKept = true;

// Another tab may have noted somebody meanwhile: what it keeps is kept, and sent from here, too.
function keep() {
  const others = (read(own)?.queue ?? []).filter(({ id }) => !settled.has(id) && !queue.some((each) => each.id === id));
  queue.push(...others);
  isKept = write(own, { eraseAt: words.eraseAt, queue });
}

// --- What is shown -------------------------------------------------------------------------------------------------

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const rowOf = (code) => [...list].find((row) => row.dataset.code === code);

function show(message) {
  const waiting = queue.length ? `${words.waits} ${queue.length}` : "";
  const text = [message, waiting].filter(Boolean).join(" ");
  if (state.textContent !== text) state.textContent = text;
  state.hidden = !text;
}

function mark(row) {
  if (!row || "present" in row.dataset) return;
  row.dataset.present = "";
  row.querySelector("[data-words]").textContent = words.here;
  row.querySelector("button").setAttribute("aria-disabled", "true"); // it keeps the focus
  count();
}

function count() {
  const here = [...list].filter((row) => "present" in row.dataset);
  const all = [...list].filter((row) => "belongs" in row.dataset || here.includes(row));
  const numbers = [here.length, all.length];
  const counted = part("counted");
  counted.textContent = counted.textContent.replace(/\d+/g, () => numbers.shift());
}

// --- Noting and sending --------------------------------------------------------------------------------------------

let sending = false;
const tokens = page.querySelectorAll("[name=csrfmiddlewaretoken]");

// The page as it is now: kept for the next time without a connection, and with a token that counts after a new sign-in.
async function renew() {
  const response = await fetch(location.pathname);
  if (!response.ok || response.redirected) return false;
  const text = await response.clone().text();
  const cache = isKept && (await globalThis.caches?.open("check-in"));
  if (cache) await cache.put(location.pathname, response);
  const token = new DOMParser().parseFromString(text, "text/html").querySelector("[data-check-in] [name=csrfmiddlewaretoken]");
  for (const each of tokens) each.value = token.value;
  return true;
}

// What the page was made of on a first visit, which no worker has seen.
async function keepParts() {
  const cache = await caches.open("check-in");
  const parts = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  const ours = parts.filter(({ origin, pathname }) => origin === location.origin && /\.(css|js|svg|png|woff2)$/.test(pathname));
  await Promise.allSettled(ours.map(({ pathname }) => fetch(pathname).then((response) => cache.put(pathname, response))));
}

function note(code, how) {
  const clean = code.trim().toUpperCase();
  if (!clean) return;
  queue.push({ id: crypto.randomUUID(), code: clean, at: new Date().toISOString(), how });
  keep();
  const row = rowOf(clean);
  if (row && "place" in row.dataset) {
    mark(row);
    said.textContent = `${row.dataset.name} ${words.here}`;
  } else {
    said.textContent = clean;
  }
  send();
}

async function send(isAgain = false) {
  if (sending || !queue.length) return show("");
  sending = true;
  const parcel = queue.slice(0, 100);
  try {
    const response = await fetch(words.scans, {
      method: "POST",
      redirect: "manual",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": tokens[0].value,
        Accept: "application/json",
      },
      body: JSON.stringify({ device, scans: parcel }),
    });
    if (response.ok) {
      settle((await response.json()).outcomes);
      show("");
      renew().catch(() => {});
    } else if (response.status < 500 && !isAgain && (await renew())) {
      sending = false;
      return send(true);
    } else {
      show(response.status < 500 ? words.signIn : words.offline);
    }
  } catch {
    show(isKept ? words.offline : words.unkept);
  }
  sending = false;
  if (queue.length && state.textContent.startsWith(words.waits)) send();
}

function settle(outcomes) {
  for (const [id, { outcome, words: told, name, code }] of Object.entries(outcomes)) {
    settled.add(id);
    const index = queue.findIndex((each) => each.id === id);
    const [scan] = index < 0 ? [] : queue.splice(index, 1);
    if (!scan) continue;
    const row = rowOf(code || scan.code);
    if (outcome === "noted") {
      mark(row);
      said.textContent = `${name} ${words.here}`;
    } else {
      said.textContent = [name, told].filter(Boolean).join(": ");
      if (row && outcome === "again") mark(row);
      else if (row) {
        row.querySelector("[data-words]").textContent = told;
        row.querySelector("button").removeAttribute("aria-disabled");
        delete row.dataset.present;
        count();
      }
    }
  }
  keep();
}

page.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.value === "here") {
    event.preventDefault();
    if (!("present" in button.closest("li").dataset)) note(button.closest("li").dataset.code, "list");
  } else if (button?.value === "code") {
    event.preventDefault();
    const field = event.target.elements.code;
    note(field.value, "typed");
    field.value = "";
    field.focus();
  }
});

// --- Finding somebody ----------------------------------------------------------------------------------------------

part("search")?.removeAttribute("hidden");
document.getElementById("find")?.addEventListener("input", (event) => {
  const asked = plain(event.target.value.trim());
  for (const row of list) row.hidden = !plain(row.dataset.name).includes(asked);
});

// --- The camera ----------------------------------------------------------------------------------------------------

const video = page.querySelector("video");
const [start, stop] = [part("start"), part("stop")];
let stream = null;
let last = { code: "", at: 0 };

async function reader() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats()) ?? [];
  if (formats.includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decode } = await import(words.decoder);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    const scale = Math.min(1, 640 / video.videoWidth);
    canvas.width = video.videoWidth * scale;
    canvas.height = video.videoHeight * scale;
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decode(pen.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return ""; // nothing to be read in this picture
    }
  };
}

// A ticket's code, whether the camera sees the code alone or the address that leads to it.
const codeIn = (text) => text?.match(/\/events\/tickets\/([^/]+)\/?$/)?.[1] ?? text;

function showCamera(isOn) {
  video.hidden = stop.hidden = !isOn;
  start.hidden = isOn;
}

async function look(readCode) {
  if (!stream) return;
  const text = video.videoWidth ? await readCode().catch(() => "") : "";
  const code = codeIn(text);
  if (code && (code !== last.code || Date.now() - last.at > 5000)) {
    last = { code, at: Date.now() };
    navigator.vibrate?.(80);
    note(code, "scan");
  }
  setTimeout(look, 150, readCode);
}

start?.addEventListener("click", async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    showCamera(true);
    await video.play();
    look(await reader());
  } catch {
    close();
    said.textContent = words.noCamera;
  }
});

function close() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  showCamera(false);
}

stop?.addEventListener("click", close);
addEventListener("pagehide", close);

// --- From the beginning --------------------------------------------------------------------------------------------

if (navigator.mediaDevices?.getUserMedia) part("camera").hidden = false;
for (const scan of queue) if ("place" in (rowOf(scan.code)?.dataset ?? {})) mark(rowOf(scan.code));
if (!("BarcodeDetector" in globalThis)) import(words.decoder).catch(() => {}); // while there is a connection
if (Date.parse(words.eraseAt) > Date.now()) {
  keep();
  if (isKept) navigator.serviceWorker?.register(words.worker, { scope: "/events/sessions/" }).catch(() => {});
  if (isKept && !navigator.serviceWorker?.controller) Promise.all([renew(), keepParts()]).catch(() => {});
}
addEventListener("online", () => send());
setInterval(send, 15000);
send();
