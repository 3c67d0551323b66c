//! The filter that lists, counts, pictures, exports and links all share.
//!
//! A [`ListQuery`] is read from the parameters of an address and written back to them in one
//! canonical order, so two pages cannot disagree about what is filtered.
//!
//! To add a filter: a field on [`StatementFilter`], its arm in [`ListQuery::read`] and in
//! [`StatementFilter::parameters`], the match in the index, its [`super::Facet`] if it has counts,
//! and a label in the locale files.

use std::{collections::BTreeSet, fmt, str::FromStr};

use chrono::NaiveDate;

use super::{
    CalendarPeriod, Country, Cursor, Directness, EvidenceGrade, Facet, Language, Position, Slug, Stakeholder,
    StakeholderKind, Stance, Statement, UnknownCode, Venue,
};

/// Which statements are meant: any of the values inside one field, all of the fields together.
/// An empty field does not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct StatementFilter {
    /// Words that must all occur.
    pub q: Option<TextQuery>,
    /// Who said it.
    pub stakeholder: BTreeSet<Slug>,
    /// What kind of body said it.
    pub kind: BTreeSet<StakeholderKind>,
    /// Where that body is based.
    pub country: BTreeSet<Country>,
    /// On which topic; matched on the same position as `stance`.
    pub topic: BTreeSet<Slug>,
    /// With which stance; matched on the same position as `topic`.
    pub stance: BTreeSet<Stance>,
    /// How directly the words are the speaker's.
    pub directness: BTreeSet<Directness>,
    /// On what occasion.
    pub venue: BTreeSet<Venue>,
    /// How good the evidence is.
    pub grade: BTreeSet<EvidenceGrade>,
    /// The language of the words.
    pub language: BTreeSet<Language>,
    /// Not before this day.
    pub from: Option<NaiveDate>,
    /// Not after this day.
    pub to: Option<NaiveDate>,
    /// As the record stood on this day: nothing said later.
    pub as_of: Option<NaiveDate>,
    /// Not recorded before this day.
    pub added_from: Option<NaiveDate>,
    /// Not recorded after this day.
    pub added_to: Option<NaiveDate>,
    /// Whether topics take in those below them.
    pub subtopics: Option<Subtopics>,
}

vocabulary! {
    /// What a topic of a filter stands for besides itself.
    Subtopics {
        /// Every topic below it too.
        Include = "include",
    }
}

/// The words of a search, with single spaces.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TextQuery(String);

impl TextQuery {
    /// The longest search, in characters.
    pub const MAX_LENGTH: usize = 200;

    /// The words as typed, with single spaces between them.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The words and quoted phrases that must all occur, as typed. A quotation mark without its
    /// partner is passed over.
    #[must_use]
    pub fn terms(&self) -> Vec<&str> {
        let is_quote = |c: char| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{ab}' | '\u{bb}');
        let parts: Vec<&str> = self.0.split(is_quote).collect();
        let quotes = parts.len() - 1;
        let mut terms = Vec::new();
        for (i, part) in parts.iter().enumerate() {
            let quoted = i % 2 == 1 && i < quotes;
            if quoted {
                terms.push(part.trim());
            } else {
                terms.extend(part.split(' '));
            }
        }
        terms.retain(|term| !term.is_empty());
        terms
    }
}

vocabulary! {
    /// The order of a list.
    Sort {
        /// Newest first.
        Newest = "newest",
        /// Oldest first.
        Oldest = "oldest",
        /// Best match first, then newest.
        Relevance = "relevance",
        /// Recorded last first, then newest.
        Added = "added",
    }
}

vocabulary! {
    /// What the lanes of the picture stand for.
    Group {
        /// A lane for each stakeholder.
        Stakeholder = "stakeholder",
        /// A lane for each topic.
        Topic = "topic",
    }
}

vocabulary! {
    /// How many lanes the picture has.
    Lanes {
        /// Those with the most statements.
        Busiest = "busiest",
        /// All, as far as a page can hold them.
        All = "all",
    }
}

vocabulary! {
    /// In which order the lanes of the picture stand.
    LaneOrder {
        /// The most statements first.
        Activity = "activity",
        /// By country and kind of stakeholder.
        Place = "place",
        /// By the newest stance, support first.
        Stance = "stance",
    }
}

