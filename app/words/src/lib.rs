//! The words of the pages: labels of codes, dates and numbers, in the reader's language.

pub mod paths;
mod provision;
mod shorten;

pub use self::provision::provision;
pub use self::shorten::{shorten, without_trailing_comma};
use app_i18n::i18n::Locale as Words;
use chrono::{Datelike, NaiveDate};
use domain::{
    Bound, CalendarPeriod, ComparedText, Country, DatePrecision, Directness, DraftState, EvidenceGrade, Facet, Group,
    LaneOrder, Language, Locale, Milestone, MilestoneKind, MilestoneState, ParameterFault, PossibleDays, Role, Sort,
    SourceKind, SourceTier, Span, StakeholderKind, Stance, StatedDate, StatementStatus, Translation, TranslationKind,
    Venue,
};

/// The module that the build script makes of the locale files.
#[doc(hidden)]
pub mod app_i18n {
    #![allow(
        missing_docs,
        unused,
        clippy::all,
        clippy::pedantic,
        clippy::unwrap_used,
        clippy::allow_attributes,
        clippy::allow_attributes_without_reason,
        reason = "generated code"
    )]
    include!(concat!(env!("OUT_DIR"), "/i18n/mod.rs"));
}

/// The set of words for a locale.
pub const fn words(locale: Locale) -> Words {
    match locale {
        Locale::En => Words::en,
        Locale::Es => Words::es_MX,
        Locale::Fr => Words::fr_CA,
    }
}

/// A text by its key: `text!(locale, timeline.title)`, with values where it has places for them. Who uses it depends on
/// `leptos_i18n` too, which it becomes.
#[macro_export]
macro_rules! text {
    ($locale:expr, $($rest:tt)+) => {{
        leptos_i18n::td_string!($crate::words($locale), $($rest)+).to_string()
    }};
}

/// A colon with the space after it, and in French the one before it, which does not break.
pub const fn colon(locale: Locale) -> &'static str {
    match locale {
        Locale::En | Locale::Es => ": ",
        Locale::Fr => "\u{a0}: ",
    }
}

