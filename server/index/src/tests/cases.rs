//! What every index has to do, case by case.

use std::collections::BTreeMap;

use domain::{Cell, Facet, Group, ListQuery, PictureRequest, SearchResult, Stance, StatementId, TimeScale};
use service::ports::{IndexChange, StatementIndex, Wording};

use super::{
    super::{LiveIndex, ScanIndex},
    world::{entry, fill, query, stakeholder},
};

/// The same statements in both indexes; in the live one half of them as changes.
fn small() -> [Box<dyn StatementIndex>; 2] {
    use Stance::{Oppose, StronglyOppose, Support};
    let entries = vec![
        entry(1, "2025-01-01", "msf", &[("ip", StronglyOppose), ("access", Support)], "Revise the agreement"),
        entry(2, "2025-01-01", "amiif", &[("ip", Support)], "Strengthen patent protection"),
        entry(3, "2025-06-01", "msf", &[("access", Oppose)], "Patent linkage delays the agreement"),
        entry(4, "2025-07-01", "anafam", &[], "Nothing coded"),
    ];
    let stakeholders = || {
        vec![
            stakeholder("msf", &["M\u{e9}decins Sans Fronti\u{e8}res", "MSF"]),
            stakeholder("amiif", &["AMIIF"]),
            stakeholder("anafam", &["ANAFAM"]),
        ]
    };
    let (live, scan) = (LiveIndex::default(), ScanIndex::default());
    fill(&scan, entries.clone(), stakeholders());
    let (built, changed) = entries.split_at(2);
    fill(&live, built.to_vec(), stakeholders());
    live.apply(IndexChange { put: changed.to_vec(), ..IndexChange::default() });
    [Box::new(live), Box::new(scan)]
}

fn ids(result: &SearchResult) -> Vec<i64> {
    result.page.iter().map(|id| id.0).collect()
}

/// The statements that both indexes find.
fn found(address: &str) -> Vec<i64> {
    let [live, scan] = small().map(|index| ids(&index.search(&query(address), 50)));
    assert_eq!(live, scan, "{address}");
    live
}

#[test]
fn topic_and_stance_are_matched_on_the_same_position() {
    assert_eq!(found("topic=access&stance=oppose"), [3]);
    assert_eq!(found("topic=ip&stance=oppose"), [0; 0]);
    assert_eq!(found("topic=ip&stance=strongly_oppose"), [1]);
    assert_eq!(found("stance=none"), [4]);
}

#[test]
fn counts_apply_every_filter_but_their_own() {
    for index in small() {
        let result = index.search(&query("topic=access&stance=oppose"), 50);
        assert_eq!(result.facets.of(Facet::Stance).collect::<BTreeMap<_, _>>(), [("oppose", 1), ("support", 1)].into());
        assert_eq!(result.facets.of(Facet::Topic).collect::<BTreeMap<_, _>>(), [("access", 1)].into());
        assert_eq!(result.facets.count(Facet::Stakeholder, "amiif"), 0);
    }
}

#[test]
fn words_must_all_occur() {
    assert_eq!(found("q=patents agreements"), [3]);
    assert_eq!(found("q=\"patent linkage\""), [3]);
    assert_eq!(found("q=\"linkage patent\""), [0; 0]);
    assert_eq!(found("q=patent -"), [3, 2]);
    assert_eq!(found("q=-"), [0; 0]);
}

#[test]
fn a_stakeholder_is_found_by_any_of_its_names() {
    assert_eq!(found("q=medecins sans"), [3, 1]);
    assert_eq!(found("q=msf linkage"), [3]);
}

#[test]
fn a_new_name_touches_no_statement_and_is_found_at_once() {
    for index in small() {
        let renamed = vec![stakeholder("msf", &["Doctors Without Borders"]), stakeholder("amiif", &["AMIIF"])];
        index.apply(IndexChange { stakeholders: Some(renamed), ..IndexChange::default() });
        assert_eq!(ids(&index.search(&query("q=doctors"), 50)), [3, 1]);
        assert_eq!(ids(&index.search(&query("q=medecins"), 50)), [0; 0]);
    }
}

#[test]
fn the_best_match_comes_first() {
    for index in small() {
        let once = entry(5, "2026-01-01", "amiif", &[], "Patent law and many other words of no concern to anybody");
        index.apply(IndexChange { put: vec![once], ..IndexChange::default() });
        let result = index.search(&query("q=patent&sort=relevance"), 50);
        assert_eq!(ids(&result), [2, 3, 5], "a word in a short text says more");
    }
}

