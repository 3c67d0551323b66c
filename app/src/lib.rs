//! Postura: what it knows, what it does and what it shows. The server binary gives it a database, an
//! index and a network; see `ARCHITECTURE.md` for the map.

#[cfg(feature = "ssr")]
pub mod paths;
pub mod suggestions;
pub mod ui;
#[cfg(feature = "ssr")]
mod words;

/// Wakes the islands up; called once by the script of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
