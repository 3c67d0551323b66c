// Wakes the islands of a page up, once the page is painted and the browser has nothing else to do, or when somebody begins to do
// something: what is read needs none of them. The two addresses are put in when the site is built.
let woken;

const wakeUp = () =>
  (woken ??= (async () => {
    const client = await import("CLIENT_SCRIPT");
    await client.default({ module_or_path: "CLIENT_WASM" });
    client.hydrate();
    return client;
  })());

async function wake(part) {
  const client = await wakeUp();
  for (const island of part.querySelectorAll("leptos-island")) {
    // An island of an older page than this script has no function here; its plain form stays.
    await client[island.dataset.component]?.(island);
  }
}

let hasBegun = false;
function begin() {
  if (hasBegun) return;
  hasBegun = true;
  wake(document);
}
for (const event of ["pointerover", "keydown", "focusin"]) addEventListener(event, begin, { capture: true, once: true });
const idle = () => requestAnimationFrame(() => (globalThis.requestIdleCallback ?? setTimeout)(begin));
if (document.readyState === "complete") idle();
else addEventListener("load", idle, { once: true });

// Parts of another page that were put in place.
document.addEventListener("placed", (event) => {
  event.detail.awake = wake(event.target);
});
