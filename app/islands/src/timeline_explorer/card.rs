//! The card beside the mark that is read: when and how many, then who said what, in their own words, each with its page.

use leptos::{html, prelude::*, task::spawn_local};

use super::{Explorer, screen};
use crate::{
    read_mark,
    shared::{effect, locale, set_attribute},
};

/// The card.
#[component]
pub(super) fn Card(
    /// What is read.
    explorer: Explorer,
) -> impl IntoView {
    let card = NodeRef::<html::Div>::new();
    effect(move || {
        let (read, is_brushed) = (explorer.mark.get(), explorer.brush.get().is_some());
        let Some(card) = card.get() else { return };
        let said = explorer.with_mark(read, |mark| (mark.reading.clone(), mark.address.clone()));
        let Some((title, address)) = said.filter(|_| !is_brushed) else {
            card.set_hidden(true);
            return;
        };
        // What it says of the mark is read out already; who said what is read out when it is there.
        set_attribute(&card, "aria-live", None);
        screen::fill_card(&card, &title, "");
        screen::put_card(&card, explorer.pointed());
        let query = address.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        let answer = read_mark(query, locale());
        spawn_local(async move {
            // A late answer about another mark is dropped, and without one the mark is still a link.
            if let Ok(html) = answer.await
                && explorer.mark.get_untracked() == read
            {
                set_attribute(&card, "aria-live", Some("polite"));
                screen::fill_card(&card, &title, &html);
                if explorer.pinned.get_untracked() {
                    screen::enter_card();
                }
            }
        });
    });
    view! { <div class="mark-card" node_ref=card hidden></div> }
}
