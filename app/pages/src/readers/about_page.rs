//! Who runs this copy, what it covers and does not, how to correct it, and under which licences.

use domain::{CODEBOOK, Locale, Slug};
use leptos::prelude::*;
use service::Library;
use words::{
    paths::{self, Address},
    text,
};

use crate::{
    components::reach_in_words,
    document::{Contact, Page, SiteFacts},
};

/// The page about this copy; with the parameter `statement`, how an error of that is reported, if it is on record.
pub async fn about_page(library: &Library, locale: Locale, facts: &SiteFacts, parameters: &str) -> Page {
    let statement = paths::decode(parameters).into_iter().find(|(name, _)| name == "statement");
    let statement: Option<Slug> = statement.and_then(|(_, slug)| slug.parse().ok());
    let statement = match statement {
        Some(slug) if library.history(&slug).await.is_ok() => Some(slug),
        _ => None,
    };
    let (facts, reach) = (facts.clone(), reach_in_words(locale, library.reach()));
    let total = library.total();
    Page {
        status: 200,
        title: text!(locale, about.title),
        description: Some(text!(locale, front.lead)),
        address: Some(Address::About),
        section: None,
        structured: None,
        view: Box::new(move || view(locale, &facts, total, reach, statement)),
    }
}

fn view(locale: Locale, facts: &SiteFacts, total: u64, reach: Option<String>, statement: Option<Slug>) -> AnyView {
    let operator = match &facts.operator {
        Some(operator) => text!(locale, about.operator, name = operator.clone()),
        None => text!(locale, about.no_operator),
    };
    let data_licence = facts.data_licence.clone().unwrap_or_else(|| text!(locale, about.no_data_licence));
    let version = text!(locale, about.version, version = env!("CARGO_PKG_VERSION"), codebook = CODEBOOK);
    let statements = text!(locale, timeline.statements, count = total);
    let method = Address::Method.in_locale(locale);
    let corrections = Address::Corrections.in_locale(locale);
    view! {
        <div class="prose">
            <h1>{text!(locale, about.title)}</h1>
            <p class="lead">{text!(locale, front.lead)}</p>
            <h2>{text!(locale, about.who)}</h2>
            <p>{operator}</p>
            <h2>{text!(locale, about.covers)}</h2>
            <p>{text!(locale, about.covers_text)}</p>
            <p>{text!(locale, about.covers_not)}</p>
            <p class="reach">{statements} {reach.map(|reach| format!(" \u{b7} {reach}"))}</p>
            <h2 id="report">{text!(locale, about.correct)}</h2>
            <p>{text!(locale, about.correct_text)} " " <a href=corrections>{text!(locale, corrections.title)}</a> "."</p>
            {report(locale, facts, statement)}
            <h2>{text!(locale, about.licences)}</h2>
            <p>{text!(locale, about.code_licence)}</p>
            <p>{data_licence}</p>
            <p>{text!(locale, about.quotes_licence)}</p>
            <h2>{text!(locale, about.method)}</h2>
            <p>{version} " " <a href=method>{text!(locale, method.title)}</a> "."</p>
        </div>
    }
    .into_any()
}

/// Where an error is reported, of a statement if one is meant.
fn report(locale: Locale, facts: &SiteFacts, statement: Option<Slug>) -> AnyView {
    let at = statement.map(|slug| format!("{}{}", facts.public_url, Address::Statement(slug).in_locale(locale)));
    let said = at.clone().map(|at| {
        let shown = at.clone();
        view! {
            <p>{text!(locale, about.report_of)} " " <a href=at>{shown}</a></p>
        }
    });
    let link = match &facts.contact {
        Some(Contact::Email(address)) => {
            let mail = match at {
                Some(at) => {
                    let subject = text!(locale, about.report_subject);
                    let query =
                        paths::encode(&[("subject", subject.as_str()), ("body", at.as_str())]).replace('+', "%20");
                    format!("mailto:{address}?{query}")
                }
                None => format!("mailto:{address}"),
            };
            view! { <p>{text!(locale, about.write)} " " <a href=mail>{address.clone()}</a></p> }.into_any()
        }
        Some(Contact::Page(url)) => {
            view! { <p>{text!(locale, about.write)} " " <a href=url.clone() rel="external">{url.clone()}</a></p> }
                .into_any()
        }
        None => view! { <p>{text!(locale, about.no_contact)}</p> }.into_any(),
    };
    view! { {said} {link} }.into_any()
}