/// A filter, and how its result is looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListQuery {
    /// Which statements.
    pub filter: StatementFilter,
    /// In which order.
    pub sort: Sort,
    /// From which place in the list.
    pub after: Option<Cursor>,
    /// What the lanes of the picture stand for.
    pub group: Group,
    /// How many of them are drawn.
    pub lanes: Lanes,
    /// In which order.
    pub lane_order: LaneOrder,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            filter: StatementFilter::default(),
            sort: Sort::Newest,
            after: None,
            group: Group::Stakeholder,
            lanes: Lanes::Busiest,
            lane_order: LaneOrder::Activity,
        }
    }
}

/// A parameter whose value means nothing; the others are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParameter {
    /// The parameter.
    pub name: String,
    /// Its value, as it came.
    pub value: String,
    /// What is wrong with it.
    pub fault: ParameterFault,
}

/// What is wrong with a parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterFault {
    /// Not one of the codes.
    NotOneOf(&'static [&'static str]),
    /// Not a date `YYYY-MM-DD`.
    NotADay,
    /// The record has nothing of that name.
    NotOnRecord,
    /// Longer than this many characters.
    TooLong(usize),
    /// Not a place in this list.
    NotAPlace,
    /// The range ends before it begins.
    EndsBeforeItBegins,
    /// Given twice with different values.
    GivenTwice,
}

impl fmt::Display for ParameterFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOneOf(codes) => write!(f, "not one of {}", codes.join(", ")),
            Self::NotADay => f.write_str("not a date YYYY-MM-DD"),
            Self::NotOnRecord => f.write_str("not on record"),
            Self::TooLong(most) => write!(f, "longer than {most} characters"),
            Self::NotAPlace => f.write_str("not a place in this list"),
            Self::EndsBeforeItBegins => f.write_str("the range ends before it begins"),
            Self::GivenTwice => f.write_str("given twice"),
        }
    }
}

fn read_code<T: FromStr + Ord>(
    set: &mut BTreeSet<T>,
    value: &str,
    fault: ParameterFault,
) -> Result<(), ParameterFault> {
    set.insert(value.parse().map_err(|_| fault)?);
    Ok(())
}

