// @ts-check
// The dialog by which Streamlit says that the server does not answer: it names a file that is not ours.

/** How Streamlit says that a server is started, and how ours is. */
const [THEIRS, OURS] = ["streamlit run yourscript.py", "streamlit run app.py"];

let watched = false;

/** Lets the dialog name our file, now and whenever it comes. */
export function nameOurFile() {
  if (watched) return;
  watched = true;
  // What opens over a page is a child of the body; what is in it may come later.
  const watcher = new MutationObserver(() => {
    for (const dialog of document.querySelectorAll("body > .stDialog")) {
      watcher.observe(dialog, { childList: true, subtree: true });
      rename(dialog);
    }
  });
  watcher.observe(document.body, { childList: true });
}

/** @param {Element} dialog */
function rename(dialog) {
  const code = dialog.querySelector("code");
  if (code?.firstChild?.nodeValue !== THEIRS) return;
  code.firstChild.nodeValue = OURS;
  const copying = /** @type {HTMLElement | null} */ (code.closest("pre")?.nextElementSibling);
  if (copying) copying.style.display = "none"; // it would copy theirs
}
