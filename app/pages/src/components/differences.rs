//! What differs between two versions of a statement, field by field.

use domain::{Catalogue, Locale, Position, Source, Statement};
use leptos::prelude::*;
use words::text;

use crate::components::scrolling_table;

/// The fields that differ between two forms, in the order of their names.
pub(crate) fn field_differences(
    before: &[(String, String)],
    after: &[(String, String)],
    label: impl Fn(&str) -> String,
) -> Vec<Difference> {
    let value = |pairs: &[(String, String)], name: &str| {
        pairs.iter().find(|(other, _)| other == name).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let mut names: Vec<&str> = before.iter().chain(after).map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let difference =
        |name: &str| Difference { label: label(name), before: value(before, name), after: value(after, name) };
    names.into_iter().map(difference).filter(|difference| difference.before != difference.after).collect()
}

/// A field that differs: its label, what it was and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The label of the field.
    pub(crate) label: String,
    /// What it was.
    pub(crate) before: String,
    /// What it is.
    pub(crate) after: String,
}

/// The fields in which two statements differ, in the order in which readers see them.
pub(crate) fn differences(
    locale: Locale,
    catalogue: &Catalogue,
    before: &Statement,
    after: &Statement,
) -> Vec<Difference> {
    let (before, after) = (facts(locale, catalogue, before), facts(locale, catalogue, after));
    before
        .into_iter()
        .zip(after)
        .filter(|((_, before), (_, after))| before != after)
        .map(|((label, before), (_, after))| Difference { label, before, after })
        .collect()
}

/// Every field of a statement as text, always the same ones in the same order.
fn facts(locale: Locale, catalogue: &Catalogue, statement: &Statement) -> Vec<(String, String)> {
    let stakeholder = catalogue.stakeholders.get(&statement.stakeholder);
    let who = stakeholder
        .map_or_else(|| statement.stakeholder.to_string(), |stakeholder| stakeholder.name_for(locale).to_owned());
    let translations = statement
        .translations
        .iter()
        .map(|translation| format!("{}\n{}", words::translation_label(locale, translation), translation.text));
    let positions = statement.positions.iter().map(|position| position_in_words(locale, catalogue, position));
    let primary = statement.appearances.iter().find(|appearance| appearance.primary);
    let reprints = statement.appearances.iter().filter(|appearance| !appearance.primary);
    let lines = |lines: Vec<String>| lines.join("\n");
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    vec![
        (text!(locale, statement.who), who),
        (text!(locale, draft.speaker), optional(&statement.speaker)),
        (text!(locale, draft.speaker_role), optional(&statement.speaker_role)),
        (
            text!(locale, draft.speaker_role_language),
            statement.speaker_role_language.map(|language| words::language(locale, language)).unwrap_or_default(),
        ),
        (text!(locale, statement.said_on), words::stated_date(locale, statement.said_on)),
        (text!(locale, draft.text), statement.text.clone()),
        (text!(locale, statement.language), words::language(locale, statement.language)),
        (text!(locale, statement.directness), words::directness(locale, statement.directness)),
        (text!(locale, statement.venue), words::venue(locale, statement.venue)),
        (text!(locale, draft.translations), lines(translations.collect())),
        (text!(locale, statement.positions), lines(positions.collect())),
        (text!(locale, statement.source), primary.map(|a| source_in_words(locale, &a.source)).unwrap_or_default()),
        (text!(locale, draft.locator), primary.and_then(|a| a.locator.clone()).unwrap_or_default()),
        (text!(locale, statement.also_seen), lines(reprints.map(|a| source_in_words(locale, &a.source)).collect())),
        (text!(locale, statement.restates), statement.restates.as_ref().map(ToString::to_string).unwrap_or_default()),
        (text!(locale, statement.check), statement.quote_check.code().to_owned()),
        (text!(locale, statement.note), optional(&statement.note)),
        (text!(locale, users.state), words::statement_status(locale, statement.status)),
    ]
}

fn position_in_words(locale: Locale, catalogue: &Catalogue, position: &Position) -> String {
    let topic = catalogue.topics.get(&position.topic);
    let topic = topic.map_or_else(|| position.topic.to_string(), |topic| topic.label.get(locale).0.to_owned());
    let extras = [&position.condition, &position.rationale].into_iter().flatten().map(|extra| format!(" ({extra})"));
    format!("{topic}: {}{}", words::stance(locale, position.stance), extras.collect::<String>())
}

fn source_in_words(locale: Locale, source: &Source) -> String {
    let parts = [
        source.title.clone(),
        source.publisher.clone(),
        source.published_on.map(|date| words::period(locale, date)),
        source.url.clone(),
        Some(words::tier(locale, source.tier)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Two versions side by side, only what differs.
#[component]
pub(crate) fn DifferenceTable(
    /// What stands above the first version.
    before: String,
    /// What stands above the second version.
    after: String,
    /// The label of the column of fields.
    field: String,
    /// What differs.
    differences: Vec<Difference>,
) -> impl IntoView {
    let rows = differences
        .into_iter()
        .map(|difference| {
            view! {
                <tr>
                    <th scope="row">{difference.label}</th>
                    <td class="version"><del>{difference.before}</del></td>
                    <td class="version"><ins>{difference.after}</ins></td>
                </tr>
            }
        })
        .collect_view();
    let label = format!("{before} / {after}");
    scrolling_table(label, "differences", vec![field, before, after], rows.into_any())
}
