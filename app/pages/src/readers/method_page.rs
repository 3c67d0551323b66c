//! How statements are gathered, coded and graded: what every label means.

use domain::{Directness, EvidenceGrade, Locale, SourceTier, Stance};
use leptos::prelude::*;
use words::{paths::Address, text};

use crate::{
    components::StanceBadge,
    document::{Page, Section},
};

/// The page on method.
#[must_use]
pub fn method_page(locale: Locale) -> Page {
    Page {
        status: 200,
        title: text!(locale, method.title),
        description: Some(text!(locale, method.lead)),
        address: Some(Address::Method),
        section: Some(Section::Method),
        structured: None,
        view: Box::new(move || view(locale)),
    }
}

/// A table of labels and what they mean.
fn meanings(label: String, meaning: String, rows: Vec<(AnyView, String)>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(label, meaning)| view! { <tr><th scope="row">{label}</th><td>{meaning}</td></tr> })
        .collect_view();
    view! {
        <table class="listing meanings">
            <thead><tr><th scope="col">{label}</th><th scope="col">{meaning}</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The rules of the codebook (`server/starter-data/codebook.md`).
fn coding_rules(locale: Locale) -> impl Iterator<Item = String> {
    [
        text!(locale, coding_rule.r1),
        text!(locale, coding_rule.r2),
        text!(locale, coding_rule.r3),
        text!(locale, coding_rule.r4),
        text!(locale, coding_rule.r5),
        text!(locale, coding_rule.r6),
        text!(locale, coding_rule.r7),
        text!(locale, coding_rule.r8),
        text!(locale, coding_rule.r9),
        text!(locale, coding_rule.r10),
        text!(locale, coding_rule.r11),
        text!(locale, coding_rule.r12),
        text!(locale, coding_rule.r13),
        text!(locale, coding_rule.r14),
        text!(locale, coding_rule.r15),
    ]
    .into_iter()
}

/// A code that is broken, if need be, where one of its words ends.
fn breakable(code: &'static str) -> impl IntoView {
    code.split_inclusive('_').map(|word| view! { {word}<wbr/> }).collect_view()
}

/// Every code that a file may use, with its label, by the field that it goes into.
fn code_tables(locale: Locale) -> AnyView {
    let table = |(heading, codes): (String, Vec<(&'static str, String)>)| {
        let rows = codes
            .into_iter()
            .map(|(code, label)| view! { <tr><th scope="row"><code>{breakable(code)}</code></th><td>{label}</td></tr> })
            .collect_view();
        view! {
            <table class="listing codes">
                <caption>{heading}</caption>
                <thead>
                    <tr>
                        <th scope="col">{text!(locale, method.code)}</th>
                        <th scope="col">{text!(locale, method.label)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
    };
    words::codes(locale).into_iter().map(table).collect_view().into_any()
}

fn view(locale: Locale) -> AnyView {
    let (label, meaning) = (text!(locale, method.label), text!(locale, method.meaning));
    let stances = Stance::ALL
        .iter()
        .map(|stance| {
            (view! { <StanceBadge locale stance=*stance/> }.into_any(), words::stance_meaning(locale, *stance))
        })
        .collect();
    let directness = Directness::ALL
        .iter()
        .map(|directness| {
            (words::directness(locale, *directness).into_any(), words::directness_meaning(locale, *directness))
        })
        .collect();
    let tiers = SourceTier::ALL.iter().map(|tier| (tier.code().into_any(), words::tier(locale, *tier))).collect();
    let grades = EvidenceGrade::ALL
        .iter()
        .map(|grade| {
            let badge = view! { <span class="grade">{words::grade(locale, *grade)}</span> };
            (badge.into_any(), words::grade_meaning(locale, *grade))
        })
        .collect();
    view! {
        <div class="prose">
            <h1>{text!(locale, method.title)}</h1>
            <p class="lead">{text!(locale, method.lead)}</p>
            <h2>{text!(locale, method.evidence_title)}</h2>
            <p>{text!(locale, method.evidence_text)}</p>
            <p>{text!(locale, method.check_text)}</p>
            <p>{text!(locale, method.compared_text)}</p>
            <h2>{text!(locale, method.stance_title)}</h2>
            <p>{text!(locale, method.stance_text)}</p>
            {meanings(label.clone(), meaning.clone(), stances)}
            <h2>{text!(locale, method.rules_title)}</h2>
            <p>{text!(locale, method.rules_text)}</p>
            <ol class="rules">{coding_rules(locale).map(|rule| view! { <li>{rule}</li> }).collect_view()}</ol>
            <h2>{text!(locale, method.agreement_title)}</h2>
            <p>{text!(locale, method.agreement_text)}</p>
            <h2>{text!(locale, method.directness_title)}</h2>
            {meanings(label, meaning.clone(), directness)}
            <h2>{text!(locale, method.tier_title)}</h2>
            {meanings(text!(locale, method.tier_column), meaning.clone(), tiers)}
            <h2>{text!(locale, method.grade_title)}</h2>
            <p>{text!(locale, method.grade_text)}</p>
            {meanings(text!(locale, method.grade_column), meaning, grades)}
            <h2>{text!(locale, method.dates_title)}</h2>
            <p>{text!(locale, method.dates_text)}</p>
            <h2>{text!(locale, method.filter_title)}</h2>
            <p>{text!(locale, method.filter_text)}</p>
            <h2 id="codes">{text!(locale, method.codes_title)}</h2>
            <p>{text!(locale, method.codes_text)}</p>
            {code_tables(locale)}
        </div>
    }
    .into_any()
}
