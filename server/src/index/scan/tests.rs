use app::{
    domain::{Country, Directness, EvidenceGrade, Language, StakeholderKind, StatementId, TimeScale, Venue},
    ports::IndexedStakeholder,
};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

fn entry(id: i64, day: &str, stakeholder: &str, positions: &[(&str, Stance)], text: &str) -> IndexEntry {
    IndexEntry {
        id: StatementId(id),
        day: day.parse().expect("a day"),
        stakeholder: IndexedStakeholder {
            slug: slug(stakeholder),
            kind: StakeholderKind::CivilSociety,
            country: Country::Mexico,
        },
        positions: positions.iter().map(|(topic, stance)| (slug(topic), *stance)).collect(),
        directness: Directness::Verbatim,
        venue: Venue::Interview,
        grade: EvidenceGrade::A,
        language: Language::En,
        wordings: vec![text.to_owned()],
        text: text.to_owned(),
    }
}

fn index(entries: Vec<IndexEntry>) -> ScanIndex {
    let index = ScanIndex::default();
    index.replace(entries);
    index
}

fn query(address: &str) -> ListQuery {
    let (query, bad) = ListQuery::read(address.split('&').filter_map(|pair| pair.split_once('=')));
    assert_eq!(bad, [], "{address}");
    query
}

fn ids(result: &SearchResult) -> Vec<i64> {
    result.page.iter().map(|id| id.0).collect()
}

fn small() -> ScanIndex {
    use Stance::{Oppose, StronglyOppose, Support};
    index(vec![
        entry(1, "2025-01-01", "msf", &[("ip", StronglyOppose), ("access", Support)], "Revise the agreement"),
        entry(2, "2025-01-01", "amiif", &[("ip", Support)], "Strengthen patent protection"),
        entry(3, "2025-06-01", "msf", &[("access", Oppose)], "Patent linkage delays the agreement"),
        entry(4, "2025-07-01", "anafam", &[], "Nothing coded"),
    ])
}

#[test]
fn topic_and_stance_are_matched_on_the_same_position() {
    assert_eq!(ids(&small().search(&query("topic=access&stance=oppose"), 50)), [3]);
    assert_eq!(ids(&small().search(&query("topic=ip&stance=oppose"), 50)), [0; 0]);
    assert_eq!(ids(&small().search(&query("topic=ip&stance=strongly_oppose"), 50)), [1]);
}

#[test]
fn counts_apply_every_filter_but_their_own() {
    let result = small().search(&query("topic=access&stance=oppose"), 50);
    assert_eq!(result.facets.of(Facet::Stance).collect::<Vec<_>>(), [("oppose", 1), ("support", 1)]);
    assert_eq!(result.facets.of(Facet::Topic).collect::<Vec<_>>(), [("access", 1)]);
    assert_eq!(result.facets.count(Facet::Stakeholder, "amiif"), 0);
}

#[test]
fn words_must_all_occur() {
    assert_eq!(ids(&small().search(&query("q=patent agreement"), 50)), [3]);
    assert_eq!(ids(&small().search(&query("q=\"patent linkage\""), 50)), [3]);
    assert_eq!(ids(&small().search(&query("q=\"linkage patent\""), 50)), [0; 0]);
}

#[test]
fn a_range_takes_in_both_its_ends() {
    assert_eq!(ids(&small().search(&query("from=2025-01-01&to=2025-06-01"), 50)), [3, 2, 1]);
    assert_eq!(ids(&small().search(&query("from=2025-01-02&to=2025-06-30"), 50)), [3]);
}

#[test]
fn the_picture_counts_what_it_does_not_draw() {
    let scale = TimeScale::covering("2025-01-01".parse().expect("a day"), "2025-12-31".parse().expect("a day"), 12);
    let request = PictureRequest { group: Group::Stakeholder, scale, lanes: 2 };
    let picture = small().picture(&StatementFilter::default(), &request);
    let lanes: Vec<_> = picture.lanes.iter().map(|lane| (lane.key.as_str(), lane.total)).collect();
    assert_eq!((lanes, picture.more_lanes), (vec![("msf", 2), ("amiif", 1)], 1));
    let cells: Vec<_> = picture.lanes[0].cells.iter().map(|cell| (cell.bin, cell.stance, cell.count)).collect();
    assert_eq!(cells, [(0, Stance::Support, 1), (0, Stance::StronglyOppose, 1), (5, Stance::Oppose, 1)]);
}

