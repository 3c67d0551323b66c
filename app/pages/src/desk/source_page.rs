//! One source: its text, what is recorded from it, and the way from a passage to a statement.

use std::sync::Arc;

use desk_islands::PassageSelection;
use domain::{Catalogue, Locale, Reading, ReferenceKind, Slug, SourceId, StatementStart};
use leptos::prelude::*;
use service::desk::{MarkedText, QuoteDifference, QuotedPassage, SourcePage};
use words::{paths::Address, text};

use super::{
    button_form,
    import_page::{charset_field, reading_notes},
    page,
    sources_page::{description, text_area, text_file},
};
use crate::{
    components::{Notice, QuoteCheckMark, TextField},
    document::Page,
};

/// The id of the element that holds the text.
const TEXT: &str = "source-text";

/// What was done just now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SourceNews {
    /// Nothing.
    #[default]
    None,
    /// The text was kept; how its file was read.
    TextKept(Reading),
    /// There was no text to keep.
    TextMissing,
    /// The file was neither text nor a page.
    NotText,
    /// The text was too long.
    TooLong,
    /// So many quotes were found in the text and marked.
    Verified(usize),
}

/// The page of a source. `sought` is the passage that was asked for.
#[must_use]
pub fn source_page(
    locale: Locale,
    source: SourcePage,
    catalogue: Arc<Catalogue>,
    sought: String,
    news: SourceNews,
    may_change: bool,
) -> Page {
    let id = source.stored.id;
    let title = source.stored.source.title.clone().or_else(|| source.stored.source.url.clone()).unwrap_or_default();
    let status = match news {
        SourceNews::TextMissing | SourceNews::NotText | SourceNews::TooLong => 422,
        SourceNews::None | SourceNews::TextKept(_) | SourceNews::Verified(_) => 200,
    };
    page(status, title.clone(), Address::Source(id), move || {
        view(locale, title, source, &catalogue, sought, news, may_change)
    })
}

fn view(
    locale: Locale,
    title: String,
    source: SourcePage,
    catalogue: &Catalogue,
    sought: String,
    news: SourceNews,
    may_change: bool,
) -> AnyView {
    let id = source.stored.id;
    let to_verify = source.to_verify();
    let reading = match &news {
        SourceNews::TextKept(reading) => Some(reading_notes(locale, reading)),
        _ => None,
    };
    let notice = match news {
        SourceNews::None => None,
        SourceNews::TextKept(_) => Some(text!(locale, source.text_kept)),
        SourceNews::TextMissing => Some(text!(locale, source.text_missing)),
        SourceNews::NotText => Some(text!(locale, source.not_text)),
        SourceNews::TooLong => Some(text!(locale, source.too_long)),
        SourceNews::Verified(count) => Some(text!(locale, source.verified, count = count as u64)),
    };
    let verify = (to_verify > 0).then(|| {
        let label = text!(locale, source.verify, count = to_verify as u64);
        button_form(locale, &Address::SourceVerification(id), Vec::new(), label)
    });
    let change = may_change.then(|| {
        let href = Address::ReferenceItem(ReferenceKind::Source, id.0.to_string()).in_locale(locale);
        view! { <p><a href=href>{text!(locale, reference.edit)}</a></p> }
    });
    let statements = statements(locale, &source);
    let mentions = mentions_section(locale, id, &source, catalogue);
    let text = source.marked.map(|marked| text_section(locale, id, marked, sought));
    let (heading, open) = match &source.text {
        Some(_) => (text!(locale, source.replace_text), false),
        None => (text!(locale, source.paste_text), true),
    };
    let kept = source.text.as_ref().map(|kept| {
        let when = words::day(locale, kept.kept_at.date_naive());
        let line = text!(locale, source.kept_by, name = kept.kept_by.clone(), date = when);
        view! { <p class="hint">{line} " SHA-256 " <code>{kept.hash.clone()}</code></p> }
    });
    view! {
        <div class="desk">
            <p class="kicker"><a href=Address::Sources.in_locale(locale)>{text!(locale, source.all)}</a></p>
            <h1>{title}</h1>
            {description(locale, &source.stored.source)} {change}
            {notice.map(|message| view! { <Notice message/> })} {reading}
            {statements} {verify} {mentions} {text} {kept}
            <details class="group" open=open>
                <summary>{heading}</summary>
                <form
                    method="post"
                    action=Address::SourceText(id).in_locale(locale)
                    enctype="multipart/form-data"
                    class="stacked wide"
                >
                    {text_area(locale, String::new(), None)} {text_file(locale, None)} {charset_field(locale)}
                    <button type="submit">{text!(locale, source.keep_text)}</button>
                </form>
            </details>
        </div>
    }
    .into_any()
}

