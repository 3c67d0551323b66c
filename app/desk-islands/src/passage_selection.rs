//! Begins a statement with what is selected in the text of a source. Without JavaScript the field that finds a
//! passage does the same.

use leptos::prelude::*;

/// The link that begins a statement with the selection; it is there while something is selected.
#[island]
pub fn PassageSelection(
    /// The id of the element that holds the text.
    text: String,
    /// The address of the form, up to the words.
    address: String,
    /// What the link says.
    label: String,
) -> impl IntoView {
    let selected: RwSignal<Option<Selected>> = RwSignal::new(None);
    Effect::new(move |_| watch(&text, selected));
    let link = move || {
        selected.get().map(|selected| {
            let href = selected.address(&address);
            view! {
                <a class="button" href=href>{label.clone()}</a>
                " " <span class="excerpt">{selected.excerpt()}</span>
            }
        })
    };
    view! { <p class="selection" role="status">{link}</p> }
}

/// What is selected, with the words around it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Selected {
    passage: String,
    prefix: String,
    suffix: String,
}

impl Selected {
    /// The most characters that are shown of it.
    const SHOWN: usize = 80;

    fn excerpt(&self) -> String {
        let start: String = self.passage.chars().take(Self::SHOWN).collect();
        if start.len() < self.passage.len() { format!("{start}…") } else { start }
    }

    #[cfg(feature = "hydrate")]
    fn address(&self, form: &str) -> String {
        let encoded = |text: &str| String::from(js_sys::encode_uri_component(text));
        let (passage, prefix, suffix) = (encoded(&self.passage), encoded(&self.prefix), encoded(&self.suffix));
        format!("{form}&passage={passage}&prefix={prefix}&suffix={suffix}")
    }

    /// Nothing is selected on the server.
    #[cfg(not(feature = "hydrate"))]
    fn address(&self, form: &str) -> String {
        format!("{form}{}{}{}", self.passage, self.prefix, self.suffix)
    }
}

/// There are no selections on the server.
#[cfg(not(feature = "hydrate"))]
fn watch(_text: &str, _selected: RwSignal<Option<Selected>>) {}

#[cfg(feature = "hydrate")]
fn watch(text: &str, selected: RwSignal<Option<Selected>>) {
    use leptos::ev;

    let Some(text) = document().get_element_by_id(text) else { return };
    let text = StoredValue::new_local(text);
    let look = move || text.with_value(|text| selected.set(selection_in(text)));
    // What was selected before this code was there.
    look();
    // A selection ends with a key or the pointer let go; before, it would flicker.
    let pointer = window_event_listener(ev::pointerup, move |_| set_timeout(look, std::time::Duration::ZERO));
    let key = window_event_listener(ev::keyup, move |_| look());
    on_cleanup(move || {
        pointer.remove();
        key.remove();
    });
}

/// What is selected within an element.
#[cfg(feature = "hydrate")]
fn selection_in(text: &web_sys::Element) -> Option<Selected> {
    /// How many characters before and after are sent along.
    const CONTEXT: usize = 40;

    let range = window().get_selection().ok()??.get_range_at(0).ok()?;
    let is_within = |node: Result<web_sys::Node, _>| node.is_ok_and(|node: web_sys::Node| text.contains(Some(&node)));
    if !is_within(range.start_container()) || !is_within(range.end_container()) {
        return None;
    }
    let passage = String::from(range.to_string()).trim().to_owned();
    if passage.is_empty() {
        return None;
    }
    let (before, after) = (range.clone_range(), range.clone_range());
    before.set_start(text, 0).ok()?;
    before.set_end(&range.start_container().ok()?, range.start_offset().ok()?).ok()?;
    after.set_start(&range.end_container().ok()?, range.end_offset().ok()?).ok()?;
    after.set_end(text, text.child_nodes().length()).ok()?;
    let before: Vec<char> = String::from(before.to_string()).chars().collect();
    let after = String::from(after.to_string());
    Some(Selected {
        passage,
        prefix: before[before.len().saturating_sub(CONTEXT)..].iter().collect(),
        suffix: after.chars().take(CONTEXT).collect(),
    })
}
