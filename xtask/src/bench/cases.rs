//! What is asked for.

use std::{fs, path::Path};

use serde_json::{Map, Value};

/// Lists by name. Their parameters are measured inside the server too.
pub(super) const LISTS: [(&str, &str); 11] = [
    ("unfiltered", "/timeline"),
    ("four-way filter", FOUR_WAY),
    ("broad filter", "/timeline?topic=medicines-rules-of-origin"),
    ("almost half of all", "/timeline?country=MX"),
    ("common word", "/timeline?q=panel"),
    ("rare word", "/timeline?q=crystalizer"),
    ("word and filter", "/timeline?q=tariff&stakeholder=generated-body-1&stance=support"),
    ("three words", "/timeline?q=certainty+trade+market"),
    ("phrase", "/timeline?q=%22supply+chain%22"),
    ("relevance", "/timeline?q=tariff&sort=relevance"),
    ("topics as lanes", "/timeline?group=topic"),
];

/// A stakeholder, a topic, a stance and two years.
pub(super) const FOUR_WAY: &str = "/timeline?stakeholder=generated-body-1&topic=insurance-rules-of-origin&stance=support&from=2024-11-20&to=2026-11-20";

/// Something with nothing to find or write: what is left is the way there and back.
const NOTHING_TO_DO: (&str, &str) = ("kept-alive connection", "/livez");

/// The other pages of readers: of every route one.
pub(super) const PAGES: [(&str, &str); 16] = [
    ("front page", "/"),
    ("a statement", "/statements/generated-2026-00000042"),
    ("its history", "/statements/generated-2026-00000042/history"),
    ("busiest stakeholder", "/stakeholders/generated-body-1"),
    ("busiest topic", "/topics/medicines-rules-of-origin"),
    ("stakeholders", "/stakeholders"),
    ("topics", "/topics"),
    ("milestones", "/milestones"),
    ("what is new", "/new"),
    ("search", "/search?q=medicines"),
    ("about", "/about"),
    ("picture as a drawing", "/timeline.svg?topic=medicines-rules-of-origin"),
    ("a part of the map", "/sitemap/statements/0.xml"),
    ("method", "/method"),
    ("corrections", "/corrections"),
    ("signing in", "/login"),
];

/// Every page by name, with one far into a list.
pub(super) fn all(deep: &str) -> impl Iterator<Item = (&'static str, &str)> {
    LISTS.into_iter().chain([("deep cursor", deep)]).chain(PAGES).chain([NOTHING_TO_DO])
}

/// How many lists the mix has.
const MIXED_LISTS: usize = 5_000;

/// The lists as JSON, for what measures inside the server.
pub(super) fn lists_as_json() -> Value {
    LISTS.iter().map(|(name, address)| ((*name).to_owned(), Value::from(*address))).collect::<Map<_, _>>().into()
}

/// Seven filtered lists, two statements and the front page, over and over, until every one of 5,000 lists has come. So
/// many pages are not kept.
pub(super) fn mix(data: &Path, statements: usize) -> anyhow::Result<Vec<String>> {
    let topics: Vec<Value> = serde_json::from_slice(&fs::read(data.join("topics.json"))?)?;
    let slugs = topics.iter().filter_map(|topic| topic["slug"].as_str());
    let stances = ["strongly_support", "support", "mixed", "oppose", "strongly_oppose"];
    let with_stance = slugs.flat_map(|topic| stances.map(|stance| format!("/timeline?topic={topic}&stance={stance}")));
    let lists =
        with_stance.flat_map(|list| (2017..=2026).map(move |year| format!("{list}&from={year}-01-01&to={year}-12-31")));
    let mut lists: Vec<String> = lists.collect();
    // A step that shares no factor with their number goes through all of them, far apart from each other.
    let count = lists.len();
    lists = (0..MIXED_LISTS.min(count)).map(|at| lists[at * 7_919 % count].clone()).collect();
    let numbers = (0..).map(|at: usize| at * 7_919 % statements + 1);
    let mut pages = numbers.map(|number| format!("/statements/generated-2026-{number:08}"));
    let mut mix = Vec::new();
    for seven in lists.chunks(7) {
        mix.extend_from_slice(seven);
        mix.extend(pages.by_ref().take(2));
        mix.push("/".to_owned());
    }
    Ok(mix)
}
