// What every page does with a script: the slash goes to the search, answers come while somebody types, and a filter applies
// when it is changed. Without it the same forms lead to the same pages. It is no island, because it makes no state of its
// own: it asks for the page that the form leads to and puts parts of that in place.

// The page at an address, or nothing where somebody asked for another meanwhile.
function pages() {
  let asked;
  return async (address) => {
    asked?.abort();
    asked = new AbortController();
    const answer = await fetch(address, { signal: asked.signal, headers: { accept: "text/html" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };
}

// The address that a form leads to, without its empty fields.
function addressOf(form) {
  const said = [...new FormData(form)].filter(([, value]) => value !== "");
  const query = new URLSearchParams(said).toString();
  return form.getAttribute("action") + (query && `?${query}`);
}

// Waits until nothing has happened for a while.
function later(run, milliseconds) {
  let waiting;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, milliseconds);
  };
}

const field = document.getElementById("site-search");

addEventListener("keydown", (event) => {
  const writes = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !writes && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field?.focus();
    field?.select();
  }
});

if (field) {
  const form = field.form;
  const found = document.createElement("div");
  found.className = "site-found";
  found.hidden = true;
  const said = document.createElement("p");
  said.className = "hidden";
  said.setAttribute("role", "status");
  // Not before anybody searches: a page has one place that speaks, until it needs another.
  field.addEventListener("focus", () => form.append(said, found), { once: true });
  const page = pages();
  const close = () => {
    found.hidden = true;
  };
  const ask = later(async () => {
    if (!field.value.trim()) return close();
    try {
      const answer = (await page(addressOf(form))).querySelector(".found");
      if (!answer) return close();
      found.replaceChildren(...answer.childNodes);
      found.hidden = false;
      const count = found.querySelectorAll("a").length;
      said.textContent = count ? `${count} ${field.dataset.found}` : found.textContent;
    } catch {
      // Enter leads to the page of answers all the same.
    }
  }, 200);
  field.addEventListener("input", ask);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      field.focus();
    }
    if (found.hidden || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const stops = [field, ...found.querySelectorAll("a")];
    const at = stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    stops[Math.max(0, Math.min(at, stops.length - 1))].focus();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}

// The page of a list: its results, counts and picture are put in place, the rest stays.
const page = pages();

// What has the focus, to be found again in what took its place.
function placeOf(element) {
  if (!element?.closest?.(".columns")) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.name) return `[name="${element.name}"][value="${CSS.escape(element.value)}"]`;
  return ".summary";
}

const here = () => location.pathname + location.search;
// The address that is shown or on its way.
let wanted = here();

async function show(address, { back } = {}) {
  wanted = address;
  const columns = document.querySelector(".columns");
  const summary = columns.querySelector(".summary");
  columns.setAttribute("aria-busy", "true");
  let fresh;
  try {
    fresh = await page(address);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
    return;
  }
  const next = fresh.querySelector(".columns");
  if (!next) return location.assign(address);
  if (!back && address !== here()) history.pushState({ list: true }, "", address);
  const place = placeOf(document.activeElement);
  // What is typed into a type-ahead meanwhile is typed into the one that comes.
  const isPicker = (field) => field?.id.startsWith("pick-");
  let typed = isPicker(document.activeElement) ? document.activeElement.value : "";
  const note = ({ key, ctrlKey, metaKey, altKey }) => {
    if (key.length === 1 && !ctrlKey && !metaKey && !altKey && document.activeElement === document.body) typed += key;
  };
  addEventListener("keydown", note);
  const open = new Map([...columns.querySelectorAll("details > summary")].map((one) => [one.textContent, one.parentNode.open]));
  const sheet = columns.querySelector("#filters:popover-open");
  const scrolled = columns.querySelector(".fields")?.scrollTop;
  // What is announced stays the element that it was: one that is new is not read out.
  const said = next.querySelector(".summary");
  summary.innerHTML = said.innerHTML;
  said.replaceWith(summary);
  for (const one of next.querySelectorAll("details > summary")) {
    if (open.get(one.textContent)) one.parentNode.open = true;
  }
  columns.replaceWith(next);
  document.querySelector(".list-head").replaceWith(fresh.querySelector(".list-head"));
  document.querySelector(".languages").replaceWith(fresh.querySelector(".languages"));
  document.title = fresh.title;
  if (sheet) next.querySelector("#filters").showPopover();
  const fields = next.querySelector(".fields");
  if (fields) fields.scrollTop = scrolled;
  const placed = new CustomEvent("placed", { bubbles: true, detail: {} });
  next.dispatchEvent(placed);
  // What a type-ahead is made of comes when it is awake.
  await placed.detail.awake;
  await new Promise(requestAnimationFrame);
  const focused = place && next.querySelector(place);
  if (focused?.classList.contains("summary")) focused.tabIndex = -1;
  focused?.focus({ preventScroll: true });
  removeEventListener("keydown", note);
  if (typed && isPicker(focused)) {
    focused.value = typed;
    focused.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const isList = (form) => form?.matches?.("#filters form");
const go = (form) => {
  const address = addressOf(form);
  if (address !== wanted) show(address);
};

if (document.querySelector("#filters form")) {
  history.replaceState({ list: true }, "");
  document.addEventListener("change", (event) => {
    if (isList(event.target.form)) go(event.target.form);
  });
  document.addEventListener("submit", (event) => {
    if (!isList(event.target)) return;
    event.preventDefault();
    event.target.closest(":popover-open")?.hidePopover();
    go(event.target);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.(".chosen a, .presets a");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.getAttribute("href"));
  });
  addEventListener("popstate", (event) => {
    if (event.state?.list) show(here(), { back: true });
  });
}
