//! Made-up statements and filters.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::{
    Country, DatePrecision, Directness, EvidenceGrade, Language, ListQuery, PossibleDays, Slug, SourceId,
    StakeholderKind, Stance, StatementId, Venue,
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Index, select, subsequence},
    strategy::ValueTree,
    test_runner::TestRunner,
};
use service::ports::{IndexChange, IndexEntry, IndexedStakeholder, LogPosition, StatementIndex, Wording};

/// How many stakeholders and topics there are.
const STAKEHOLDERS: usize = 24;
const TOPICS: usize = 12;

/// The days that statements are made on: few enough for many to be of one day, more than fifteen years apart at the
/// ends.
const DAYS: [u64; 4] = [0, 30, 400, 6_000];

const WORDS: [&str; 24] = [
    "the",
    "of",
    "patent",
    "patents",
    "linkage",
    "acceso",
    "medicamentos",
    "exportaci\u{f3}n",
    "exportaciones",
    "revisi\u{f3}n",
    "review",
    "T-MEC",
    "USMCA",
    "ACEUM",
    "commerce",
    "m\u{e9}dicaments",
    "prix",
    "price",
    "prices",
    "workers",
    "rules",
    "origin",
    "steel",
    "t",
];

pub(super) fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

pub(super) fn day(days: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2010, 1, 1).expect("a day") + Days::new(days)
}

pub(super) fn query(address: &str) -> ListQuery {
    let (query, bad) = ListQuery::read(address.split('&').filter_map(|pair| pair.split_once('=')));
    assert_eq!(bad, [], "{address}");
    query
}

/// Made on a day that is known.
pub(super) fn exactly(day: NaiveDate) -> PossibleDays {
    PossibleDays { latest: day, precision: DatePrecision::Day }
}

/// A statement of a person, in words of one language, with nothing special about it.
pub(super) fn entry(id: i64, day: &str, stakeholder: &str, positions: &[(&str, Stance)], text: &str) -> IndexEntry {
    IndexEntry {
        id: StatementId(id),
        days: exactly(day.parse().expect("a day")),
        recorded_on: day.parse().expect("a day"),
        sources: vec![SourceId(id)],
        stakeholder: slug(stakeholder),
        positions: positions.iter().map(|(topic, stance)| (slug(topic), *stance)).collect(),
        directness: Directness::Verbatim,
        venue: Venue::Interview,
        grade: EvidenceGrade::A,
        language: Language::En,
        wordings: vec![Wording { language: Language::En, text: text.to_owned() }],
        speaker: None,
    }
}

/// A stakeholder under names.
pub(super) fn stakeholder(name: &str, names: &[&str]) -> IndexedStakeholder {
    IndexedStakeholder {
        slug: slug(name),
        kind: StakeholderKind::CivilSociety,
        country: Country::Mexico,
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    }
}

/// Fills an index, whatever it held.
pub(super) fn fill(index: &dyn StatementIndex, entries: Vec<IndexEntry>, stakeholders: Vec<IndexedStakeholder>) {
    let mut build = index.build().expect("a place for it");
    for entry in entries {
        build.add(entry).expect("a place for it");
    }
    let change = IndexChange { stakeholders: Some(stakeholders), ..IndexChange::default() };
    build.finish(LogPosition { change_number: 1, hash: String::new() }, change).expect("a place for it");
}

fn text() -> impl Strategy<Value = String> {
    // Some words stand in most texts, some in few.
    let word = (0usize..WORDS.len(), 0usize..WORDS.len()).prop_map(|(a, b)| WORDS[a.min(b)]);
    vec(word, 1..12).prop_map(|words| words.join(" "))
}

fn language() -> impl Strategy<Value = Language> {
    select(Language::ALL)
}

fn positions() -> impl Strategy<Value = Vec<(Slug, Stance)>> {
    let topics = subsequence((0..TOPICS).collect::<Vec<_>>(), 0..7);
    (topics, vec(select(Stance::ALL), 6)).prop_map(|(topics, stances)| {
        topics.into_iter().zip(stances).map(|(topic, stance)| (slug(&format!("topic-{topic}")), stance)).collect()
    })
}

fn stakeholder_slug() -> impl Strategy<Value = Slug> {
    (0..STAKEHOLDERS, 0..STAKEHOLDERS).prop_map(|(a, b)| slug(&format!("body-{}", a.min(b))))
}