fn statements(locale: Locale, source: &SourcePage) -> AnyView {
    if source.statements.is_empty() {
        return view! { <p class="empty">{text!(locale, source.no_statements)}</p> }.into_any();
    }
    let has_text = source.text.is_some();
    let items = source
        .statements
        .iter()
        .map(|(stored, difference)| {
            let statement = &stored.statement;
            let href = Address::Statement(statement.slug.clone()).in_locale(locale);
            let words: String = statement.text.chars().take(120).collect();
            let difference = difference.as_ref().filter(|_| has_text).map(|found| difference_line(locale, found));
            view! {
                <li>
                    <a href=href>{words}</a> " " <QuoteCheckMark locale check=statement.quote_check/> {difference}
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{text!(locale, source.recorded)}</h2>
            <ul class="bulleted">{items}</ul>
        </section>
    }
    .into_any()
}

/// Where a quote and the text of its source first differ.
pub(super) fn difference_line(locale: Locale, difference: &QuoteDifference) -> AnyView {
    if difference.common.is_empty() {
        return view! { <p class="difference">{text!(locale, source.not_found)}</p> }.into_any();
    }
    view! {
        <p class="difference">
            {text!(locale, source.differs)} " …" {difference.common.clone()} <del>{difference.quote.clone()}</del> " "
            <ins>{difference.source.clone()}</ins>
        </p>
    }
    .into_any()
}

/// Quoted passages, names and dates in the text.
fn mentions_section(locale: Locale, id: SourceId, source: &SourcePage, catalogue: &Catalogue) -> AnyView {
    let found = &source.mentions;
    if found.is_empty() {
        return ().into_any();
    }
    let name =
        |slug: &Slug| catalogue.stakeholders.get(slug).map(|stakeholder| stakeholder.short_name_for(locale).to_owned());
    let quotes = found.quotes.iter().map(|quote| quote_item(locale, id, quote, &name)).collect_view();
    let quotes = (!found.quotes.is_empty()).then(|| {
        view! { <h3>{text!(locale, source.quotes_found)}</h3> <ul class="found-quotes">{quotes}</ul> }
    });
    let stakeholders = found.stakeholders.iter().filter_map(|(slug, times)| Some((name(slug)?, *times)));
    let names: Vec<String> = stakeholders
        .chain(found.speakers.iter().cloned())
        .map(|(name, times)| format!("{name} ({})", words::number(locale, times as u64)))
        .collect();
    let dates: Vec<String> = found.dates.iter().map(|date| words::period(locale, *date)).collect();
    let line = |heading: String, all: Vec<String>| {
        (!all.is_empty()).then(|| view! { <p><b>{heading}</b> " " {all.join(" · ")}</p> })
    };
    view! {
        <section>
            <h2>{text!(locale, source.mentions)}</h2>
            {quotes} {line(text!(locale, source.names_found), names)} {line(text!(locale, source.dates_found), dates)}
        </section>
    }
    .into_any()
}

/// A quoted passage with the way to a statement; who said it is filled in where one stakeholder alone is named
/// beside it.
fn quote_item(locale: Locale, id: SourceId, quote: &QuotedPassage, name: &impl Fn(&Slug) -> Option<String>) -> AnyView {
    let named: Vec<String> = quote.stakeholders.iter().filter_map(name).collect();
    let stakeholder = if named.len() == 1 { named[0].clone() } else { String::new() };
    let start = StatementStart {
        passage: quote.text.clone(),
        prefix: quote.prefix.clone(),
        suffix: String::new(),
        stakeholder,
    };
    let href = Address::StatementFromSource(id, start).in_locale(locale);
    let beside = (!named.is_empty()).then(|| view! { " " <span class="why">{named.join(" · ")}</span> });
    view! { <li><q>{quote.text.clone()}</q> {beside} " " <a href=href>{text!(locale, source.start_quote)}</a></li> }
        .into_any()
}

fn text_section(locale: Locale, id: SourceId, marked: MarkedText, sought: String) -> AnyView {
    let result = marked.sought.map(|found| match found {
        Ok(passage) => {
            let start = StatementStart { passage, ..StatementStart::default() };
            let href = Address::StatementFromSource(id, start).in_locale(locale);
            view! { <p class="notice" role="status"><a href=href>{text!(locale, source.start)}</a></p> }.into_any()
        }
        Err(difference) => difference_line(locale, &difference),
    });
    let pieces = marked
        .pieces
        .into_iter()
        .map(|piece| match (piece.statement, piece.sought) {
            (Some(slug), _) => {
                let href = Address::Statement(slug).in_locale(locale);
                view! { <mark><a href=href>{piece.text}</a></mark> }.into_any()
            }
            (None, true) => view! { <mark class="sought" id="sought">{piece.text}</mark> }.into_any(),
            (None, false) => piece.text.into_any(),
        })
        .collect_view();
    let field = TextField {
        name: "passage".to_owned(),
        label: text!(locale, source.find),
        value: sought,
        hint: Some(text!(locale, source.find_hint)),
        ..TextField::default()
    };
    let form = Address::StatementFromSource(id, StatementStart::default()).in_locale(locale);
    view! {
        <section>
            <h2>{text!(locale, source.text)}</h2>
            <form method="get" action=Address::Source(id).in_locale(locale) class="stacked wide" role="search">
                {field.view()} <button type="submit" class="quiet">{text!(locale, source.find_button)}</button>
            </form>
            {result}
            <div id=TEXT class="source-text" tabindex="0" role="region" aria-label=text!(locale, source.text)>
                {pieces}
            </div>
            <PassageSelection text=TEXT.to_owned() address=form label=text!(locale, source.start_selected)/>
        </section>
    }
    .into_any()
}
