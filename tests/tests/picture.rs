//! The picture, read back from the page: what a reader sees against what is on record.

use std::collections::BTreeMap;

use acceptance::{Backend, Import, Reply, TestDatabase, TestServer};
use chrono::NaiveDate;
use domain::{Cursor, DatePrecision, Direction, ListQuery, Milestone, PossibleDays, Sort, StatementId};
use index::ScanIndex;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use scraper::{ElementRef, Selector};
use service::{
    import::Mode,
    ports::{IndexChange, IndexEntry, IndexedStakeholder, LogPosition, StatementIndex},
};
use words::paths;

const TODAY: &str = "2026-11-25";

/// How many filters are drawn and read back.
const FILTERS: usize = 500;

/// What the pages are compared with: the statements, and the index that looks at each of them.
struct Record {
    index: ScanIndex,
    days: BTreeMap<StatementId, PossibleDays>,
    moments: Vec<NaiveDate>,
}

impl Record {
    async fn read(database: &TestDatabase) -> Self {
        let store = database.open().await;
        let statements = store.list_published_after(StatementId(0), 10_000).await.expect("statements");
        let entries: Vec<IndexEntry> = statements.iter().map(IndexEntry::new).collect();
        let days = entries.iter().map(|entry| (entry.id, entry.days)).collect();
        let index = ScanIndex::default();
        let mut build = index.build().expect("a place");
        for entry in entries {
            build.add(entry).expect("a place");
        }
        let stakeholders = store.stakeholders().await.expect("stakeholders");
        let stakeholders = Some(stakeholders.iter().map(IndexedStakeholder::from).collect());
        let mark = LogPosition { change_number: 1, hash: String::new() };
        build.finish(mark, IndexChange { stakeholders, ..IndexChange::default() }).expect("a place");
        let milestones = store.milestones().await.expect("milestones");
        let today: NaiveDate = TODAY.parse().expect("a day");
        let moments = milestones.iter().filter_map(Milestone::drawn_day).chain([today]).collect();
        Self { index, days, moments }
    }

    /// The days of all statements behind an address.
    fn days_behind(&self, address: &str) -> Vec<PossibleDays> {
        let parameters = paths::decode(address.split_once('?').map_or("", |(_, query)| query));
        let (query, bad) = ListQuery::read(parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        assert_eq!(bad, [], "{address}");
        let view = self.index.view(&query.filter);
        let mut days = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = view.list(Sort::Oldest, after.as_ref(), 1_000);
            days.extend(page.page.iter().map(|id| self.days[id]));
            after = page.next.filter(|cursor| cursor.direction == Direction::Forward);
            if after.is_none() {
                return days;
            }
        }
    }
}

/// The picture as it is laid out for a width.
struct Drawing<'a> {
    chart: ElementRef<'a>,
    class: &'static str,
    first: NaiveDate,
    end: NaiveDate,
}

fn all<'a>(root: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    root.select(&Selector::parse(selector).expect(selector)).collect()
}

/// A place across the picture, from 0 to 1.
fn place(element: ElementRef<'_>, name: &str) -> f64 {
    let percent = element.attr(name).and_then(|value| value.strip_suffix('%')).and_then(|value| value.parse().ok());
    percent.map_or_else(|| panic!("no {name}"), |percent: f64| percent / 100.0)
}

impl<'a> Drawing<'a> {
    fn of(chart: ElementRef<'a>, class: &'static str) -> Self {
        let day = |name: &str| chart.attr(name).and_then(|day| day.parse().ok()).expect("a day");
        Self { chart, class, first: day("data-first"), end: day("data-end") }
    }

    #[expect(clippy::cast_precision_loss, reason = "days are small numbers")]
    fn x_of(&self, day: NaiveDate) -> f64 {
        let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days() as f64;
        days(self.first, day) / days(self.first, self.end)
    }

    fn contains(&self, day: NaiveDate) -> bool {
        (self.first..self.end).contains(&day)
    }

    fn marks(&self) -> Vec<ElementRef<'a>> {
        all(self.chart, &format!("svg.lane.{} a.mark", self.class))
    }
}

