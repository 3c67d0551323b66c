//! What the fields of the form of a statement are called, and what is wrong with them, in the reader's language.

use domain::{Fault, Language, Locale, UnknownCode};
use service::desk::{BatchColumn, FieldFault, FormField, PositionField, SingleField};
use words::text;

use crate::components::FieldError;

/// The label of a field.
pub(super) fn form_label(locale: Locale, field: FormField) -> String {
    match field {
        FormField::Single(field) => single_label(locale, field),
        FormField::Position(number, field) => format!("{} {}", position_label(locale, field), number + 1),
    }
}

/// The label of what a column of a file goes into.
pub(super) fn column_label(locale: Locale, column: BatchColumn) -> String {
    match column {
        BatchColumn::Field(field) => form_label(locale, field),
        BatchColumn::Date => text!(locale, draft.when),
        BatchColumn::DatePrecision => text!(locale, import.date_precision),
    }
}

/// The label of a field or a column by its name.
pub(super) fn field_label(locale: Locale, name: &str) -> String {
    let column = FormField::named(name).map(BatchColumn::Field);
    let column = column.or_else(|| BatchColumn::all().into_iter().find(|column| column.name() == name));
    column.map_or_else(|| name.to_owned(), |column| column_label(locale, column))
}

fn single_label(locale: Locale, field: SingleField) -> String {
    let translation = |language| text!(locale, draft.translation_into, language = words::language(locale, language));
    match field {
        SingleField::Stakeholder => text!(locale, facet.stakeholder),
        SingleField::NewStakeholder => text!(locale, draft.new_stakeholder),
        SingleField::StakeholderShort => text!(locale, draft.stakeholder_short),
        SingleField::StakeholderKind => text!(locale, facet.kind),
        SingleField::StakeholderCountry => text!(locale, facet.country),
        SingleField::Speaker => text!(locale, draft.speaker),
        SingleField::SpeakerRole => text!(locale, draft.speaker_role),
        SingleField::SpeakerRoleLanguage => text!(locale, draft.speaker_role_language),
        SingleField::Day => text!(locale, draft.day),
        SingleField::Month => text!(locale, draft.month),
        SingleField::Year => text!(locale, draft.year),
        SingleField::OnOrBefore => text!(locale, draft.on_or_before),
        SingleField::Text => text!(locale, draft.text),
        SingleField::Language => text!(locale, facet.language),
        SingleField::Directness => text!(locale, facet.directness),
        SingleField::Venue => text!(locale, facet.venue),
        SingleField::TranslationEn => translation(Language::En),
        SingleField::TranslationEs => translation(Language::Es),
        SingleField::TranslationFr => translation(Language::Fr),
        SingleField::TranslationEnKind | SingleField::TranslationEsKind | SingleField::TranslationFrKind => {
            text!(locale, draft.translation_by)
        }
        SingleField::SourceUrl => text!(locale, draft.source_url),
        SingleField::SourceTitle => text!(locale, draft.source_title),
        SingleField::SourceTitleFrom => text!(locale, import.title_from),
        SingleField::SourcePublisher => text!(locale, draft.source_publisher),
        SingleField::SourceDate => text!(locale, draft.source_date),
        SingleField::SourceKind => text!(locale, draft.source_kind),
        SingleField::SourceTier => text!(locale, draft.source_tier),
        SingleField::Locator => text!(locale, draft.locator),
        SingleField::PassagePrefix => text!(locale, draft.passage_prefix),
        SingleField::PassageSuffix => text!(locale, draft.passage_suffix),
        SingleField::Reprints => text!(locale, draft.reprints),
        SingleField::Restates => text!(locale, draft.restates),
        SingleField::Note => text!(locale, statement.note),
        SingleField::Reason => text!(locale, draft.reason),
    }
}

fn position_label(locale: Locale, field: PositionField) -> String {
    let proposition =
        |language| format!("{} ({})", text!(locale, topic.proposition), words::language(locale, language));
    match field {
        PositionField::Topic => text!(locale, facet.topic),
        PositionField::Stance => text!(locale, facet.stance),
        PositionField::Condition => text!(locale, draft.condition),
        PositionField::Rationale => text!(locale, draft.rationale),
        PositionField::NewTopic => text!(locale, draft.new_topic),
        PositionField::Proposition => proposition(Language::En),
        PositionField::PropositionEs => proposition(Language::Es),
        PositionField::PropositionFr => proposition(Language::Fr),
    }
}

