//! The entries of `actors.json`, `topics.json` and `milestones.json`.

use super::fields::Fields;
use crate::domain::{Localized, Milestone, Stakeholder, Topic};

pub(super) fn read_stakeholder(fields: &mut Fields<'_>) -> Option<Stakeholder> {
    let slug = fields.parsed("slug");
    let name = fields.text("name");
    let short_name = fields.optional_text("short");
    let kind = fields.parsed("kind");
    let country = fields.parsed("country");
    let aliases = fields.texts("aliases");
    let note = fields.optional_text("note");
    let name = name?;
    Some(Stakeholder {
        slug: slug?,
        short_name: short_name.unwrap_or_else(|| name.clone()),
        name,
        aliases,
        kind: kind?,
        country: country?,
        note,
    })
}

/// A text in up to three languages: `label_en`, `label_es`, `label_fr`.
fn localized(fields: &mut Fields<'_>, stem: &str) -> Option<Localized> {
    let en = fields.text(&format!("{stem}_en"));
    let (es, fr) = translated(fields, stem);
    Some(Localized { en: en?, es, fr })
}

fn optional_localized(fields: &mut Fields<'_>, stem: &str) -> Option<Localized> {
    let en = fields.optional_text(&format!("{stem}_en"));
    let (es, fr) = translated(fields, stem);
    if en.is_none() && (es.is_some() || fr.is_some()) {
        fields.fault(&format!("{stem}_en"), "is missing; the other languages fall back to it");
    }
    Some(Localized { en: en?, es, fr })
}

fn translated(fields: &mut Fields<'_>, stem: &str) -> (Option<String>, Option<String>) {
    (fields.optional_text(&format!("{stem}_es")), fields.optional_text(&format!("{stem}_fr")))
}

pub(super) fn read_topic(fields: &mut Fields<'_>) -> Option<Topic> {
    let slug = fields.parsed("slug");
    let label = localized(fields, "label");
    let proposition = localized(fields, "proposition");
    let broader = fields.optional_parsed("broader");
    let articles = fields.texts("articles");
    let coding_note = fields.optional_text("coding_note");
    let aliases = fields.texts("aliases");
    Some(Topic { slug: slug?, label: label?, proposition: proposition?, aliases, broader, articles, coding_note })
}

pub(super) fn read_milestone(fields: &mut Fields<'_>) -> Option<Milestone> {
    let slug = fields.parsed("slug");
    let title = localized(fields, "title");
    let outcome = optional_localized(fields, "outcome");
    let date: Option<crate::domain::CalendarPeriod> = fields.parsed("date");
    if let (Some(date), Some(precision)) = (date, fields.optional_text("precision"))
        && precision != date.precision()
    {
        fields.fault(
            "precision",
            format!("the date \u{201c}{date}\u{201d} does not have the precision \u{201c}{precision}\u{201d}"),
        );
    }
    let end_date: Option<chrono::NaiveDate> = fields.optional_parsed("end_date");
    if let (Some(date), Some(end)) = (date, end_date)
        && end < date.first_day()
    {
        fields.fault("end_date", "lies before the date");
    }
    let state = fields.parsed("state");
    let earlier_dates = fields.parsed_list("earlier_dates");
    let party = fields.text("party");
    let kind = fields.parsed("kind");
    let source_title = fields.optional_text("source_title");
    let source_url = fields.optional_url("source_url");
    let note = fields.optional_text("note");
    Some(Milestone {
        slug: slug?,
        title: title?,
        outcome,
        date: date?,
        end_date,
        state: state?,
        earlier_dates,
        party: party?,
        kind: kind?,
        source_title,
        source_url,
        note,
    })
}