/// A statement of a number.
pub(super) fn any_entry(id: i64) -> impl Strategy<Value = IndexEntry> {
    let facts = (select(Directness::ALL), select(Venue::ALL), select(EvidenceGrade::ALL), language());
    let day = (0..DAYS.len() - 1, any::<Index>()).prop_map(|(part, at)| {
        let length = usize::try_from(DAYS[part + 1] - DAYS[part]).expect("few days");
        day(DAYS[part] + at.index(length) as u64)
    });
    let precision = (0..2 * DatePrecision::ALL.len()).prop_map(|at| DatePrecision::ALL.get(at).copied());
    let days = (day, precision)
        .prop_map(|(latest, precision)| PossibleDays { latest, precision: precision.unwrap_or(DatePrecision::Day) });
    let texts = (text(), option::weighted(0.3, (language(), text())));
    let entered = 0..4_u64;
    let speaker = option::weighted(0.5, select(vec!["Ana Torres", "Price, Steel", "Le\u{f3}n Acceso"]));
    // Few enough for many to be of one.
    let sources = vec((0..60_i64).prop_map(SourceId), 0..3);
    (days, stakeholder_slug(), positions(), facts, texts, (speaker, sources, entered)).prop_map(
        move |(days, stakeholder, positions, coded, (text, translation), (speaker, sources, entered))| {
            let (directness, venue, grade, language) = coded;
            let original = Wording { language, text };
            let translation = translation.map(|(language, text)| Wording { language, text });
            IndexEntry {
                id: StatementId(id),
                days,
                recorded_on: days.latest + Days::new(entered),
                sources,
                stakeholder,
                positions,
                directness,
                venue,
                grade,
                language,
                wordings: std::iter::once(original).chain(translation).collect(),
                speaker: speaker.map(str::to_owned),
            }
        },
    )
}

/// All stakeholders, each with a kind, a country and names.
pub(super) fn any_stakeholders() -> impl Strategy<Value = Vec<IndexedStakeholder>> {
    let facts = (select(StakeholderKind::ALL), select(Country::ALL), vec(text(), 1..3));
    vec(facts, STAKEHOLDERS).prop_map(|all| {
        let numbered = (0..).zip(all);
        let made = |(number, (kind, country, names))| IndexedStakeholder {
            slug: slug(&format!("body-{number}")),
            kind,
            country,
            names,
        };
        numbered.map(made).collect()
    })
}

/// What editors do.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Publish or edit, withdraw, or change stakeholders.
    Change(IndexChange),
    /// Merge one stakeholder into another.
    MergeStakeholders(Slug, Slug),
    /// Merge one topic into another.
    MergeTopics(Slug, Slug),
}

/// What editors may do next.
pub(super) fn any_step(statements: i64) -> impl Strategy<Value = Step> {
    let put = (1..statements * 11 / 10).prop_flat_map(|id| vec(any_entry(id), 1));
    let remove = vec((1..statements).prop_map(StatementId), 1);
    let two = |name: &'static str, of: usize| {
        (0..of, 1..of).prop_map(move |(from, further)| {
            let numbered = |number: usize| slug(&format!("{name}-{}", number % of));
            (numbered(from), numbered(from + further))
        })
    };
    prop_oneof![
        80 => put.prop_map(|put| Step::Change(IndexChange { put, ..IndexChange::default() })),
        40 => remove.prop_map(|remove| Step::Change(IndexChange { remove, ..IndexChange::default() })),
        6 => any_stakeholders().prop_map(|stakeholders| Step::Change(IndexChange { stakeholders: Some(stakeholders), ..IndexChange::default() })),
        1 => two("body", STAKEHOLDERS).prop_map(|(from, into)| Step::MergeStakeholders(from, into)),
        1 => two("topic", TOPICS).prop_map(|(from, into)| Step::MergeTopics(from, into)),
    ]
}

/// What is on record, for what editors do to be worked out from it.
pub(super) struct Record {
    pub(super) entries: BTreeMap<StatementId, IndexEntry>,
    pub(super) stakeholders: Vec<IndexedStakeholder>,
}

impl Record {
    /// Takes a step; gives what the index is told of it.
    pub(super) fn take(&mut self, step: Step) -> IndexChange {
        let change = match step {
            Step::Change(change) => change,
            Step::MergeStakeholders(from, into) => self.merged_stakeholders(&from, &into),
            Step::MergeTopics(from, into) => self.merged_topics(&from, &into),
        };
        for id in &change.remove {
            self.entries.remove(id);
        }
        self.entries.extend(change.put.iter().map(|entry| (entry.id, entry.clone())));
        if let Some(stakeholders) = &change.stakeholders {
            self.stakeholders.clone_from(stakeholders);
        }
        change
    }