fn read_once<T: PartialEq>(slot: &mut Option<T>, value: T) -> Result<(), ParameterFault> {
    match slot {
        Some(first) if *first != value => Err(ParameterFault::GivenTwice),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// One of the codes of a vocabulary.
fn read_choice<T: FromStr<Err = UnknownCode> + PartialEq>(
    slot: &mut Option<T>,
    value: &str,
) -> Result<(), ParameterFault> {
    read_once(slot, value.parse().map_err(|unknown: UnknownCode| ParameterFault::NotOneOf(unknown.expected))?)
}

fn read_day(slot: &mut Option<NaiveDate>, value: &str) -> Result<(), ParameterFault> {
    match value.parse() {
        Ok(CalendarPeriod::Day(day)) => read_once(slot, day),
        _ => Err(ParameterFault::NotADay),
    }
}

fn read_words(slot: &mut Option<TextQuery>, value: &str) -> Result<(), ParameterFault> {
    let words = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > TextQuery::MAX_LENGTH {
        return Err(ParameterFault::TooLong(TextQuery::MAX_LENGTH));
    }
    read_once(slot, TextQuery(words))
}

impl ListQuery {
    /// Reads the parameters of an address. Unknown parameters and empty values are passed over (a
    /// form sends its empty fields too); a value that means nothing is reported and the rest kept.
    pub fn read<'a>(parameters: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<BadParameter>) {
        let mut query = Self::default();
        let (mut sort, mut group, mut lanes, mut lane_order) = (None, None, None, None);
        let mut bad = Vec::new();
        for (name, value) in parameters {
            if value.trim().is_empty() {
                continue;
            }
            let filter = &mut query.filter;
            let read = match name {
                "q" => read_words(&mut filter.q, value),
                "stakeholder" => read_code(&mut filter.stakeholder, value, ParameterFault::NotOnRecord),
                "kind" => read_code(&mut filter.kind, value, ParameterFault::NotOneOf(StakeholderKind::CODES)),
                "country" => read_code(&mut filter.country, value, ParameterFault::NotOneOf(Country::CODES)),
                "topic" => read_code(&mut filter.topic, value, ParameterFault::NotOnRecord),
                "stance" => read_code(&mut filter.stance, value, ParameterFault::NotOneOf(Stance::CODES)),
                "directness" => read_code(&mut filter.directness, value, ParameterFault::NotOneOf(Directness::CODES)),
                "venue" => read_code(&mut filter.venue, value, ParameterFault::NotOneOf(Venue::CODES)),
                "grade" => read_code(&mut filter.grade, value, ParameterFault::NotOneOf(EvidenceGrade::CODES)),
                "language" => read_code(&mut filter.language, value, ParameterFault::NotOneOf(Language::CODES)),
                "from" => read_day(&mut filter.from, value),
                "to" => read_day(&mut filter.to, value),
                "as_of" => read_day(&mut filter.as_of, value),
                "added_from" => read_day(&mut filter.added_from, value),
                "added_to" => read_day(&mut filter.added_to, value),
                "subtopics" => read_choice(&mut filter.subtopics, value),
                "sort" => read_choice(&mut sort, value),
                "group" => read_choice(&mut group, value),
                "lanes" => read_choice(&mut lanes, value),
                "lane_order" => read_choice(&mut lane_order, value),
                "after" => value
                    .parse()
                    .map_err(|_| ParameterFault::NotAPlace)
                    .and_then(|value| read_once(&mut query.after, value)),
                _ => Ok(()),
            };
            if let Err(fault) = read {
                bad.push(BadParameter { name: name.to_owned(), value: value.to_owned(), fault });
            }
        }
        query.sort = sort.unwrap_or(query.sort);
        query.group = group.unwrap_or(query.group);
        query.lanes = lanes.unwrap_or(query.lanes);
        query.lane_order = lane_order.unwrap_or(query.lane_order);
        let filter = &mut query.filter;
        let ranges = [("to", filter.from, &mut filter.to), ("added_to", filter.added_from, &mut filter.added_to)];
        for (name, from, to) in ranges {
            if let Some(early) = to.take_if(|to| from.is_some_and(|from| *to < from)) {
                let fault = ParameterFault::EndsBeforeItBegins;
                bad.push(BadParameter { name: name.to_owned(), value: early.to_string(), fault });
            }
        }
        (query, bad)
    }

    /// The parameters of the address of this list, in canonical order, without what is default.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let default = Self::default();
        let mut parameters = self.filter.parameters();
        if self.sort != default.sort {
            parameters.push(("sort", self.sort.to_string()));
        }
        if let Some(after) = &self.after {
            parameters.push(("after", after.to_string()));
        }
        if self.group != default.group {
            parameters.push(("group", self.group.to_string()));
        }
        if self.lanes != default.lanes {
            parameters.push(("lanes", self.lanes.to_string()));
        }
        if self.lane_order != default.lane_order {
            parameters.push(("lane_order", self.lane_order.to_string()));
        }
        parameters
    }

    /// The same list from another place.
    #[must_use]
    pub fn at(&self, after: Option<Cursor>) -> Self {
        Self { after, ..self.clone() }
    }

    /// The first page of the list with a parameter added.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let start = self.at(None).parameters();
        let kept = start.iter().map(|(name, value)| (*name, value.as_str()));
        Self::read(kept.chain([(name, value)])).0
    }

    /// The first page of the list without one value of a parameter.
    #[must_use]
    pub fn without(&self, name: &str, value: &str) -> Self {
        let start = self.at(None).parameters();
        Self::read(start.iter().map(|(n, v)| (*n, v.as_str())).filter(|pair| *pair != (name, value))).0
    }
}

impl StatementFilter {
    /// Whether it asks for days.
    #[must_use]
    pub const fn has_dates(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// Whether nothing is filtered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The parameters that stand for this filter, in canonical order.
    #[must_use]
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        fn each<'a, T: ToString + 'a>(
            name: &'static str,
            values: impl IntoIterator<Item = &'a T>,
        ) -> impl Iterator<Item = (&'static str, String)> {
            values.into_iter().map(move |value| (name, value.to_string()))
        }
        each("q", self.q.iter().map(|q| &q.0))
            .chain(each("stakeholder", &self.stakeholder))
            .chain(each("kind", &self.kind))
            .chain(each("country", &self.country))
            .chain(each("topic", &self.topic))
            .chain(each("subtopics", &self.subtopics))
            .chain(each("stance", &self.stance))
            .chain(each("directness", &self.directness))
            .chain(each("venue", &self.venue))
            .chain(each("grade", &self.grade))
            .chain(each("language", &self.language))
            .chain(each("from", &self.from))
            .chain(each("to", &self.to))
            .chain(each("as_of", &self.as_of))
            .chain(each("added_from", &self.added_from))
            .chain(each("added_to", &self.added_to))
            .collect()
    }

