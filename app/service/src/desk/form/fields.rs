//! The table of the form's fields. The form, the columns of files, what is compared and what the page asks for are made
//! of it.
//!
//! To add a field, add its line here and, in `app/pages/src/desk/field_labels.rs`, its label, which the compiler asks for; what
//! it means is read in `reading.rs` and written in `writing.rs`, and it stands on the page in `draft_page.rs`.

use domain::{
    Country, Directness, Language, SourceKind, SourceTier, StakeholderKind, Stance, TitleOrigin, TranslationKind, Venue,
};

/// What goes into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// What is typed.
    Text,
    /// `yes` or nothing.
    Tick,
    /// One of some codes. Files may have their labels instead, which stand in this group of the locales.
    Code(&'static [&'static str], &'static str),
}

/// Whether a column of a file can go into a field.
const COLUMN: bool = true;

/// Whether only the page has it.
const PAGE: bool = false;

/// Declares a form and its fields: for each its member, its variant, its name on the page, what goes into it and whether a
/// column of a file can.
macro_rules! form_fields {
    (
        $(#[$form_meta:meta])* $form:ident { $($(#[$more_meta:meta])* $more:ident: $more_type:ty)? }
        $(#[$field_meta:meta])* $field:ident {
            $($(#[$meta:meta])* $member:ident, $variant:ident = $name:literal, $content:expr, $column:expr;)+
        }
    ) => {
        $(#[$form_meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $form {
            $($(#[$meta])* pub $member: String,)+
            $($(#[$more_meta])* pub $more: $more_type,)?
        }

        $(#[$field_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $field { $($(#[$meta])* $variant),+ }

        impl $field {
            /// All of them, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the page; in a list it has a number behind it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What goes into it.
            #[must_use]
            pub const fn content(self) -> Content {
                match self { $(Self::$variant => $content),+ }
            }

            /// Whether a column of a file can go into it.
            #[must_use]
            pub const fn is_column(self) -> bool {
                match self { $(Self::$variant => $column),+ }
            }
        }

        impl $form {
            /// What stands in a field.
            #[must_use]
            pub fn value(&self, field: $field) -> &str {
                match field { $($field::$variant => &self.$member),+ }
            }

            /// A field, to be filled in.
            pub(super) fn slot(&mut self, field: $field) -> &mut String {
                match field { $($field::$variant => &mut self.$member),+ }
            }
        }
    };
}

form_fields! {
    /// The form of a statement.
    StatementForm {
        /// The stances, one for each topic.
        positions: Vec<PositionFields>
    }

    /// A field that the form has once.
    SingleField {
        /// Who said it: a name or alias.
        stakeholder, Stakeholder = "stakeholder", Content::Text, COLUMN;
        /// `yes` when the stakeholder is to be added.
        new_stakeholder, NewStakeholder = "new-stakeholder", Content::Tick, PAGE;
        /// The short name of a new stakeholder.
        stakeholder_short, StakeholderShort = "stakeholder-short", Content::Text, PAGE;
        /// The kind of a new stakeholder.
        stakeholder_kind, StakeholderKind = "stakeholder-kind", Content::Code(StakeholderKind::CODES, "kind"), PAGE;
        /// The country of a new stakeholder.
        stakeholder_country, StakeholderCountry = "stakeholder-country", Content::Code(Country::CODES, "country"), PAGE;
        /// The person who spoke.
        speaker, Speaker = "speaker", Content::Text, COLUMN;
        /// The person's role as of that day.
        speaker_role, SpeakerRole = "speaker-role", Content::Text, COLUMN;
        /// The language that the role is written in.
        speaker_role_language, SpeakerRoleLanguage = "speaker-role-language", Content::Code(Language::CODES, "language"), COLUMN;
        /// The day of the month.
        day, Day = "day", Content::Text, COLUMN;
        /// The month: a number or a name.
        month, Month = "month", Content::Text, COLUMN;
        /// The year.
        year, Year = "year", Content::Text, COLUMN;
        /// `yes` when it may have been said earlier.
        on_or_before, OnOrBefore = "on-or-before", Content::Tick, PAGE;
        /// The words.
        text, Text = "text", Content::Text, COLUMN;
        /// Their language.
        language, Language = "language", Content::Code(Language::CODES, "language"), COLUMN;
        /// How directly they are the speaker's.
        directness, Directness = "directness", Content::Code(Directness::CODES, "directness"), COLUMN;
        /// On what occasion.
        venue, Venue = "venue", Content::Code(Venue::CODES, "venue"), COLUMN;
        /// The words in English.
        translation_en, TranslationEn = "translation-en", Content::Text, COLUMN;
        /// Who made that translation.
        translation_en_kind, TranslationEnKind = "translation-en-kind", TRANSLATION_KIND, COLUMN;
        /// The words in Spanish.
        translation_es, TranslationEs = "translation-es", Content::Text, COLUMN;
        /// Who made that translation.
        translation_es_kind, TranslationEsKind = "translation-es-kind", TRANSLATION_KIND, COLUMN;
        /// The words in French.
        translation_fr, TranslationFr = "translation-fr", Content::Text, COLUMN;
        /// Who made that translation.
        translation_fr_kind, TranslationFrKind = "translation-fr-kind", TRANSLATION_KIND, COLUMN;
        /// The address of the source.
        source_url, SourceUrl = "source-url", Content::Text, COLUMN;
        /// Its title.
        source_title, SourceTitle = "source-title", Content::Text, COLUMN;
        /// Where a title comes from that is not on record; files can say so.
        source_title_from, SourceTitleFrom = "source-title-from", Content::Code(TitleOrigin::CODES, ""), COLUMN;
        /// Who published it.
        source_publisher, SourcePublisher = "source-publisher", Content::Text, COLUMN;
        /// When: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
        source_date, SourceDate = "source-date", Content::Text, COLUMN;
        /// What kind of source it is.
        source_kind, SourceKind = "source-kind", Content::Code(SourceKind::CODES, "source_kind"), COLUMN;
        /// How close it is to the actor.
        source_tier, SourceTier = "source-tier", Content::Code(SourceTier::CODES, ""), COLUMN;
        /// Where in it.
        locator, Locator = "locator", Content::Text, COLUMN;
        /// What stands before the words in the text of the source, to tell the passage from others like it.
        passage_prefix, PassagePrefix = "passage-prefix", Content::Text, PAGE;
        /// What stands after them.
        passage_suffix, PassageSuffix = "passage-suffix", Content::Text, PAGE;
        /// Addresses of reprints, one a line.
        reprints, Reprints = "reprints", Content::Text, COLUMN;
        /// The address of the statement that this one repeats, or its last part.
        restates, Restates = "restates", Content::Text, COLUMN;
        /// A remark for readers.
        note, Note = "note", Content::Text, COLUMN;
        /// Why the change is made.
        reason, Reason = "reason", Content::Text, PAGE;
    }
}

const TRANSLATION_KIND: Content = Content::Code(TranslationKind::CODES, "translation_kind");

form_fields! {
    /// The fields of one stance.
    PositionFields {}

    /// A field that the form has for each stance.
    PositionField {
        /// The topic: its label or slug.
        topic, Topic = "topic", Content::Text, COLUMN;
        /// The stance, by its code.
        stance, Stance = "stance", Content::Code(Stance::CODES, "stance"), COLUMN;
        /// The condition.
        condition, Condition = "condition", Content::Text, COLUMN;
        /// Why it was coded so.
        rationale, Rationale = "rationale", Content::Text, COLUMN;
        /// `yes` when the topic is to be added.
        new_topic, NewTopic = "new-topic", Content::Tick, PAGE;
        /// The proposition of a new topic, in English.
        proposition, Proposition = "proposition", Content::Text, PAGE;
        /// The same in Spanish.
        proposition_es, PropositionEs = "proposition-es", Content::Text, PAGE;
        /// The same in French.
        proposition_fr, PropositionFr = "proposition-fr", Content::Text, PAGE;
    }
}

/// A field of the form of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormField {
    /// One that it has once.
    Single(SingleField),
    /// One of a stance, by the number of the stance from 0.
    Position(usize, PositionField),
}

impl FormField {
    /// Its name on the page.
    #[must_use]
    pub fn name(self) -> String {
        match self {
            Self::Single(field) => field.name().to_owned(),
            Self::Position(number, field) => format!("{}-{number}", field.name()),
        }
    }

    /// The field of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let single = SingleField::ALL.iter().find(|field| field.name() == name);
        single.map(|field| Self::Single(*field)).or_else(|| {
            let (stem, number) = name.rsplit_once('-')?;
            let number = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
            let field = PositionField::ALL.iter().find(|field| field.name() == stem)?;
            Some(Self::Position(number, *field))
        })
    }

    /// What goes into it.
    #[must_use]
    pub const fn content(self) -> Content {
        match self {
            Self::Single(field) => field.content(),
            Self::Position(_, field) => field.content(),
        }
    }

    /// Where it stands on the page: the stances come before the source.
    pub(super) fn place(self) -> (bool, usize, usize) {
        match self {
            Self::Single(field) => (field >= SingleField::SourceUrl, 0, field as usize),
            Self::Position(number, field) => (false, number + 1, field as usize),
        }
    }
}

impl StatementForm {
    /// Reads the fields that a browser sent, or a draft kept. What is no field of the form is passed over.
    #[must_use]
    pub fn read(pairs: &[(String, String)]) -> Self {
        let mut form = Self::default();
        // Where one is given twice, the first counts.
        for (name, value) in pairs.iter().rev() {
            match FormField::named(name) {
                Some(FormField::Single(field)) => form.slot(field).clone_from(value),
                Some(FormField::Position(number, field)) if number < Self::MOST_POSITIONS => {
                    if form.positions.len() <= number {
                        form.positions.resize_with(number + 1, PositionFields::default);
                    }
                    form.positions[number].slot(field).clone_from(value);
                }
                _ => {}
            }
        }
        form.positions.retain(|row| *row != PositionFields::default());
        form
    }

    /// The most rows of stances that are read: more than a statement may have, so that it can be said.
    const MOST_POSITIONS: usize = 2 * domain::MOST_POSITIONS;

    /// The fields that are not empty.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        let single = SingleField::ALL.iter().map(|field| (FormField::Single(*field), self.value(*field)));
        let positions = self.positions.iter().enumerate().flat_map(|(i, row)| {
            PositionField::ALL.iter().map(move |field| (FormField::Position(i, *field), row.value(*field)))
        });
        let filled = single.chain(positions).filter(|(_, value)| !value.is_empty());
        filled.map(|(field, value)| (field.name(), value.to_owned())).collect()
    }
}