/// Places are written to a hundredth of a percent.
const EXACTLY: f64 = 0.000_051;

/// How many statements a mark says that it stands for.
fn counted(mark: ElementRef<'_>) -> usize {
    let number = all(mark, "text.number").first().map(|number| number.text().collect::<String>());
    number.map_or(1, |number| number.parse().expect("a number"))
}

/// Reads a drawing back; gives how many marks it has.
fn check(record: &Record, drawing: &Drawing<'_>, path: &str) -> usize {
    // What is a line stands at the day that it is of.
    for line in all(drawing.chart, &format!("svg.rules.{} line.moment", drawing.class)) {
        let x = place(line, "x1");
        let is_at = |day: &NaiveDate| drawing.contains(*day) && (drawing.x_of(*day) - x).abs() < EXACTLY;
        assert!(record.moments.iter().any(is_at), "{path}: a line at {x} is of no day");
    }
    let marks = drawing.marks();
    for mark in &marks {
        let address = mark.attr("href").expect("an address");
        let x = place(all(*mark, "rect.target")[0], "x");
        let days = record.days_behind(address);
        assert_eq!(days.len(), counted(*mark), "{path}: {address}");
        let is_exact = days.iter().all(|days| days.precision == DatePrecision::Day);
        assert_eq!(all(*mark, ".sign.hollow").is_empty(), is_exact, "{path}: {address}");
        assert_eq!(all(*mark, ".whisker").is_empty(), is_exact, "{path}: {address}");
        let mut days: Vec<NaiveDate> = days.iter().map(|days| days.latest).collect();
        days.sort_unstable();
        let (first, last) = (days[0], days[days.len() - 1]);
        assert!(
            drawing.x_of(first) - EXACTLY <= x && x <= drawing.x_of(last) + EXACTLY,
            "{path}: a mark at {x} is not within {first} and {last}, {address}"
        );
        assert!((drawing.x_of(days[(days.len() - 1) / 2]) - x).abs() < EXACTLY, "{path}: not in the middle, {address}");
        for moment in record.moments.iter().filter(|moment| drawing.contains(**moment)) {
            let line = drawing.x_of(*moment);
            let is_before = last < *moment && x < line + EXACTLY;
            let is_after = *moment < first && line - EXACTLY < x;
            let is_on = first == *moment && last == *moment && (x - line).abs() < EXACTLY;
            assert!(is_before || is_after || is_on, "{path}: {first} to {last} reaches across {moment}, {address}");
        }
    }
    marks.len()
}

fn any_filter() -> impl Strategy<Value = String> {
    let some = |name: &'static str, values: Vec<&'static str>| {
        proptest::collection::vec(proptest::sample::select(values), 0..3)
            .prop_map(move |values| values.into_iter().map(|value| format!("{name}={value}")).collect::<Vec<_>>())
    };
    let day =
        || (0u64..3_600).prop_map(|days| "2017-03-01".parse::<NaiveDate>().expect("a day") + chrono::Days::new(days));
    let dates =
        (proptest::option::of(day()), proptest::option::of(day())).prop_map(|(one, other)| match (one, other) {
            (Some(one), Some(other)) => vec![format!("from={}", one.min(other)), format!("to={}", one.max(other))],
            (Some(one), None) => vec![format!("from={one}")],
            (None, Some(other)) => vec![format!("to={other}")],
            (None, None) => Vec::new(),
        });
    let what = (
        some("kind", vec!["government", "industry_association", "civil_society", "legislature"]),
        some("country", vec!["MX", "US", "CA"]),
        some("topic", vec!["medicine-access", "pharma-ip-protection", "treaty-extension", "biologics-exclusivity"]),
        some("stance", vec!["support", "oppose", "strongly_support", "no_position", "mixed"]),
        some("group", vec!["topic"]),
    );
    (what, dates).prop_map(|((kind, country, topic, stance, group), dates)| {
        let group = group.into_iter().take(1).collect();
        let unique: std::collections::BTreeSet<String> =
            [kind, country, topic, stance, group, dates].into_iter().flatten().collect();
        format!("/timeline?{}", unique.into_iter().collect::<Vec<_>>().join("&"))
    })
}

