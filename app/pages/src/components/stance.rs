//! The three voices of a stance: a word, a shape and a colour.

use domain::{Locale, Stance};
use leptos::prelude::*;

use crate::markup::Markup;

/// The outline of a stance's sign, about 16 units wide around the origin. Up is for, down is against,
/// doubled is strong, a half-filled diamond is conditional, a cross is not coded. None is hollow: in a picture that says that a day is
/// not exactly known.
pub(crate) const fn sign(stance: Stance) -> &'static str {
    match stance {
        Stance::StronglySupport => "M0-9 7-1H-7Z M0-1 7 7H-7Z",
        Stance::Support => "M0-6 7 6H-7Z",
        Stance::Mixed => "M-7-2.5H7V2.5H-7Z",
        Stance::Oppose => "M0 6 7-6H-7Z",
        Stance::StronglyOppose => "M0 9 7 1H-7Z M0 1 7-7H-7Z",
        Stance::Conditional => "M0-8 8 0 0 8-8 0Z M.9-4.6 5.5 0 .9 4.6Z",
        Stance::NoPosition => "M0-7A7 7 0 1 0 .01-7Z",
        Stance::None => "M-7-5-5-7 0-2 5-7 7-5 2 0 7 5 5 7 0 2-5 7-7 5-2 0Z",
    }
}

/// The class that colours a stance.
pub(crate) const fn class(stance: Stance) -> &'static str {
    match stance {
        Stance::StronglySupport => "stance-strongly-support",
        Stance::Support => "stance-support",
        Stance::Mixed => "stance-mixed",
        Stance::Oppose => "stance-oppose",
        Stance::StronglyOppose => "stance-strongly-oppose",
        Stance::Conditional => "stance-conditional",
        Stance::NoPosition => "stance-no-position",
        Stance::None => "stance-none",
    }
}

/// Writes a stance with its sign.
pub(crate) fn badge(markup: &mut Markup, locale: Locale, stance: Stance) {
    markup.raw("<span class=\"stance ").raw(class(stance));
    markup
        .raw("\"><svg viewBox=\"-9 -10 18 20\" aria-hidden=\"true\" focusable=\"false\"><path d=\"")
        .raw(sign(stance));
    markup.raw("\"/></svg>").text(&words::stance(locale, stance)).raw("</span>");
}

/// A stance with its sign.
#[component]
pub(crate) fn StanceBadge(
    /// The reader's language.
    locale: Locale,
    /// The stance.
    stance: Stance,
) -> impl IntoView {
    Markup::view_of(|markup| badge(markup, locale, stance))
}

/// Writes stances with their counts, each a link to the statements it rests on: those of a list of statements, which asks for
/// no stance and has its address given.
pub(crate) fn stance_counts(markup: &mut Markup, locale: Locale, stances: &[(Stance, u64)], list: &str) {
    let list = Markup::of_text(list);
    markup.raw("<ul class=\"stance-counts\">");
    for (stance, count) in stances {
        markup.raw("<li><a href=\"").append(&list).raw("&amp;stance=").text(stance.code()).raw("\">");
        markup.with(|markup| badge(markup, locale, *stance)).raw(" <span class=\"count\">");
        markup.count(locale, *count).raw("</span></a></li>");
    }
    markup.raw("</ul>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stance_has_a_class_of_its_code() {
        for stance in Stance::ALL {
            assert_eq!(class(*stance), format!("stance-{}", stance.code().replace('_', "-")));
        }
    }
}
