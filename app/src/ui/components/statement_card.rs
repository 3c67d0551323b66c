//! A statement in a list.

use std::{ops::Range, sync::Arc};

use leptos::prelude::*;

use crate::{
    domain::{Catalogue, Directness, Language, Locale, Position, Stance, Statement},
    paths::Address,
    service::Hits,
    ui::{
        components::{GradeBadge, QuoteCheckMark, SourceLink, StanceBadge, TranslatedText},
        markup::Markup,
        words::{self, text},
    },
};

/// The language tag of a text of the record.
const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Es => "es",
        Language::Fr => "fr",
    }
}

/// Quotation marks of the language of a quote.
const fn quotation_marks(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::En | Language::Es => ("\u{201c}", "\u{201d}"),
        Language::Fr => ("\u{ab}\u{a0}", "\u{a0}\u{bb}"),
    }
}

/// A text with what was searched for marked in it.
fn marked(text: &str, marks: &[Range<usize>]) -> AnyView {
    if marks.is_empty() {
        return text.to_owned().into_any();
    }
    let mut markup = Markup::default();
    markup.marked(text, marks);
    view! { <span inner_html=markup.finish()></span> }.into_any()
}

/// The words of a statement, a quote told apart from a report of it at a glance, and a translation
/// where the reader needs one and there is one.
#[component]
pub(crate) fn StatementWords<'a>(
    /// The reader's language.
    locale: Locale,
    /// The statement.
    statement: &'a Statement,
    /// Where it has what was searched for.
    #[prop(optional)]
    hits: Hits,
) -> impl IntoView + use<> {
    let lang = tag(statement.language);
    let foreign = statement.language != locale.language();
    let translation = foreign
        .then(|| statement.translation(locale.language()).or_else(|| statement.translation(Language::En)))
        .flatten()
        .map(|translation| {
            let lang = tag(translation.language);
            let place = statement.translations.iter().position(|other| other == translation);
            let marks = place.and_then(|place| hits.translations.get(place)).map_or(&[][..], Vec::as_slice);
            view! {
                <div class="translation">
                    <p class="label">{words::translation_label(locale, translation)}</p>
                    <p lang=lang>{marked(&translation.text, marks)}</p>
                </div>
            }
        });
    let (open, close) = quotation_marks(statement.language);
    let text = marked(&statement.text, &hits.text);
    let own_words = if statement.directness == Directness::Verbatim {
        view! {
            <blockquote class="words" lang=lang>
                <p><span class="mark" aria-hidden="true">{open}</span><q>{text}</q><span aria-hidden="true">{close}</span></p>
            </blockquote>
        }
        .into_any()
    } else {
        view! {
            <div class="words report">
                <p class="label">{words::directness(locale, statement.directness)}</p>
                <p lang=lang>{text}</p>
            </div>
        }
        .into_any()
    };
    view! { {own_words} {translation} }.into_any()
}

/// The stances of a statement, each on its proposition in full.
#[component]
pub(crate) fn PositionList(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders and topics.
    catalogue: Arc<Catalogue>,
    /// The positions.
    positions: Vec<Position>,
    /// Whether to say why each was coded so.
    #[prop(optional)]
    with_rationale: bool,
) -> impl IntoView {
    let items = positions
        .into_iter()
        .map(|position| {
            let topic = catalogue.topics.get(&position.topic).map(|topic| {
                // A mere tag says nothing on the proposition, so it shows the label of the topic.
                let words = if position.stance == Stance::None { &topic.label } else { &topic.proposition };
                let href = Address::Topic(topic.slug.clone()).in_locale(locale);
                view! { <a href=href><TranslatedText locale text=words.clone()/></a> }
            });
            let condition = position.condition.map(|condition| {
                view! { <p class="condition">{text!(locale, statement.condition)} " " {condition}</p> }
            });
            let rationale = position.rationale.filter(|_| with_rationale).map(|rationale| {
                view! { <p class="rationale">{text!(locale, statement.rationale)} " " <span lang="en">{rationale}</span></p> }
            });
            view! { <li><StanceBadge locale stance=position.stance/> <div>{topic} {condition} {rationale}</div></li> }
        })
        .collect_view();
    view! { <ul class="positions">{items}</ul> }.into_any()
}

/// A statement in a list: who, when, the words, the stances and the evidence.
#[component]
pub(crate) fn StatementCard<'a>(
    /// The reader's language.
    locale: Locale,
    /// Stakeholders and topics.
    catalogue: Arc<Catalogue>,
    /// The statement.
    statement: &'a Statement,
    /// Where it has what was searched for.
    #[prop(optional)]
    hits: Hits,
) -> impl IntoView + use<> {
    let permalink = Address::Statement(statement.slug.clone()).in_locale(locale);
    let short_name = catalogue
        .stakeholders
        .get(&statement.stakeholder)
        .map_or_else(|| statement.stakeholder.to_string(), |stakeholder| stakeholder.short_name.clone());
    let speaker = match (&statement.speaker, &statement.speaker_role) {
        (Some(name), Some(role)) => format!("{name}, {role}"),
        (Some(name), None) => name.clone(),
        (None, _) => text!(locale, statement.no_speaker),
    };
    let date = words::stated_date(locale, statement.said_on);
    let machine_date = statement.said_on.period.to_string();
    let permalink_of = text!(locale, statement.permalink_of, date = date.clone(), who = short_name.clone());
    let source = statement.primary_source().cloned().map(|source| {
        let tier = words::tier(locale, source.tier);
        view! { <SourceLink locale source/> <span class="dot">{tier}</span> }
    });
    view! {
        <article id=statement.slug.to_string()>
            <header>
                <h3>
                    <a href=Address::Stakeholder(statement.stakeholder.clone()).in_locale(locale)>{short_name}</a>
                    " " <span class="speaker">{speaker}</span>
                </h3>
                <time datetime=machine_date>{date}</time>
            </header>
            <StatementWords locale statement hits/>
            <PositionList locale catalogue positions=statement.positions.clone()/>
            <footer>
                <GradeBadge locale grade=statement.grade()/>
                {source}
                <span class="dot"><QuoteCheckMark locale check=statement.quote_check/></span>
                <a class="permalink" href=permalink>
                    {text!(locale, statement.permalink)} <span class="hidden">" " {permalink_of}</span>
                </a>
            </footer>
        </article>
    }
    .into_any()
}
