//! From a statement to the form that changes it.

use domain::{Catalogue, Language, Statement};

use super::{PositionFields, StatementForm};

impl StatementForm {
    /// The form of a statement that is on record.
    #[must_use]
    pub fn of(statement: &Statement, catalogue: &Catalogue) -> Self {
        let stakeholder = catalogue.stakeholders.get(&statement.stakeholder);
        let date = statement.said_on.period.to_string();
        let mut parts = date.split('-').map(|part| part.trim_start_matches('0').to_owned());
        let source = statement.primary_source();
        let translated = |language| {
            let found = statement.translation(language);
            (
                found.map(|t| t.text.clone()).unwrap_or_default(),
                found.map(|t| t.kind.code().to_owned()).unwrap_or_default(),
            )
        };
        let ((translation_en, translation_en_kind), (translation_es, translation_es_kind)) =
            (translated(Language::En), translated(Language::Es));
        let (translation_fr, translation_fr_kind) = translated(Language::Fr);
        let text_of = |text: Option<&String>| text.cloned().unwrap_or_default();
        let primary = statement.appearances.iter().find(|appearance| appearance.primary);
        let passage = primary.and_then(|appearance| appearance.passage.as_ref());
        let reprints: Vec<String> = statement
            .appearances
            .iter()
            .filter(|appearance| !appearance.primary)
            .filter_map(|appearance| appearance.source.url.clone())
            .collect();
        Self {
            stakeholder: stakeholder.map_or_else(|| statement.stakeholder.to_string(), |s| s.name.clone()),
            speaker: text_of(statement.speaker.as_ref()),
            speaker_role: text_of(statement.speaker_role.as_ref()),
            speaker_role_language: statement.speaker_role_language.map(Language::code).unwrap_or_default().to_owned(),
            year: parts.next().unwrap_or_default(),
            month: parts.next().unwrap_or_default(),
            day: parts.next().unwrap_or_default(),
            on_or_before: yes(statement.said_on.precision() == "on_or_before"),
            text: statement.text.clone(),
            language: statement.language.code().to_owned(),
            directness: statement.directness.code().to_owned(),
            venue: statement.venue.code().to_owned(),
            translation_en,
            translation_en_kind,
            translation_es,
            translation_es_kind,
            translation_fr,
            translation_fr_kind,
            source_url: text_of(source.and_then(|source| source.url.as_ref())),
            source_title: text_of(source.and_then(|source| source.title.as_ref())),
            source_publisher: text_of(source.and_then(|source| source.publisher.as_ref())),
            source_date: source.and_then(|s| s.published_on).map(|date| date.to_string()).unwrap_or_default(),
            source_kind: source.map(|source| source.kind.code().to_owned()).unwrap_or_default(),
            source_tier: source.map(|source| source.tier.code().to_owned()).unwrap_or_default(),
            locator: text_of(primary.and_then(|appearance| appearance.locator.as_ref())),
            passage_prefix: passage.map(|passage| passage.prefix.clone()).unwrap_or_default(),
            passage_suffix: passage.map(|passage| passage.suffix.clone()).unwrap_or_default(),
            reprints: reprints.join("\n"),
            restates: statement.restates.as_ref().map(ToString::to_string).unwrap_or_default(),
            note: text_of(statement.note.as_ref()),
            positions: statement
                .positions
                .iter()
                .map(|position| PositionFields {
                    topic: position.topic.to_string(),
                    stance: position.stance.code().to_owned(),
                    condition: text_of(position.condition.as_ref()),
                    rationale: text_of(position.rationale.as_ref()),
                    ..PositionFields::default()
                })
                .collect(),
            ..Self::default()
        }
    }
}

fn yes(is_so: bool) -> String {
    if is_so { "yes".to_owned() } else { String::new() }
}
