//! Statements that may be the same as one that is being written.

use desk_islands::{DuplicateHint, DuplicateWatch, DuplicateWords};
use domain::{Locale, Slug};
use leptos::prelude::*;
use words::text;

/// The list, which follows what is typed. Without `may_reprint` there is no button to make an appearance of it.
pub(crate) fn duplicate_list(
    locale: Locale,
    found: Vec<DuplicateHint>,
    except: Option<&Slug>,
    may_reprint: bool,
) -> AnyView {
    let words = DuplicateWords {
        heading: text!(locale, duplicates.heading),
        lead: text!(locale, duplicates.lead),
        reprint: text!(locale, duplicates.reprint),
        new_tab: text!(locale, duplicates.new_tab),
    };
    let except = except.map(ToString::to_string).unwrap_or_default();
    view! { <DuplicateWatch found except may_reprint locale words/> }.into_any()
}
