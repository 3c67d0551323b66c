//! The form of a statement: what editors type, as they typed it, and the way from there to a statement and back.

mod fields;
mod reading;
mod writing;

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{Catalogue, Fault, Source, Stakeholder, Statement, Topic, Valid};
pub use fields::{Content, FormField, PositionField, PositionFields, SingleField, StatementForm};

/// A fault of a field, by the field's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFault {
    /// The name of the field.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What the form is read against.
pub struct FormContext<'a> {
    /// Stakeholders and topics on record.
    pub catalogue: &'a Catalogue,
    /// Sources on record, by identity.
    pub sources: &'a HashMap<String, Source>,
    /// The day it is.
    pub today: NaiveDate,
    /// The statement that is changed.
    pub base: Option<&'a Statement>,
}

/// What became of a form without faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadForm {
    /// The statement. A new one has the name and address that it would best get; they may be taken.
    pub statement: Valid<Statement>,
    /// The stakeholder to be added with it.
    pub new_stakeholder: Option<Valid<Stakeholder>>,
    /// The topics to be added with it.
    pub new_topics: Vec<Valid<Topic>>,
    /// The source as it is on record, where it was described otherwise: it stays as it is.
    pub source_stays: Option<Source>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use domain::{
        ByLanguage, Country, Localized, QuoteCheck, Slug, SourceKind, SourceTier, StakeholderKind, Stance, Venue,
    };

    fn slug(text: &str) -> Slug {
        text.parse().expect("a slug")
    }

    fn catalogue() -> Catalogue {
        let stakeholder = Stakeholder {
            slug: slug("msf"),
            name: "M\u{e9}decins Sans Fronti\u{e8}res".to_owned(),
            short_name: "MSF".to_owned(),
            translated_name: ByLanguage::default(),
            translated_short_name: ByLanguage::default(),
            aliases: vec!["Doctors Without Borders".to_owned()],
            kind: StakeholderKind::CivilSociety,
            country: Country::International,
            note: None,
        };
        let topic = |name: &str| Topic {
            slug: slug(name),
            label: Localized { en: format!("The topic {name}"), es: Some(format!("El tema {name}")), fr: None },
            proposition: Localized { en: "It should be so.".to_owned(), es: None, fr: None },
            broader: None,
            articles: Vec::new(),
            coding_note: None,
            leads: false,
            aliases: Vec::new(),
        };
        Catalogue::new(vec![stakeholder], vec![topic("access"), topic("patents")], Vec::new(), &[])
    }

    fn good() -> StatementForm {
        StatementForm {
            stakeholder: "doctors without borders".to_owned(),
            day: "25".to_owned(),
            month: "noviembre".to_owned(),
            year: "2025".to_owned(),
            text: "Medicines should be for all.".to_owned(),
            language: "en".to_owned(),
            directness: "verbatim".to_owned(),
            venue: "letter".to_owned(),
            source_url: "https://example.org/letter".to_owned(),
            source_title: "A letter".to_owned(),
            source_kind: "ngo".to_owned(),
            source_tier: "2".to_owned(),
            positions: vec![PositionFields {
                topic: "el tema ACCESS".to_owned(),
                stance: "support".to_owned(),
                ..PositionFields::default()
            }],
            ..StatementForm::default()
        }
    }

    fn parse(form: &StatementForm, base: Option<&Statement>) -> Result<ReadForm, Vec<FieldFault>> {
        let sources: HashMap<String, Source> = base
            .into_iter()
            .flat_map(|base| &base.appearances)
            .map(|appearance| (appearance.source.identity(), appearance.source.clone()))
            .collect();
        let today = "2026-11-23".parse().expect("a day");
        form.parse(&FormContext { catalogue: &catalogue(), sources: &sources, today, base })
    }

    fn faults(form: &StatementForm) -> Vec<(String, Fault)> {
        parse(form, None).expect_err("faults").into_iter().map(|fault| (fault.field, fault.fault)).collect()
    }

    #[test]
    fn a_good_form_makes_a_statement() {
        let read = parse(&good(), None).expect("a statement");
        let statement = read.statement;
        assert_eq!(statement.slug.as_str(), "msf-2025-11-25-medicines-should-be-for-all");
        assert_eq!((statement.venue, statement.said_on.precision()), (Venue::Letter, "day"));
        assert_eq!((statement.positions[0].topic.as_str(), statement.positions[0].stance), ("access", Stance::Support));
        let source = statement.primary_source().expect("a source");
        assert_eq!((source.kind, source.tier), (SourceKind::Ngo, SourceTier::OwnChannel));
        assert_eq!(read.new_stakeholder, None);
    }

    #[test]
    fn an_empty_form_names_everything_that_is_missing() {
        let missing: Vec<String> = faults(&StatementForm::default()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(missing, ["stakeholder", "year", "text", "language", "directness", "venue", "source-url"]);
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let with = |change: &dyn Fn(&mut StatementForm)| {
            let mut form = good();
            change(&mut form);
            faults(&form).remove(0)
        };
        let field = |name: &str, fault| (name.to_owned(), fault);
        assert_eq!(
            with(&|f| f.stakeholder = "Nobody".into()),
            field("stakeholder", Fault::NotOnRecord("Nobody".into()))
        );
        assert_eq!(with(&|f| f.day = "31".into()), field("day", Fault::NotInCalendar));
        assert_eq!(with(&|f| f.month = "Brumaire".into()), field("month", Fault::NotADate));
        assert_eq!(with(&|f| f.year = "2027".into()), field("year", Fault::InTheFuture));
        assert_eq!(with(&|f| f.source_url = "example.org".into()), field("source-url", Fault::NotAnAddress));
        assert_eq!(with(&|f| f.translation_en = "The same".into()), field("translation-en", Fault::SameLanguage));
        assert_eq!(
            with(&|f| f.positions[0].stance = "conditional".into()),
            field("condition-0", Fault::ConditionMissing)
        );
        assert_eq!(with(&|f| f.positions.push(f.positions[0].clone())), field("topic-1", Fault::GivenTwice));
        assert_eq!(with(&|f| f.text = "x".repeat(20_001)), field("text", Fault::TooLong(20_000)));
    }

    #[test]
    fn a_stakeholder_that_is_not_on_record_can_be_added() {
        let form = StatementForm {
            stakeholder: "C\u{e1}mara de la Industria".to_owned(),
            new_stakeholder: "yes".to_owned(),
            stakeholder_short: "C\u{e1}mara".to_owned(),
            stakeholder_kind: "chamber_of_commerce".to_owned(),
            stakeholder_country: "MX".to_owned(),
            ..good()
        };
        let read = parse(&form, None).expect("a statement");
        let new = read.new_stakeholder.expect("a stakeholder");
        assert_eq!(
            (new.slug.as_str(), new.country, read.statement.stakeholder.as_str()),
            ("camara", Country::Mexico, "camara")
        );
    }

    #[test]
    fn a_month_alone_or_a_year_alone_is_a_date() {
        let precision = |day: &str, month: &str, bound: &str| {
            let form = StatementForm { day: day.into(), month: month.into(), on_or_before: bound.into(), ..good() };
            parse(&form, None)
                .map(|read| (read.statement.said_on.period.to_string(), read.statement.said_on.precision()))
        };
        assert_eq!(precision("", "nov", ""), Ok(("2025-11".to_owned(), "month")));
        assert_eq!(precision("", "", ""), Ok(("2025".to_owned(), "year")));
        assert_eq!(precision("5", "11", "yes"), Ok(("2025-11-05".to_owned(), "on_or_before")));
        assert!(precision("5", "", "").is_err());
    }

    #[test]
    fn the_form_of_a_statement_makes_the_same_statement() {
        let base = parse(&good(), None).expect("a statement").statement.into_inner();
        let base = Statement { external_id: "seed-1".to_owned(), quote_check: QuoteCheck::Verified, ..base };
        let form = StatementForm::of(&base, &catalogue());
        assert_eq!(parse(&form, Some(&base)).expect("a statement").statement.into_inner(), base);
        let changed = StatementForm { text: "Other words.".to_owned(), ..form };
        let changed = parse(&changed, Some(&base)).expect("a statement").statement.into_inner();
        assert_eq!(changed.quote_check, QuoteCheck::Unverified, "other words were not compared with the source");
        assert_eq!((changed.slug, changed.external_id), (base.slug, base.external_id));
    }

    proptest! {
        #[test]
        fn what_was_typed_is_kept(values in proptest::collection::vec("\\PC{0,20}", 12)) {
            let form = StatementForm {
                stakeholder: values[0].clone(),
                day: values[1].clone(),
                month: values[2].clone(),
                text: values[3].clone(),
                note: values[4].clone(),
                reason: values[5].clone(),
                source_url: values[6].clone(),
                positions: vec![PositionFields {
                    topic: format!("t{}", values[7]),
                    stance: values[8].clone(),
                    condition: values[9].clone(),
                    rationale: values[10].clone(),
                    ..PositionFields::default()
                }],
                ..StatementForm::default()
            };
            prop_assert_eq!(StatementForm::read(&form.pairs()), form.clone());
            // Whatever was typed, reading it ends with a statement or with faults.
            let _ = parse(&form, None);
        }
    }
}
