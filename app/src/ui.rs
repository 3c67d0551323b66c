//! What readers see: pages, components and islands.
//!
//! Pages and components are rendered on the server alone. Only what is in [`islands`] reaches the
//! browser as WASM.

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod document;
pub mod islands;
#[cfg(feature = "ssr")]
mod markup;
#[cfg(feature = "ssr")]
pub mod pages;