    /// The filter with one facet left open, as that facet's own counts need it.
    #[must_use]
    pub fn without_facet(&self, facet: Facet) -> Self {
        let mut open = self.clone();
        match facet {
            Facet::Stakeholder => open.stakeholder.clear(),
            Facet::Kind => open.kind.clear(),
            Facet::Country => open.country.clear(),
            Facet::Topic => open.topic.clear(),
            Facet::Stance => open.stance.clear(),
            Facet::Directness => open.directness.clear(),
            Facet::Venue => open.venue.clear(),
            Facet::Grade => open.grade.clear(),
            Facet::Language => open.language.clear(),
        }
        open
    }

    /// Whether a position is one that the filter asks for: topic and stance on the same one.
    #[must_use]
    pub fn takes_position(&self, topic: &Slug, stance: Stance) -> bool {
        (self.topic.is_empty() || self.topic.contains(topic))
            && (self.stance.is_empty() || self.stance.contains(&stance))
    }

    /// Whether a statement of a stakeholder passes, as far as neither words nor days are asked for.
    #[must_use]
    pub fn takes(&self, statement: &Statement, by: &Stakeholder) -> bool {
        fn among<T: Ord>(set: &BTreeSet<T>, value: &T) -> bool {
            set.is_empty() || set.contains(value)
        }
        let is_taken = |position: &Position| self.takes_position(&position.topic, position.stance);
        let asks_for_positions = !self.topic.is_empty() || !self.stance.is_empty();
        let is_bare = statement.positions.is_empty() && self.topic.is_empty() && self.stance.contains(&Stance::None);
        (!asks_for_positions || is_bare || statement.positions.iter().any(is_taken))
            && among(&self.stakeholder, &statement.stakeholder)
            && among(&self.kind, &by.kind)
            && among(&self.country, &by.country)
            && among(&self.directness, &statement.directness)
            && among(&self.venue, &statement.venue)
            && among(&self.grade, &statement.grade())
            && among(&self.language, &statement.language)
    }

    /// Whether it asks for days of recording.
    #[must_use]
    pub const fn has_added_dates(&self) -> bool {
        self.added_from.is_some() || self.added_to.is_some()
    }