/// Declares a function from the values of a vocabulary to their labels.
macro_rules! labels {
    ($(#[$meta:meta])* $name:ident($type:ident) { $($variant:ident => $group:ident.$key:ident),+ $(,)? }) => {
        $(#[$meta])*
        pub fn $name(locale: Locale, value: $type) -> String {
            match value { $($type::$variant => text!(locale, $group.$key)),+ }
        }
    };
}

labels! {
    /// The label of a stance.
    stance(Stance) {
        StronglySupport => stance.strongly_support, Support => stance.support, Mixed => stance.mixed,
        Oppose => stance.oppose, StronglyOppose => stance.strongly_oppose, Conditional => stance.conditional,
        NoPosition => stance.no_position, None => stance.none,
    }
}

labels! {
    /// What a stance means.
    stance_meaning(Stance) {
        StronglySupport => stance_meaning.strongly_support, Support => stance_meaning.support,
        Mixed => stance_meaning.mixed, Oppose => stance_meaning.oppose,
        StronglyOppose => stance_meaning.strongly_oppose, Conditional => stance_meaning.conditional,
        NoPosition => stance_meaning.no_position, None => stance_meaning.none,
    }
}

labels! {
    /// How much of a page words were compared with.
    compared_text(ComparedText) {
        FullArticle => statement.full_article, StoredExtract => statement.stored_extract,
    }
}

labels! {
    /// The label of a directness.
    directness(Directness) {
        Verbatim => directness.verbatim, PartialQuote => directness.partial_quote,
        Paraphrase => directness.paraphrase, DocumentSummary => directness.document_summary,
    }
}

labels! {
    /// What a directness means.
    directness_meaning(Directness) {
        Verbatim => directness_meaning.verbatim, PartialQuote => directness_meaning.partial_quote,
        Paraphrase => directness_meaning.paraphrase, DocumentSummary => directness_meaning.document_summary,
    }
}

labels! {
    /// The label of a venue.
    venue(Venue) {
        Interview => venue.interview, PressRelease => venue.press_release, EventSpeech => venue.event_speech,
        Report => venue.report, Letter => venue.letter, ConsultationSubmission => venue.consultation_submission,
        HearingTestimony => venue.hearing_testimony, OfficialDocument => venue.official_document,
        SocialPost => venue.social_post,
    }
}

labels! {
    /// An order of the lanes of a picture.
    lane_order(LaneOrder) {
        Activity => lane_order.activity, Place => lane_order.place, Stance => lane_order.stance,
    }
}

labels! {
    /// What an evidence grade means.
    grade_meaning(EvidenceGrade) {
        A => grade_meaning.a, B => grade_meaning.b, C => grade_meaning.c, D => grade_meaning.d, E => grade_meaning.e,
    }
}

labels! {
    /// The label of an evidence grade.
    grade(EvidenceGrade) { A => grade.a, B => grade.b, C => grade.c, D => grade.d, E => grade.e }
}

labels! {
    /// The label of a kind of stakeholder.
    kind(StakeholderKind) {
        Government => kind.government, Legislature => kind.legislature,
        IndustryAssociation => kind.industry_association, ChamberOfCommerce => kind.chamber_of_commerce,
        Company => kind.company, TradeUnion => kind.trade_union, CivilSociety => kind.civil_society, Academia => kind.academia,
        InternationalOrg => kind.international_org, Other => kind.other,
    }
}

labels! {
    /// The name of a country.
    country(Country) {
        Mexico => country.mx, UnitedStates => country.us, Canada => country.ca, International => country.int,
    }
}

labels! {
    /// The name of a language.
    language(Language) { En => language.en, Es => language.es, Fr => language.fr }
}

labels! {
    /// What kind of source a tier stands for.
    tier(SourceTier) {
        OfficialRecord => tier.official_record, OwnChannel => tier.own_channel,
        DirectReporting => tier.direct_reporting, Secondary => tier.secondary, Unverified => tier.unverified,
    }
}

labels! {
    /// The label of a kind of milestone.
    milestone_kind(MilestoneKind) {
        JointReview => milestone_kind.joint_review, EntryIntoForce => milestone_kind.entry_into_force,
        Expiry => milestone_kind.expiry, Signature => milestone_kind.signature,
        Amendment => milestone_kind.amendment, Ratification => milestone_kind.ratification,
        Negotiation => milestone_kind.negotiation, Hearing => milestone_kind.hearing,
        Consultation => milestone_kind.consultation, Deadline => milestone_kind.deadline,
        Report => milestone_kind.report, Legislation => milestone_kind.legislation, Notice => milestone_kind.notice,
        TariffMeasure => milestone_kind.tariff_measure, Ruling => milestone_kind.ruling,
    }
}

labels! {
    /// The label of a facet.
    facet(Facet) {
        Stakeholder => facet.stakeholder, Kind => facet.kind, Country => facet.country, Topic => facet.topic,
        Stance => facet.stance, Directness => facet.directness, Venue => facet.venue, Grade => facet.grade,
        Language => facet.language,
    }
}

labels! {
    /// The label of the state of a statement.
    statement_status(StatementStatus) {
        Published => draft_state.published, Withdrawn => draft_state.withdrawn,
    }
}

labels! {
    /// The label of the state of a draft.
    draft_state(DraftState) {
        Draft => draft_state.draft, InReview => draft_state.in_review, SentBack => draft_state.sent_back,
        Published => draft_state.published, Discarded => draft_state.discarded,
    }
}

labels! {
    /// The label of a kind of source.
    source_kind(SourceKind) {
        Official => source_kind.official, Legislature => source_kind.legislature, News => source_kind.news,
        Industry => source_kind.industry, Ngo => source_kind.ngo, LawFirm => source_kind.law_firm,
        Other => source_kind.other,
    }
}

labels! {
    /// Who made a translation.
    translation_kind(TranslationKind) { Editor => translation_kind.editor, Official => translation_kind.official }
}

labels! {
    /// The label of a role.
    role(Role) { Editor => role.editor, Reviewer => role.reviewer, Admin => role.admin }
}

labels! {
    /// What a role may do.
    role_meaning(Role) {
        Editor => role_meaning.editor, Reviewer => role_meaning.reviewer, Admin => role_meaning.admin,
    }
}

labels! {
    /// The label of an order of the list.
    sort(Sort) { Newest => timeline.newest, Oldest => timeline.oldest, Relevance => timeline.relevance, Added => timeline.added }
}

labels! {
    /// The label of what lanes stand for.
    group(Group) { Stakeholder => timeline.by_stakeholder, Topic => timeline.by_topic }
}

/// What became of a milestone, as seen on a day: nothing is held before its day.
pub fn milestone_state(locale: Locale, milestone: &Milestone, today: NaiveDate) -> String {
    match milestone.state {
        MilestoneState::Moved => text!(locale, milestone_state.moved),
        MilestoneState::Cancelled => text!(locale, milestone_state.cancelled),
        _ if milestone.first_day() > today => text!(locale, milestone_state.planned),
        _ if milestone.unconfirmed(today) => text!(locale, milestone_state.unconfirmed),
        MilestoneState::Held => text!(locale, milestone_state.held),
        MilestoneState::Planned => text!(locale, milestone_state.today),
    }
}

/// The line above a translation.
pub fn translation_label(locale: Locale, translation: &Translation) -> String {
    let language = language(locale, translation.language);
    match translation.kind {
        TranslationKind::Editor => text!(locale, statement.translation_editor, language = language),
        TranslationKind::Official => text!(locale, statement.translation_official, language = language),
    }
}

/// What is wrong with a parameter, to follow its value.
pub fn parameter_fault(locale: Locale, fault: &ParameterFault) -> String {
    match fault {
        ParameterFault::NotOneOf(codes) => text!(locale, error.not_one_of, codes = codes.join(", ")),
        ParameterFault::NotADay => text!(locale, error.not_a_day),
        ParameterFault::NotOnRecord => text!(locale, error.not_on_record),
        ParameterFault::TooLong(most) => text!(locale, error.too_long, n = number(locale, *most as u64)),
        ParameterFault::NotAPlace => text!(locale, error.not_a_place),
        ParameterFault::EndsBeforeItBegins => text!(locale, error.reversed),
        ParameterFault::GivenTwice => text!(locale, error.twice),
    }
}

/// A number with the separators of the reader's language.
pub fn number(locale: Locale, n: u64) -> String {
    // Below a thousand there is nothing to separate.
    if n < 1_000 {
        return n.to_string();
    }
    text!(locale, number, n = n)
}

macro_rules! month_names {
    ($(#[$meta:meta])* $name:ident, $group:ident) => {
        $(#[$meta])*
        fn $name(locale: Locale, month: u32) -> String {
            match month {
                1 => text!(locale, $group.m1),
                2 => text!(locale, $group.m2),
                3 => text!(locale, $group.m3),
                4 => text!(locale, $group.m4),
                5 => text!(locale, $group.m5),
                6 => text!(locale, $group.m6),
                7 => text!(locale, $group.m7),
                8 => text!(locale, $group.m8),
                9 => text!(locale, $group.m9),
                10 => text!(locale, $group.m10),
                11 => text!(locale, $group.m11),
                _ => text!(locale, $group.m12),
            }
        }
    };
}

month_names! {
    /// The name of a month, 1 to 12.
    month_name, months
}
month_names! {
    /// The short name of a month, 1 to 12.
    short_month_name, short_months
}

/// A day in words: `25 November 2025`.
pub fn day(locale: Locale, day: NaiveDate) -> String {
    let month = month_name(locale, day.month());
    let (number, year) = (day.day(), day.year());
    if number == 1 {
        text!(locale, dates.day_first, day = number, month = month, year = year)
    } else {
        text!(locale, dates.day, day = number, month = month, year = year)
    }
}

/// The month of a day in words: `November 2025`.
pub fn month_of(locale: Locale, day: NaiveDate) -> String {
    text!(locale, dates.month, month = month_name(locale, day.month()), year = day.year())
}

/// The month of a day in short: `Nov 2025`.
pub fn short_month_of(locale: Locale, day: NaiveDate) -> String {
    text!(locale, dates.short_month, month = short_month_name(locale, day.month()), year = day.year())
}

/// A day in short, without its year: `25 Nov`.
pub fn short_day(locale: Locale, day: NaiveDate) -> String {
    text!(locale, dates.short_day, day = day.day(), month = short_month_name(locale, day.month()))
}

/// A period in words, as precise as it is.
pub fn period(locale: Locale, period: CalendarPeriod) -> String {
    match period {
        CalendarPeriod::Day(date) => day(locale, date),
        CalendarPeriod::Month(_) => month_of(locale, period.first_day()),
        CalendarPeriod::Year(_) => period.to_string(),
    }
}

/// The vocabularies of a statement's fields: the label of each field with the codes that it takes, and their labels.
pub fn codes(locale: Locale) -> Vec<(String, Vec<(&'static str, String)>)> {
    macro_rules! of {
        ($type:ident, $label:ident) => {
            $type::ALL.iter().map(|value| (value.code(), $label(locale, *value))).collect()
        };
    }
    vec![
        (text!(locale, facet.stance), of!(Stance, stance)),
        (text!(locale, facet.directness), of!(Directness, directness)),
        (text!(locale, facet.venue), of!(Venue, venue)),
        (text!(locale, facet.language), of!(Language, language)),
        (text!(locale, draft.source_kind), of!(SourceKind, source_kind)),
        (text!(locale, method.tier_column), of!(SourceTier, tier)),
        (text!(locale, facet.kind), of!(StakeholderKind, kind)),
        (text!(locale, facet.country), of!(Country, country)),
    ]
}

/// A range of days in words.
pub fn range(locale: Locale, from: NaiveDate, to: NaiveDate) -> String {
    if from == to {
        return day(locale, from);
    }
    if (from.year(), from.month()) == (to.year(), to.month()) {
        // The first day of a month is a word of its own in French.
        let first = if locale == Locale::Fr && from.day() == 1 { "1er".to_owned() } else { from.day().to_string() };
        return text!(locale, dates.range_in_month, first = first, to = day(locale, to));
    }
    text!(locale, dates.range_of_days, from = day(locale, from), to = day(locale, to))
}

/// The time of a list in words: in months, and in years where no month is known.
pub fn span(locale: Locale, span: Span) -> String {
    let is_of_year = |days: PossibleDays| days.precision == DatePrecision::Year;
    let end = |days: PossibleDays| match days.precision {
        DatePrecision::Year => days.latest.year().to_string(),
        DatePrecision::Day | DatePrecision::Month | DatePrecision::OnOrBefore => month_of(locale, days.latest),
    };
    let (first, last) = (span.first, span.last);
    let is_one_year = first.latest.year() == last.latest.year();
    match (is_of_year(first), is_of_year(last)) {
        (true, _) | (_, true) if is_one_year => first.latest.year().to_string(),
        _ if end(first) == end(last) => end(first),
        _ => text!(locale, dates.range, from = end(first), to = end(last)),
    }
}

/// The days on which a statement may have been made, in words.
pub fn possible_days(locale: Locale, days: PossibleDays) -> String {
    match days.precision {
        DatePrecision::Day => day(locale, days.latest),
        DatePrecision::Month => month_of(locale, days.latest),
        DatePrecision::Year => days.latest.year().to_string(),
        DatePrecision::OnOrBefore => text!(locale, dates.day_or_before, date = day(locale, days.latest)),
    }
}

/// The date of a milestone in words, with its last day if it has one.
pub fn milestone_date(locale: Locale, milestone: &Milestone) -> String {
    match milestone.end_date {
        Some(end) => range(locale, milestone.first_day(), end),
        None => period(locale, milestone.date),
    }
}

/// The date of a statement in words, with its precision.
pub fn stated_date(locale: Locale, date: StatedDate) -> String {
    let words = period(locale, date.period);
    match (date.bound, date.period) {
        (Bound::Within, _) => words,
        (Bound::OnOrBefore, CalendarPeriod::Day(_)) => text!(locale, dates.day_or_before, date = words),
        (Bound::OnOrBefore, _) => text!(locale, dates.period_or_before, date = words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(locale: Locale, date: &str, precision: &str) -> String {
        stated_date(locale, StatedDate::parse(date, precision).expect("a date"))
    }

    #[test]
    fn a_span_names_no_month_that_nobody_knows_and_never_runs_backwards() {
        let days = |latest: &str, precision| PossibleDays { latest: latest.parse().expect("a day"), precision };
        let between = |first, last| span(Locale::En, Span { first, last });
        let (day, year) = (DatePrecision::Day, DatePrecision::Year);
        assert_eq!(between(days("2019-12-31", year), days("2019-12-31", year)), "2019");
        assert_eq!(between(days("2026-11-03", day), days("2026-11-25", year)), "2026");
        assert_eq!(between(days("2019-12-31", year), days("2026-11-25", day)), "2019 to November 2026");
        assert_eq!(between(days("2026-11-03", day), days("2026-11-25", day)), "November 2026");
        let months = Span { first: days("2017-03-10", day), last: days("2026-11-25", day) };
        assert_eq!(span(Locale::Fr, months), "mars 2017 \u{e0} novembre 2026");
        assert_eq!(span(Locale::Es, months), "de marzo de 2017 a noviembre de 2026");
    }

    #[test]
    fn dates_say_how_precise_they_are() {
        assert_eq!(stated(Locale::En, "2025-11-25", "on_or_before"), "on or before 25 November 2025");
        assert_eq!(stated(Locale::Es, "2025-11-25", "on_or_before"), "a más tardar el 25 de noviembre de 2025");
        assert_eq!(stated(Locale::Fr, "2025-11-25", "on_or_before"), "au plus tard le 25 novembre 2025");
        assert_eq!(stated(Locale::En, "2019-12", "on_or_before"), "December 2019 or earlier");
        assert_eq!(stated(Locale::Fr, "2026-07-01", "day"), "1er juillet 2026");
        assert_eq!(stated(Locale::Es, "2025-11", "month"), "noviembre de 2025");
        assert_eq!(stated(Locale::En, "2025", "year"), "2025");
    }

    #[test]
    fn numbers_are_written_as_in_the_reader_s_country() {
        assert_eq!(number(Locale::En, 1_234_567), "1,234,567");
        assert_eq!(number(Locale::Es, 1_234_567), "1,234,567");
        assert_eq!(number(Locale::Fr, 1_234_567), "1\u{a0}234\u{a0}567");
    }

    #[test]
    fn plurals_follow_the_number() {
        assert_eq!(text!(Locale::En, timeline.statements, count = 1u64), "1 statement");
        assert_eq!(text!(Locale::En, timeline.statements, count = 1500u64), "1,500 statements");
        assert_eq!(text!(Locale::Fr, timeline.statements, count = 0u64), "0 déclaration");
        assert_eq!(text!(Locale::Es, timeline.statements, count = 2u64), "2 declaraciones");
    }
}
