// Wakes the islands of a page up. The two addresses are put in when the site is built.
import * as client from "CLIENT_SCRIPT";

await client.default({ module_or_path: "CLIENT_WASM" });
client.hydrate();

async function wake(part) {
  for (const island of part.querySelectorAll("leptos-island")) {
    // An island of an older page than this script has no function here; its plain form stays.
    await client[island.dataset.component]?.(island);
  }
}

await wake(document);
// Parts of another page that were put in place.
document.addEventListener("placed", (event) => {
  event.detail.awake = wake(event.target);
});