#[test]
fn lanes_by_topic_hold_the_stance_on_that_topic() {
    let scale = TimeScale::covering("2025-01-01".parse().expect("a day"), "2025-12-31".parse().expect("a day"), 12);
    let request = PictureRequest { group: Group::Topic, scale, lanes: 9 };
    let picture = small().picture(&query("stakeholder=msf").filter, &request);
    let ip = picture.lanes.iter().find(|lane| lane.key.as_str() == "ip").expect("a lane");
    assert_eq!(ip.cells, [Cell { bin: 0, stance: Stance::StronglyOppose, count: 1 }]);
}

/// Day, stakeholder, positions and words of an entry.
type Made = (u32, &'static str, Vec<(&'static str, Stance)>, Vec<&'static str>);

fn entries() -> impl Strategy<Value = Vec<IndexEntry>> {
    let words = vec(select(vec!["patent", "access", "price", "rule"]), 0..5);
    let positions = vec((select(vec!["ip", "access"]), select(Stance::ALL)), 0..3);
    let row = (0u32..6, select(vec!["msf", "amiif", "se"]), positions, words);
    vec(row, 0..40).prop_map(|rows| {
        let made = |(id, (day, stakeholder, positions, words)): (i64, Made)| {
            entry(id, &format!("2025-01-{:02}", day + 1), stakeholder, &positions, &words.join(" "))
        };
        (1i64..).zip(rows).map(made).collect()
    })
}

/// All pages from the first on, by the cursors alone; then back again.
fn walk(index: &ScanIndex, first: &ListQuery, page_size: usize) -> (Vec<i64>, Vec<i64>) {
    let mut query = first.clone();
    let (mut forth, mut back) = (Vec::new(), Vec::new());
    let mut last;
    loop {
        last = index.search(&query, page_size);
        forth.extend(ids(&last));
        match &last.next {
            Some(next) => query = query.at(Some(next.clone())),
            None => break,
        }
    }
    loop {
        back.splice(0..0, ids(&last));
        match &last.previous {
            Some(previous) => last = index.search(&query.at(Some(previous.clone())), page_size),
            None => break,
        }
    }
    (forth, back)
}

proptest! {
    #[test]
    fn paging_loses_and_repeats_nothing_in_either_direction(
        entries in entries(),
        sort in select(vec!["newest", "oldest", "relevance"]),
        words in select(vec!["", "patent", "patent access"]),
        page_size in 1usize..9,
    ) {
        let index = index(entries);
        let query = query(&format!("sort={sort}&q={words}"));
        let whole = ids(&index.search(&query, usize::MAX / 2));
        let (forth, back) = walk(&index, &query, page_size);
        prop_assert_eq!(&forth, &whole);
        let distinct: HashSet<_> = back.iter().collect();
        prop_assert_eq!(distinct.len(), whole.len());
    }

    #[test]
    fn a_count_is_the_total_that_choosing_the_value_gives(entries in entries(), stance in select(Stance::ALL), topic in select(vec!["ip", "access"])) {
        let index = index(entries);
        for query in [ListQuery::default(), query(&format!("topic={topic}")), query(&format!("stance={stance}"))] {
            let result = index.search(&query, 0);
            for facet in Facet::ALL {
                let open = query.filter.without_facet(*facet);
                for (code, count) in result.facets.of(*facet) {
                    let chosen = ListQuery { filter: open.clone(), ..ListQuery::default() }.with(facet.code(), code);
                    prop_assert_eq!(index.search(&chosen, 0).total, count, "{} {}", facet, code);
                }
            }
        }
    }
}

#[test]
fn near_identical_words_are_found_the_most_alike_first() {
    let quote = "Access to medicines must come first in the review of the agreement and patents second";
    let mut translated = entry(3, "2025-01-03", "msf", &[], "El acceso primero");
    translated.wordings.push(quote.replace("second", "third"));
    let index = index(vec![
        entry(1, "2025-01-01", "msf", &[], "Something else was said on that day, and by somebody else"),
        entry(2, "2025-01-02", "amiif", &[], &quote.to_uppercase()),
        translated,
    ]);
    let found = index.similar(quote, 5);
    assert_eq!(found.iter().map(|similar| similar.id.0).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(found[0].likeness, 100);
    assert_eq!(index.similar(quote, 1).len(), 1);
    assert_eq!(index.similar("", 5), []);
}
