//! All stakeholders, by kind.

use domain::{Catalogue, Facet, FacetCounts, Locale, StakeholderKind, StatementFilter};
use leptos::prelude::*;
use service::Library;
use words::{
    paths::{self, Address},
    text,
};

use crate::document::{Page, Section};

/// The page of all stakeholders.
#[must_use]
pub fn stakeholders_page(library: &Library, locale: Locale) -> Page {
    let catalogue = library.catalogue();
    let counts = library.facets(&StatementFilter::default(), &[Facet::Stakeholder]);
    Page {
        status: 200,
        title: text!(locale, stakeholders.title),
        description: Some(text!(locale, stakeholders.lead)),
        address: Some(Address::Stakeholders),
        section: Some(Section::Stakeholders),
        view: Box::new(move || view(locale, &catalogue, &counts)),
    }
}

fn view(locale: Locale, catalogue: &Catalogue, counts: &FacetCounts) -> AnyView {
    let groups = StakeholderKind::ALL.iter().filter_map(|kind| group(locale, catalogue, counts, *kind)).collect_view();
    let none =
        catalogue.stakeholders.is_empty().then(|| view! { <p class="empty">{text!(locale, stakeholders.none)}</p> });
    view! {
        <h1>{text!(locale, stakeholders.title)}</h1>
        <p class="lead">{text!(locale, stakeholders.lead)}</p>
        {none}
        {groups}
    }
    .into_any()
}

fn group(locale: Locale, catalogue: &Catalogue, counts: &FacetCounts, kind: StakeholderKind) -> Option<AnyView> {
    let count = |slug: &str| counts.count(Facet::Stakeholder, slug);
    let mut of_kind: Vec<_> = catalogue.stakeholders.values().filter(|s| s.kind == kind).collect();
    of_kind.sort_by_key(|s| (std::cmp::Reverse(count(s.slug.as_str())), s.short_name.to_lowercase()));
    if of_kind.is_empty() {
        return None;
    }
    let rows = of_kind
        .into_iter()
        .map(|stakeholder| {
            let href = Address::Stakeholder(stakeholder.slug.clone()).in_locale(locale);
            let full = (stakeholder.name != stakeholder.short_name)
                .then(|| view! { " " <span class="full-name">{stakeholder.name.clone()}</span> });
            let statements = match count(stakeholder.slug.as_str()) {
                0 => view! { "0" }.into_any(),
                n => {
                    let list =
                        Address::filtered(paths::filter_for(Some(&stakeholder.slug), None, None)).in_locale(locale);
                    view! { <a href=list>{words::number(locale, n)}</a> }.into_any()
                }
            };
            view! {
                <tr>
                    <th scope="row"><a href=href>{stakeholder.short_name.clone()}</a> {full}</th>
                    <td class="country">{words::country(locale, stakeholder.country)}</td>
                    <td class="number">{statements}</td>
                </tr>
            }
        })
        .collect_view();
    Some(
        view! {
            <section>
                <h2>{words::kind(locale, kind)}</h2>
                <table class="listing directory">
                    <thead>
                        <tr>
                            <th scope="col">{text!(locale, stakeholders.name)}</th>
                            <th scope="col" class="country">{text!(locale, stakeholders.country)}</th>
                            <th scope="col" class="number">{text!(locale, stakeholders.statements)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any(),
    )
}