    /// Statements go over to the other stakeholder, which takes the names.
    fn merged_stakeholders(&self, from: &Slug, into: &Slug) -> IndexChange {
        let of_it = self.entries.values().filter(|entry| entry.stakeholder == *from);
        let put = of_it.map(|entry| IndexEntry { stakeholder: into.clone(), ..entry.clone() }).collect();
        let names = self.stakeholders.iter().filter(|s| s.slug == *from).flat_map(|s| s.names.clone());
        let names: Vec<String> = names.collect();
        let mut stakeholders = self.stakeholders.clone();
        stakeholders.retain(|s| s.slug != *from);
        for stakeholder in stakeholders.iter_mut().filter(|s| s.slug == *into) {
            stakeholder.names.extend(names.iter().cloned());
        }
        IndexChange { put, stakeholders: Some(stakeholders), ..IndexChange::default() }
    }

    /// Positions go over to the other topic, except where a statement has one on both.
    fn merged_topics(&self, from: &Slug, into: &Slug) -> IndexChange {
        let has = |entry: &IndexEntry, topic: &Slug| entry.positions.iter().any(|(of, _)| of == topic);
        let merged = self.entries.values().filter(|entry| has(entry, from) && !has(entry, into)).cloned();
        let put = merged.map(|mut entry| {
            entry.positions.iter_mut().filter(|(of, _)| of == from).for_each(|(of, _)| of.clone_from(into));
            entry
        });
        IndexChange { put: put.collect(), ..IndexChange::default() }
    }
}

/// Words to search for, or none.
fn words() -> impl Strategy<Value = Vec<String>> {
    let phrase = vec(select(WORDS.to_vec()), 1..4).prop_map(|words| format!("\"{}\"", words.join(" ")));
    let one = select(WORDS.to_vec()).prop_map(str::to_owned);
    let term = prop_oneof![4 => one, 2 => phrase, 1 => Just("torres".to_owned()), 1 => Just("-".to_owned())];
    prop_oneof![3 => Just(Vec::new()), 2 => vec(term, 1..3)]
}

/// A filter, with an order and a size of pages.
pub(super) fn any_query() -> impl Strategy<Value = (ListQuery, usize)> {
    let some = |codes: &'static [&'static str]| prop_oneof![3 => Just(Vec::new()), 1 => subsequence(codes, 1..3)];
    let numbered = |name: &'static str, most: usize| {
        let numbers = vec(0..most, 1..3).prop_map(move |all| all.iter().map(|n| format!("{name}-{n}")).collect());
        prop_oneof![2 => Just(Vec::<String>::new()), 1 => numbers]
    };
    let date = || option::weighted(0.2, 0u64..6_000);
    let actors = (numbered("body", STAKEHOLDERS), some(StakeholderKind::CODES), some(Country::CODES));
    let position = (numbered("topic", TOPICS), some(Stance::CODES));
    let coded = (some(Directness::CODES), some(Venue::CODES), some(EvidenceGrade::CODES), some(Language::CODES));
    let looks = (select(vec!["newest", "oldest", "relevance"]), select(vec!["stakeholder", "topic"]), 1usize..120);
    (words(), actors, position, coded, (date(), date(), date()), looks).prop_map(
        |(words, (body, kind, country), (topic, stance), (directness, venue, grade, language), dates, looks)| {
            let (sort, group, page_size) = looks;
            let mut pairs: Vec<(&str, String)> = Vec::new();
            let mut each = |name, values: Vec<String>| pairs.extend(values.into_iter().map(|value| (name, value)));
            let owned = |codes: Vec<&str>| codes.into_iter().map(str::to_owned).collect();
            each("q", Some(words.join(" ")).filter(|q| !q.is_empty()).into_iter().collect());
            each("stakeholder", body);
            each("topic", topic);
            let coded = [("kind", kind), ("country", country), ("stance", stance), ("directness", directness)];
            let more = [("venue", venue), ("grade", grade), ("language", language)];
            for (name, codes) in coded.into_iter().chain(more) {
                each(name, owned(codes));
            }
            for (name, days) in [("from", dates.0), ("to", dates.1), ("as_of", dates.2)] {
                each(name, days.map(|days| day(days).to_string()).into_iter().collect());
            }
            each("sort", vec![sort.to_owned()]);
            each("group", vec![group.to_owned()]);
            (ListQuery::read(pairs.iter().map(|(name, value)| (*name, value.as_str()))).0, page_size)
        },
    )
}

/// Makes values one after the other, always the same ones.
pub(super) struct Maker(TestRunner);

impl Maker {
    pub(super) fn new() -> Self {
        Self(TestRunner::deterministic())
    }

    pub(super) fn make<T>(&mut self, strategy: impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.0).expect("a value").current()
    }
}