/// What is wrong with the fields of a form.
pub(super) fn field_errors(locale: Locale, faults: &[FieldFault]) -> Vec<FieldError> {
    faults.iter().map(|fault| FieldError::new(fault.field.clone(), field_fault(locale, fault))).collect()
}

/// What is wrong with a field, and what to do.
pub(super) fn field_fault(locale: Locale, fault: &FieldFault) -> String {
    text!(locale, fault.of, field = field_label(locale, &fault.field), fault = fault_reason(locale, &fault.fault))
}

/// What is wrong, without the name of the field.
pub(super) fn fault_reason(locale: Locale, fault: &Fault) -> String {
    let number = |number: usize| words::number(locale, number as u64);
    match fault {
        Fault::Missing => text!(locale, fault.missing),
        Fault::NotOneOf(UnknownCode { found, expected }) => {
            text!(locale, fault.not_one_of, value = found.clone(), codes = expected.join(", "))
        }
        Fault::NotOnRecord(name) => text!(locale, fault.not_on_record, name = name.clone()),
        Fault::SeveralMatch(names) => text!(locale, fault.several, names = names.join(", ")),
        Fault::NotADate => text!(locale, fault.not_a_date),
        Fault::NotADateText(text) => text!(locale, fault.not_a_date_text, text = text.clone()),
        Fault::NotInCalendar => text!(locale, fault.not_in_calendar),
        Fault::InTheFuture => text!(locale, fault.in_the_future),
        Fault::NotAPrecision(text) => text!(locale, fault.not_a_precision, text = text.clone()),
        Fault::PrecisionMismatch(date, precision) => {
            text!(locale, fault.precision_mismatch, date = date.clone(), precision = precision.clone())
        }
        Fault::TooLong(most) => text!(locale, fault.too_long, most = number(*most)),
        Fault::TooMany(most) => text!(locale, fault.too_many, most = number(*most)),
        Fault::TooMuch(most) => text!(locale, fault.too_much, most = number(*most)),
        Fault::NulCharacter => text!(locale, fault.nul),
        Fault::NotAnAddress => text!(locale, fault.not_an_address),
        Fault::GivenTwice => text!(locale, fault.twice),
        Fault::SameLanguage => text!(locale, fault.same_language),
        Fault::ConditionMissing => text!(locale, fault.condition_missing),
        Fault::RestatesItself => text!(locale, fault.restates_itself),
        Fault::NotASlug => text!(locale, fault.not_a_slug),
        Fault::NoLetters => text!(locale, fault.no_letters),
        Fault::Circle => text!(locale, fault.circle),
        Fault::BeforeTheStart => text!(locale, fault.before_the_start),
        Fault::TooMuchText => text!(locale, source.too_long),
        Fault::NotText => text!(locale, source.not_text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Stance;

    #[test]
    fn commands_say_what_the_english_page_says() {
        let text = || "x".to_owned();
        for fault in [
            Fault::Missing,
            Fault::NotOneOf(UnknownCode { found: text(), expected: Stance::CODES }),
            Fault::NotOnRecord(text()),
            Fault::SeveralMatch(vec![text(), text()]),
            Fault::NotADate,
            Fault::NotADateText(text()),
            Fault::NotInCalendar,
            Fault::InTheFuture,
            Fault::NotAPrecision(text()),
            Fault::PrecisionMismatch(text(), text()),
            Fault::TooLong(20_000),
            Fault::TooMany(40),
            Fault::TooMuch(240 * 1024),
            Fault::NulCharacter,
            Fault::NotAnAddress,
            Fault::GivenTwice,
            Fault::SameLanguage,
            Fault::ConditionMissing,
            Fault::RestatesItself,
            Fault::NotASlug,
            Fault::NoLetters,
            Fault::Circle,
            Fault::BeforeTheStart,
            Fault::TooMuchText,
            Fault::NotText,
        ] {
            assert_eq!(fault.to_string(), fault_reason(Locale::En, &fault));
        }
    }

    #[test]
    fn every_field_is_found_by_its_name() {
        let singles = SingleField::ALL.iter().map(|field| FormField::Single(*field));
        let positions = PositionField::ALL.iter().map(|field| FormField::Position(12, *field));
        for field in singles.chain(positions) {
            assert_eq!(FormField::named(&field.name()), Some(field));
        }
        for name in ["topic", "topic-", "topic-x", "nothing", "speaker-1"] {
            assert_eq!(FormField::named(name), None, "{name}");
        }
    }
}
