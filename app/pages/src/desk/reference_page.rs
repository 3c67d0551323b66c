//! Stakeholders, topics and milestones with the way to change them, and what was merged.

use domain::{Catalogue, Locale, ReferenceKind, Role, StoredMerge, User};
use leptos::prelude::*;
use words::{paths::Address, text};

use super::{button_form, page, reference_item_page::add_label};
use crate::{components::scrolling_table, document::Page};

/// The page of all reference data.
#[must_use]
pub fn reference_page(locale: Locale, user: &User, catalogue: &Catalogue, merges: Vec<StoredMerge>) -> Page {
    let is_admin = user.role >= Role::Admin;
    let stakeholders: Vec<(String, String)> =
        catalogue.stakeholders.values().map(|s| (s.slug.to_string(), s.name.clone())).collect();
    let topics: Vec<(String, String)> =
        catalogue.topics.values().map(|t| (t.slug.to_string(), t.label.get(locale).0.to_owned())).collect();
    let milestones: Vec<(String, String)> = catalogue
        .milestones
        .iter()
        .map(|m| (m.slug.to_string(), format!("{}: {}", words::milestone_date(locale, m), m.title.get(locale).0)))
        .collect();
    page(200, text!(locale, reference.title), Address::Reference, move || {
        view! {
            <div class="desk">
                <p class="kicker"><a href=Address::Desk.in_locale(locale)>{text!(locale, desk.title)}</a></p>
                <h1>{text!(locale, reference.title)}</h1>
                <p class="lead">{text!(locale, reference.lead)}</p>
                <p><a href=Address::Sources.in_locale(locale)>{text!(locale, source.all)}</a></p>
                // Before the long lists, so that the keyboard gets there.
                {merged(locale, is_admin, merges)}
                {section(locale, ReferenceKind::Stakeholder, text!(locale, stakeholders.title), stakeholders)}
                {section(locale, ReferenceKind::Topic, text!(locale, nav.topics), topics)}
                {section(locale, ReferenceKind::Milestone, text!(locale, milestones.title), milestones)}
            </div>
        }
        .into_any()
    })
}

fn section(locale: Locale, kind: ReferenceKind, heading: String, mut all: Vec<(String, String)>) -> AnyView {
    if kind != ReferenceKind::Milestone {
        all.sort_by_key(|(_, name)| name.to_lowercase());
    }
    let count = all.len();
    let items = all
        .into_iter()
        .map(|(key, name)| {
            let href = Address::ReferenceItem(kind, key).in_locale(locale);
            view! { <li><a href=href>{name}</a></li> }
        })
        .collect_view();
    view! {
        <section>
            <h2>{heading} " " <span class="count">{words::number(locale, count as u64)}</span></h2>
            <p><a href=Address::NewReference(kind).in_locale(locale)>{add_label(locale, kind)}</a></p>
            <ul class="bulleted columned">{items}</ul>
        </section>
    }
    .into_any()
}

fn merged(locale: Locale, is_admin: bool, merges: Vec<StoredMerge>) -> AnyView {
    if merges.is_empty() {
        return ().into_any();
    }
    let rows = merges
        .into_iter()
        .map(|stored| {
            let merge = stored.merge;
            let day = words::day(locale, merge.merged_at.date_naive());
            let undo = match stored.undone_at {
                Some(at) => text!(locale, reference.undone, date = words::day(locale, at.date_naive())).into_any(),
                None if is_admin => {
                    let address = Address::MergeUndo(stored.id);
                    button_form(locale, &address, Vec::new(), text!(locale, reference.undo))
                }
                None => ().into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{merge.name.from} " → " {merge.name.into}</th>
                    <td>{merge.reason}</td>
                    <td>{merge.merged_by} ", " {day}</td>
                    <td>{words::number(locale, merge.statements.len() as u64)}</td>
                    <td>{undo}</td>
                </tr>
            }
        })
        .collect_view();
    let heading = text!(locale, reference.merges);
    let table = scrolling_table(
        heading.clone(),
        "",
        vec![
            text!(locale, reference.what),
            text!(locale, reference.why),
            text!(locale, desk.author),
            text!(locale, source.statements),
            text!(locale, reference.undo),
        ],
        rows.into_any(),
    );
    view! {
        <section>
            <h2>{heading}</h2>
            {table}
        </section>
    }
    .into_any()
}
