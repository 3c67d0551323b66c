//! What pages say to programs, in the terms of schema.org.

use domain::{CalendarPeriod, Catalogue, Directness, Locale, Statement};
use serde_json::{Value, json};

/// A statement: a quotation, or what somebody is reported to claim. Its day is given where that is exactly known.
pub(crate) fn statement(locale: Locale, catalogue: &Catalogue, statement: &Statement) -> Value {
    let body = catalogue.stakeholders.get(&statement.stakeholder);
    let body =
        json!({ "@type": "Organization", "name": body.map_or(statement.stakeholder.as_str(), |body| &body.name) });
    let author = match &statement.speaker {
        Some(name) => json!({
            "@type": "Person", "name": name, "jobTitle": statement.speaker_role, "affiliation": body,
        }),
        None => body,
    };
    let kind = match statement.directness {
        Directness::Verbatim => "Quotation",
        Directness::PartialQuote | Directness::Paraphrase | Directness::DocumentSummary => "Claim",
    };
    let day = match statement.said_on.period {
        CalendarPeriod::Day(day) if statement.said_on.precision() == "day" => Some(day.to_string()),
        _ => None,
    };
    let source = statement.primary_source().map(|source| {
        json!({
            "@type": "CreativeWork", "name": source.title, "url": source.url,
            "publisher": source.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })),
            "datePublished": source.published_on.map(|period| period.to_string()),
        })
    });
    let about: Vec<&str> = statement
        .positions
        .iter()
        .filter_map(|position| Some(catalogue.topics.get(&position.topic)?.label.get(locale).0))
        .collect();
    without_nothing(json!({
        "@context": "https://schema.org", "@type": kind, "text": statement.text,
        "inLanguage": statement.language.code(), "author": author, "dateCreated": day, "citation": source, "about": about,
    }))
}

/// The same without what is not known.
fn without_nothing(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let known = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(known.map(|(name, value)| (name, without_nothing(value))).collect())
        }
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_left_out() {
        let known = without_nothing(json!({ "a": null, "b": { "c": null, "d": 1 } }));
        assert_eq!(known, json!({ "b": { "d": 1 } }));
    }
}
