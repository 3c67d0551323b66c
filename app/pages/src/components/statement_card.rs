//! A statement in a list, and the parts that it shares with its own page. A list has fifty of them, so they are written
//! and not views.

use domain::{Catalogue, Directness, Language, Locale, Position, Stance, Statement};
use leptos::prelude::*;
use service::Hits;
use words::{paths::Address, text};

use super::{
    evidence::provenance,
    stance::badge,
    translated::{in_english, translated},
};
use crate::markup::Markup;

/// The language tag of a text of the record.
const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Es => "es",
        Language::Fr => "fr",
    }
}

/// Quotation marks of the language of a quote.
pub(crate) const fn quotation_marks(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En | Language::Es => ("\u{201c}", "\u{201d}"),
        Language::Fr => ("\u{ab}\u{a0}", "\u{a0}\u{bb}"),
    }
}

/// Writes the words of a statement, a quote told apart from a report of it at a glance, and a translation
/// where the reader needs one and there is one.
fn own_words(markup: &mut Markup, locale: Locale, statement: &Statement, hits: &Hits) {
    let lang = tag(statement.language);
    if statement.directness == Directness::Verbatim {
        let (open, close) = quotation_marks(statement.language);
        markup.raw("<blockquote class=\"words\"").attribute("lang", lang);
        markup.raw("><p><span class=\"mark\" aria-hidden=\"true\">").raw(open).raw("</span><q>");
        markup.marked(words::without_trailing_comma(&statement.text), &hits.text);
        markup.raw("</q><span aria-hidden=\"true\">").raw(close).raw("</span></p></blockquote>");
    } else {
        markup.raw("<div class=\"words report\"><p class=\"label\">");
        markup.text(&words::directness(locale, statement.directness)).raw("</p><p").attribute("lang", lang).raw(">");
        markup.marked(words::without_trailing_comma(&statement.text), &hits.text).raw("</p></div>");
    }
    if statement.language != locale.language() {
        translation(markup, locale, statement, hits);
    }
}

/// Writes the translation for a reader; where there is none, one into English if there is, and that there is none.
fn translation(markup: &mut Markup, locale: Locale, statement: &Statement, hits: &Hits) {
    let own = statement.translation(locale.language());
    let english = statement.translation(Language::En).filter(|_| own.is_none());
    if own.is_none() {
        let language = words::language(locale, locale.language());
        markup
            .raw("<p class=\"untranslated\">")
            .text(&text!(locale, statement.untranslated, language = language))
            .raw("</p>");
    }
    let Some(translation) = own.or(english) else { return };
    let place = statement.translations.iter().position(|other| other == translation);
    let marks = place.and_then(|place| hits.translations.get(place)).map_or(&[][..], Vec::as_slice);
    markup.raw("<div class=\"translation\"><p class=\"label\">").text(&words::translation_label(locale, translation));
    markup.raw("</p><p").attribute("lang", tag(translation.language)).raw(">");
    markup.marked(words::without_trailing_comma(&translation.text), marks).raw("</p></div>");
}

/// Writes stances, each on its proposition in full, and where it is asked for why each was coded so.
fn position_list(
    markup: &mut Markup,
    locale: Locale,
    catalogue: &Catalogue,
    positions: &[Position],
    with_rationale: bool,
) {
    markup.raw("<ul class=\"positions\">");
    for position in positions {
        markup.raw("<li>").with(|markup| badge(markup, locale, position.stance)).raw(" <div>");
        if let Some(topic) = catalogue.topics.get(&position.topic) {
            // A mere tag says nothing on the proposition, so it shows the label of the topic.
            let words = if position.stance == Stance::None { &topic.label } else { &topic.proposition };
            let href = Address::Topic(topic.slug.clone()).in_locale(locale);
            markup.raw("<a").attribute("href", &href).raw(">");
            markup.with(|markup| translated(markup, locale, words)).raw("</a>");
        }
        if let Some(condition) = &position.condition {
            markup.raw("<p class=\"condition\">").text(&text!(locale, statement.condition)).raw(" ");
            markup.with(|markup| in_english(markup, locale, condition)).raw("</p>");
        }
        if let Some(rationale) = position.rationale.as_ref().filter(|_| with_rationale) {
            markup.raw("<p class=\"rationale\">").text(&text!(locale, statement.rationale));
            markup.raw(" ").with(|markup| in_english(markup, locale, rationale)).raw("</p>");
        }
        markup.raw("</div></li>");
    }
    markup.raw("</ul>");
}

/// Writes a statement in a list: who, when, the words, the stances and the evidence.
pub(crate) fn statement_card(
    markup: &mut Markup,
    locale: Locale,
    catalogue: &Catalogue,
    statement: &Statement,
    hits: &Hits,
) {
    let known = catalogue.stakeholders.get(&statement.stakeholder);
    let who = known.map_or(statement.stakeholder.as_str(), |stakeholder| stakeholder.short_name_for(locale));
    let date = words::stated_date(locale, statement.said_on);
    markup.raw("<article").attribute("id", statement.slug.as_str()).raw("><header><h3><a");
    markup.attribute("href", &Address::Stakeholder(statement.stakeholder.clone()).in_locale(locale)).raw(">");
    markup.text(who).raw("</a>");
    if let Some(speaker) = &statement.speaker {
        markup.raw(" <span class=\"speaker\">").text(speaker);
        if let Some(role) = &statement.speaker_role {
            markup.raw(", <span");
            if let Some(language) = statement.speaker_role_language.filter(|language| *language != locale.language()) {
                markup.attribute("lang", language.code());
            }
            markup.raw(">").text(role).raw("</span>");
        }
        markup.raw("</span>");
    }
    markup.raw("</h3><time").attribute("datetime", &statement.said_on.period.to_string()).raw(">");
    markup.text(&date).raw("</time></header>");
    own_words(markup, locale, statement, hits);
    position_list(markup, locale, catalogue, &statement.positions, false);
    markup.raw("<footer>").with(|markup| provenance(markup, locale, statement)).raw("<a class=\"permalink\"");
    markup.attribute("href", &Address::Statement(statement.slug.clone()).in_locale(locale)).raw(">");
    markup.text(&text!(locale, statement.permalink)).raw(" <span class=\"hidden\"> ");
    markup.text(&text!(locale, statement.permalink_of, date = date, who = who)).raw("</span></a></footer></article>");
}

/// The words of a statement, and a translation where the reader needs one and there is one.
#[component]
pub(crate) fn StatementWords<'a>(
    /// The reader's language.
    locale: Locale,
    /// The statement.
    statement: &'a Statement,
) -> impl IntoView + use<> {
    Markup::view_of(|markup| own_words(markup, locale, statement, &Hits::default()))
}

/// The stances of a statement, each on its proposition in full, with why it was coded so.
#[component]
pub(crate) fn PositionList<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders and topics.
    catalogue: &'a Catalogue,
    /// The positions.
    positions: &'a [Position],
) -> impl IntoView + use<> {
    Markup::view_of(|markup| position_list(markup, locale, catalogue, positions, true))
}
