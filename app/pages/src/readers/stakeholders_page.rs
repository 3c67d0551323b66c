//! All stakeholders: one table, in groups by kind or in an order that is chosen.

use std::cmp::Reverse;

use domain::{Catalogue, Facet, FacetCounts, Locale, Stakeholder, StakeholderKind};
use leptos::prelude::*;
use service::Library;
use words::{
    paths::{self, Address},
    text,
};

use super::stakeholder_page::full_name;
use crate::document::{Page, Section};

/// The order of the rows, as the parameter `sort` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// In groups by kind, those with the most statements first.
    Kind,
    Name,
    Country,
    Statements,
}

impl Order {
    fn read(parameters: &str) -> Self {
        match paths::decode(parameters).iter().find(|(name, _)| name == "sort").map(|(_, value)| value.as_str()) {
            Some("name") => Self::Name,
            Some("country") => Self::Country,
            Some("statements") => Self::Statements,
            _ => Self::Kind,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Name => "name",
            Self::Country => "country",
            Self::Statements => "statements",
        }
    }
}

/// The page of all stakeholders, in the order that the parameter `sort` asks for.
#[must_use]
pub fn stakeholders_page(library: &Library, locale: Locale, parameters: &str) -> Page {
    let catalogue = library.catalogue();
    let counts = library.totals();
    let order = Order::read(parameters);
    Page {
        status: 200,
        title: text!(locale, stakeholders.title),
        description: Some(text!(locale, stakeholders.lead)),
        address: Some(Address::Stakeholders),
        section: Some(Section::Stakeholders),
        structured: None,
        view: Box::new(move || view(locale, &catalogue, &counts, order)),
    }
}

fn view(locale: Locale, catalogue: &Catalogue, counts: &FacetCounts, order: Order) -> AnyView {
    let body = if catalogue.stakeholders.is_empty() {
        view! { <p class="empty">{text!(locale, stakeholders.none)}</p> }.into_any()
    } else {
        table(locale, catalogue, counts, order)
    };
    view! {
        <h1>{text!(locale, stakeholders.title)}</h1>
        <p class="lead">{text!(locale, stakeholders.lead)}</p>
        {body}
    }
    .into_any()
}

/// A name as it is sorted: without accents and case.
fn sorted_as(name: &str) -> String {
    service::text::folded(name)
}

fn table(locale: Locale, catalogue: &Catalogue, counts: &FacetCounts, order: Order) -> AnyView {
    let count = |s: &Stakeholder| counts.count(Facet::Stakeholder, s.slug.as_str());
    let name = |s: &Stakeholder| sorted_as(s.short_name_for(locale));
    let mut all: Vec<&Stakeholder> = catalogue.stakeholders.values().collect();
    match order {
        Order::Kind | Order::Statements => all.sort_by_cached_key(|s| (Reverse(count(s)), name(s))),
        Order::Name => all.sort_by_cached_key(|s| name(s)),
        Order::Country => all.sort_by_cached_key(|s| (words::country(locale, s.country), name(s))),
    }
    let bodies: Vec<AnyView> = if order == Order::Kind {
        StakeholderKind::ALL.iter().filter_map(|kind| group(locale, &all, counts, *kind)).collect()
    } else {
        let rows = all.iter().map(|stakeholder| row(locale, stakeholder, counts)).collect::<Vec<_>>();
        vec![view! { <tbody>{rows}</tbody> }.into_any()]
    };
    let kinds = (order != Order::Kind).then(|| {
        let href = Address::Stakeholders.in_locale(locale);
        view! { <p><a href=href>{text!(locale, stakeholders.by_kind)}</a></p> }
    });
    view! {
        {kinds}
        <table class="listing directory">
            <thead>
                <tr>
                    {head(locale, "name", text!(locale, stakeholders.name), Order::Name, order)}
                    {head(locale, "country", text!(locale, stakeholders.country), Order::Country, order)}
                    {head(locale, "number", text!(locale, stakeholders.statements), Order::Statements, order)}
                </tr>
            </thead>
            {bodies}
        </table>
    }
    .into_any()
}

/// The head of a column, which orders the table by it.
fn head(locale: Locale, class: &'static str, label: String, by: Order, order: Order) -> AnyView {
    let sort = match (by == order, by) {
        (false, _) => None,
        (true, Order::Statements) => Some("descending"),
        (true, _) => Some("ascending"),
    };
    let href = format!("{}?sort={}", Address::Stakeholders.in_locale(locale), by.code());
    view! { <th scope="col" class=class aria-sort=sort><a href=href rel="nofollow">{label}</a></th> }.into_any()
}

/// The stakeholders of a kind under a row that names it.
fn group(locale: Locale, all: &[&Stakeholder], counts: &FacetCounts, kind: StakeholderKind) -> Option<AnyView> {
    let rows = all.iter().filter(|s| s.kind == kind).map(|s| row(locale, s, counts)).collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        let heading = words::kind(locale, kind);
        view! {
            <tbody>
                <tr class="group"><th scope="rowgroup" colspan="3">{heading}</th></tr>
                {rows}
            </tbody>
        }
        .into_any()
    })
}

fn row(locale: Locale, stakeholder: &Stakeholder, counts: &FacetCounts) -> AnyView {
    let href = Address::Stakeholder(stakeholder.slug.clone()).in_locale(locale);
    let full = full_name(locale, stakeholder).map(|name| view! { " " <span class="full-name">{name}</span> });
    let statements = match counts.count(Facet::Stakeholder, stakeholder.slug.as_str()) {
        0 => view! { "0" }.into_any(),
        n => {
            let list = Address::filtered(paths::filter_for(Some(&stakeholder.slug), None, None)).in_locale(locale);
            view! { <a href=list>{words::number(locale, n)}</a> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row"><a href=href>{stakeholder.short_name_for(locale).to_owned()}</a> {full}</th>
            <td class="country">{words::country(locale, stakeholder.country)}</td>
            <td class="number">{statements}</td>
        </tr>
    }
    .into_any()
}
