//! How far the record reaches, so that nobody takes it for reaching today.

use domain::Locale;
use service::Reach;
use words::text;

/// When the newest statement was made, and when a statement was recorded last: "Newest statement 1 July 2026 \u{b7} updated
/// 25 November 2026"; `None` where nothing is on record.
pub(crate) fn reach_in_words(locale: Locale, reach: Reach) -> Option<String> {
    let newest = text!(locale, reach.newest, date = words::day(locale, reach.newest?));
    let updated = text!(locale, reach.updated, date = words::day(locale, reach.updated?));
    Some(format!("{newest} \u{b7} {updated}"))
}
