// What htmx asked for was refused, or nobody answered: say so in the page, instead of doing nothing.
// Each refusal is one sentence in the reader's language (portal/errors.py); what stands in the page stays as it is.
(() => {
  const SECONDS = 12;

  const toasts = () => {
    const found = document.getElementById("toasts");
    if (found) return found;
    const made = document.createElement("div"); // pages of the admin's theme have none
    made.id = "toasts";
    made.className = "toasts";
    made.setAttribute("role", "status");
    document.body.append(made);
    return made;
  };

  const isSentence = (xhr) => xhr?.status >= 400 && xhr.getResponseHeader("Content-Type")?.startsWith("text/plain");

  const sayItFailed = (event) => {
    const { xhr } = event.detail;
    const box = toasts();
    const words = isSentence(xhr) ? xhr.responseText : box.dataset.failed;
    if (!words || [...box.querySelectorAll(".failed")].some((note) => note.textContent === words)) return;
    const note = document.createElement("p");
    note.className = "failed";
    note.textContent = words;
    box.append(note);
    setTimeout(() => note.remove(), SECONDS * 1000);
  };

  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, sayItFailed);
  }
})();