#[test]
fn a_range_takes_in_both_its_ends() {
    assert_eq!(found("from=2025-01-01&to=2025-06-01"), [3, 2, 1]);
    assert_eq!(found("from=2025-01-02&to=2025-06-30"), [3]);
    assert_eq!(found("as_of=2025-01-01"), [2, 1]);
}

#[test]
fn a_view_stays_as_it_was() {
    for index in small() {
        let view = index.view(&ListQuery::default().filter);
        index.apply(IndexChange { remove: vec![StatementId(1), StatementId(3)], ..IndexChange::default() });
        let list = |view: &dyn service::ports::StatementView| ids(&view.list(domain::Sort::Oldest, None, 50));
        assert_eq!(list(&*view), [1, 2, 3, 4]);
        assert_eq!(list(&*index.view(&ListQuery::default().filter)), [2, 4]);
        let all = view.with_filter(&query("from=2025-01-02").filter);
        let now = index.view(&query("from=2025-01-02").filter);
        assert_eq!((list(&*all), list(&*now)), (vec![3, 4], vec![4]), "another filter at the same moment");
    }
}

#[test]
fn the_picture_counts_what_it_does_not_draw() {
    let scale = TimeScale::covering("2025-01-01".parse().expect("a day"), "2025-12-31".parse().expect("a day"), 12);
    let request = PictureRequest { group: Group::Stakeholder, scale, lanes: 2, by_stance: true };
    for index in small() {
        let picture = index.view(&ListQuery::default().filter).picture(&request);
        let lanes: Vec<_> = picture.lanes.iter().map(|lane| (lane.key.as_str(), lane.total)).collect();
        assert_eq!((lanes, picture.more_lanes), (vec![("msf", 2), ("amiif", 1)], 1));
        let cells: Vec<_> = picture.lanes[0].cells.iter().map(|cell| (cell.bin, cell.stance, cell.count)).collect();
        let (support, strongly, oppose) = (Stance::Support, Stance::StronglyOppose, Stance::Oppose);
        assert_eq!(cells, [(0, Some(support), 1), (0, Some(strongly), 1), (5, Some(oppose), 1)]);
        let dots: Vec<_> = picture.lanes[0].dots.iter().map(|dot| (dot.days.latest.to_string(), dot.stance)).collect();
        let of = |day: &str, stance| (day.to_owned(), Some(stance));
        assert_eq!(dots, [of("2025-01-01", support), of("2025-01-01", strongly), of("2025-06-01", oppose)]);
        // Where stances are not told apart, a statement that takes two is one.
        let alike =
            index.view(&ListQuery::default().filter).picture(&PictureRequest { by_stance: false, ..request.clone() });
        let cells: Vec<_> = alike.lanes[0].cells.iter().map(|cell| (cell.bin, cell.stance, cell.count)).collect();
        assert_eq!(cells, [(0, None, 1), (5, None, 1)]);
    }
}

#[test]
fn lanes_by_topic_hold_the_stance_on_that_topic() {
    let scale = TimeScale::covering("2025-01-01".parse().expect("a day"), "2025-12-31".parse().expect("a day"), 12);
    let request = PictureRequest { group: Group::Topic, scale, lanes: 9, by_stance: true };
    for index in small() {
        let picture = index.view(&query("stakeholder=msf").filter).picture(&request);
        let ip = picture.lanes.iter().find(|lane| lane.key.as_str() == "ip").expect("a lane");
        assert_eq!(ip.cells, [Cell { bin: 0, stance: Some(Stance::StronglyOppose), count: 1 }]);
    }
}

#[test]
fn what_may_be_near_identical_is_found_the_likeliest_first() {
    let quote = "Access to medicines must come first in the review of the agreement and patents second";
    for index in small() {
        let mut translated = entry(13, "2025-01-03", "msf", &[], "El acceso primero");
        translated.wordings.push(Wording { text: quote.replace("second", "third"), ..translated.wordings[0].clone() });
        let same = entry(12, "2025-01-02", "amiif", &[], &quote.to_uppercase());
        index.apply(IndexChange { put: vec![same, translated], ..IndexChange::default() });
        let found = index.candidates(quote, 5);
        assert_eq!(found, [StatementId(12), StatementId(13)]);
        assert_eq!(index.candidates(quote, 1).len(), 1);
        assert_eq!(index.candidates("", 5), []);
    }
}