    /// The last day the filter lets through, from `to` and `as_of` together.
    #[must_use]
    pub fn last_day(&self) -> Option<NaiveDate> {
        match (self.to, self.as_of) {
            (Some(to), Some(as_of)) => Some(to.min(as_of)),
            (to, as_of) => to.or(as_of),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_set, option, prelude::*, sample::select};

    use super::*;
    use crate::{Direction, StatementId};

    fn read(address: &str) -> (ListQuery, Vec<BadParameter>) {
        ListQuery::read(address.split('&').filter_map(|pair| pair.split_once('=')))
    }

    fn codes<T: Copy + Ord + fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = BTreeSet<T>> {
        btree_set(select(all), 0..4)
    }

    fn slugs() -> impl Strategy<Value = BTreeSet<Slug>> {
        btree_set("[a-z0-9]{1,6}(-[a-z0-9]{1,4}){0,2}".prop_map(|slug| slug.parse().expect("a slug")), 0..4)
    }

    fn day() -> impl Strategy<Value = NaiveDate> {
        (0i64..40_000).prop_map(|days| NaiveDate::default() + chrono::Days::new(days.unsigned_abs()))
    }

    fn filter() -> impl Strategy<Value = StatementFilter> {
        let who = (slugs(), codes(StakeholderKind::ALL), codes(Country::ALL), slugs(), codes(Stance::ALL));
        let what = (codes(Directness::ALL), codes(Venue::ALL), codes(EvidenceGrade::ALL), codes(Language::ALL));
        let range = || (option::of(day()), option::of(0u64..4_000));
        let when = (range(), option::of(day()), range(), option::of(Just(Subtopics::Include)));
        (option::of("\\PC{0,40}"), who, what, when).prop_map(|(words, who, what, (said, as_of, added, subtopics))| {
            let mut q = None;
            if let Some(words) = words.filter(|words| !words.trim().is_empty()) {
                read_words(&mut q, &words).expect("short");
            }
            let end = |(from, length): (Option<NaiveDate>, Option<u64>)| {
                length.map(|length| from.unwrap_or_default() + chrono::Days::new(length))
            };
            let (stakeholder, kind, country, topic, stance) = who;
            let (directness, venue, grade, language) = what;
            StatementFilter {
                q,
                stakeholder,
                kind,
                country,
                topic,
                stance,
                directness,
                venue,
                grade,
                language,
                from: said.0,
                to: end(said),
                as_of,
                added_from: added.0,
                added_to: end(added),
                subtopics,
            }
        })
    }

    fn query() -> impl Strategy<Value = ListQuery> {
        let after = option::of((any::<bool>(), day(), 0i64..1_000_000, 0u32..100));
        let picture = (select(Group::ALL), select(Lanes::ALL), select(LaneOrder::ALL));
        (filter(), select(Sort::ALL), picture, after).prop_map(|(filter, sort, picture, after)| ListQuery {
            filter,
            sort,
            group: picture.0,
            lanes: picture.1,
            lane_order: picture.2,
            after: after.map(|(forward, day, id, score)| Cursor {
                direction: if forward { Direction::Forward } else { Direction::Backward },
                score,
                certainty: u8::try_from(score % 4).unwrap_or_default(),
                day,
                id: StatementId(id),
            }),
        })
    }

    proptest! {
        #[test]
        fn reading_what_was_written_gives_the_same(query in query()) {
            let parameters = query.parameters();
            let pairs = parameters.iter().map(|(name, value)| (*name, value.as_str()));
            prop_assert_eq!(ListQuery::read(pairs), (query, Vec::new()));
        }

        #[test]
        fn the_order_of_parameters_does_not_matter(query in query()) {
            let parameters = query.parameters();
            let backwards = parameters.iter().rev().map(|(name, value)| (*name, value.as_str()));
            prop_assert_eq!(ListQuery::read(backwards).0.parameters(), parameters);
        }

        #[test]
        fn every_value_can_be_removed_and_put_back(query in query()) {
            let first_page = query.at(None);
            for (name, value) in first_page.filter.parameters() {
                let without = query.without(name, &value);
                prop_assert_eq!(without.filter.parameters().len() + 1, first_page.filter.parameters().len());
                prop_assert_eq!(without.with(name, &value), first_page.clone());
            }
        }

        #[test]
        fn no_value_makes_it_panic(name in select(vec!["q", "from", "after", "stance", "topic", "sort"]), value in "\\PC{0,300}") {
            let _ = ListQuery::read([(name, value.as_str())]);
        }
    }

    #[test]
    fn a_bad_value_is_named_and_the_rest_kept() {
        let (query, bad) = read("stakeholder=msf&stance=angry&from=2025-02-30&colour=red&kind=");
        assert_eq!(query.parameters(), [("stakeholder", "msf".to_owned())]);
        assert_eq!(
            bad.iter().map(|b| (b.name.as_str(), b.value.as_str())).collect::<Vec<_>>(),
            [("stance", "angry"), ("from", "2025-02-30")]
        );
    }

    #[test]
    fn a_range_that_ends_before_it_begins_is_named() {
        let (query, bad) = read("from=2025-02-02&to=2025-02-01");
        assert_eq!(bad[0].fault, ParameterFault::EndsBeforeItBegins);
        assert_eq!(query.parameters(), [("from", "2025-02-02".to_owned())]);
    }

    #[test]
    fn terms_are_words_and_quoted_phrases() {
        let terms = |q: &str| {
            let (query, _) = ListQuery::read([("q", q)]);
            query.filter.q.map(|q| q.terms().into_iter().map(str::to_owned).collect::<Vec<_>>()).unwrap_or_default()
        };
        assert_eq!(terms("patent  linkage"), ["patent", "linkage"]);
        assert_eq!(terms("\"patent linkage\" acceso"), ["patent linkage", "acceso"]);
        assert_eq!(terms("\u{201c}data protection\u{201d}"), ["data protection"]);
        assert_eq!(terms("an open \"quote here"), ["an", "open", "quote", "here"]);
        assert_eq!(terms("\"\""), [""; 0]);
    }

    #[test]
    fn as_of_and_to_both_bound_the_range() {
        assert_eq!(read("to=2025-05-01&as_of=2025-03-01").0.filter.last_day(), "2025-03-01".parse().ok());
        assert_eq!(read("to=2025-05-01").0.filter.last_day(), "2025-05-01".parse().ok());
    }
}