fn drawings(reply: &Reply) -> Vec<Drawing<'_>> {
    let charts = reply.all(".chart").into_iter();
    charts.flat_map(|chart| ["broad", "middle", "slim"].map(|class| Drawing::of(chart, class))).collect()
}

async fn server() -> (TestServer, Record) {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let record = Record::read(&database).await;
    (TestServer::over(database, TODAY).await, record)
}

#[tokio::test]
async fn every_mark_stands_within_the_days_of_its_statements_and_on_their_side_of_every_line() {
    let (server, record) = server().await;
    let visitor = server.visitor();
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut drawn, mut marks) = (0, 0);
    for _ in 0..FILTERS {
        let path = any_filter().new_tree(&mut runner).expect("a filter").current();
        let reply = visitor.get(&path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text("main"));
        for drawing in drawings(&reply) {
            marks += check(&record, &drawing, &path);
            drawn += 1;
        }
    }
    assert!(drawn > FILTERS && marks > 10 * FILTERS, "{drawn} drawings with {marks} marks say little");
}

#[tokio::test]
async fn what_was_said_before_the_review_is_drawn_before_it() {
    let (server, record) = server().await;
    let path = "/timeline?kind=government&from=2026-05-02&to=2026-07-01";
    let reply = server.visitor().get(path).await;
    let review: NaiveDate = "2026-07-01".parse().expect("a day");
    for drawing in drawings(&reply) {
        assert!(check(&record, &drawing, path) > 0);
        assert_eq!(drawing.end, review.succ_opt().expect("a day"), "the picture ends where the filter does");
    }
}

#[tokio::test]
async fn the_marks_of_a_lane_add_up_to_its_statements() {
    let (server, record) = server().await;
    // Under one topic a statement has one stance; where there are several, stances are not told apart.
    for path in
        ["/timeline?topic=medicine-access", "/timeline?topic=pharma-ip-protection", "/timeline", "/timeline?q=patent"]
    {
        let reply = server.visitor().get(path).await;
        let rows: Vec<_> = reply.all(".lane-row:has(svg.lane)");
        assert!(!rows.is_empty(), "{path}");
        for row in rows {
            let list = all(row, ".lane-name .count")[0];
            let count = record.days_behind(list.attr("href").expect("an address")).len();
            assert_eq!(list.text().collect::<String>(), count.to_string(), "{path}");
            for class in ["broad", "middle", "slim"] {
                let marks = all(row, &format!("svg.lane.{class} a.mark"));
                assert_eq!(marks.into_iter().map(counted).sum::<usize>(), count, "{path}, {class}");
            }
        }
    }
}

#[tokio::test]
async fn sides_are_taken_where_there_is_one_proposition_and_nowhere_else() {
    let (server, _) = server().await;
    let visitor = server.visitor();
    for (path, title, by_stance) in [
        (
            "/timeline?topic=treaty-extension",
            "The USMCA should be extended for a new 16-year term: who says what",
            true,
        ),
        ("/timeline?stakeholder=msf&group=topic", "Where statements stand, topic by topic", true),
        ("/timeline", "Who spoke, and when", false),
        ("/timeline?topic=medicine-access&topic=treaty-extension", "Who spoke, and when", false),
    ] {
        let reply = visitor.get(path).await;
        assert_eq!(reply.text(".picture-heading h2"), title, "{path}");
        assert_eq!(reply.all("a.mark use.sign").is_empty(), !by_stance, "{path}");
        assert_eq!(reply.all("a.mark circle.dot").is_empty(), by_stance, "{path}");
        assert_eq!(reply.all(".legend").is_empty(), !by_stance, "{path}");
        // The way to another proposition leads to a picture that tells them apart.
        let other = reply.attributes(".switch li a", "href").first().cloned().expect("another proposition");
        assert!(!visitor.get(&other).await.all("a.mark use.sign").is_empty(), "{path}: {other}");
    }
}
