//! Codings: who read which stance out of a statement, and what is published of that.

use acceptance::{Import, on_both};
use chrono::{DateTime, Utc};
use domain::{
    Actor, CODEBOOK, Coding, Given, NewPosition, NewSource, NewStatement, Position, Slug, Stance, StatedDate,
    StatedSource, Statement, StatementName, UserId, Valid,
};
use service::{
    import::Mode,
    ports::{Moment, Provenance, RecordStore, StoredStatement},
};

use crate::contract::entry;

const SLUG: &str = "a-letter";

fn slug(text: &str) -> Slug {
    text.parse().expect("a slug")
}

fn at(hour: u32) -> DateTime<Utc> {
    format!("2026-11-23T{hour:02}:00:00Z").parse().expect("a moment")
}

/// A statement with stances on topics, each with its reason.
fn statement(positions: &[(&str, Stance, &str)]) -> Valid<Statement> {
    let text = |text: &str| Given::Value(text.to_owned());
    let position = |(topic, stance, rationale): &(&str, Stance, &str)| NewPosition {
        topic: Given::Value(slug(topic)),
        stance: text(stance.code()),
        condition: Given::Nothing,
        rationale: text(rationale),
    };
    let facts = NewStatement {
        name: StatementName::External(text(SLUG)),
        stakeholder: Given::Value(slug("msf")),
        said_on: Given::Value(StatedDate::parse("2026-11-03", "day").expect("a date")),
        text: text("Access to medicines must come first."),
        language: text("en"),
        directness: text("verbatim"),
        venue: text("letter"),
        positions: positions.iter().map(position).collect(),
        source: StatedSource::Described(Box::new(NewSource {
            title: text("A letter"),
            title_origin: text("page"),
            kind: text("ngo"),
            tier: text("2"),
            ..NewSource::default()
        })),
        ..NewStatement::default()
    };
    facts.check("2026-11-23".parse().expect("a day")).expect("a statement")
}

async fn stored(store: &dyn RecordStore) -> StoredStatement {
    store.find_by_slug(&slug(SLUG)).await.expect("an answer").expect("a statement")
}

/// Writes the statement with stances, as somebody, at an hour; gives its codings then.
async fn code(
    store: &dyn RecordStore,
    coder: &str,
    hour: u32,
    positions: &[(&str, Stance, &str)],
) -> Vec<(String, Stance, Option<String>, DateTime<Utc>, bool)> {
    let actor = Actor { user: None::<UserId>, name: coder.to_owned() };
    let when = Moment { now: at(hour), today: "2026-11-23".parse().expect("a day") };
    let by = Provenance { actor: &actor, when, reason: None };
    let statement = statement(positions);
    let before = store.find_by_slug(&statement.slug).await.expect("an answer");
    let mut transaction = store.begin().await.expect("a transaction");
    match before {
        None => drop(transaction.add_statements(std::slice::from_ref(&statement), by).await.expect("added")),
        Some(before) => transaction.update_statement(&before, &statement, by).await.expect("changed"),
    }
    transaction.commit(entry(), at(hour)).await.expect("a commit");
    let stored = stored(store).await;
    let published: Vec<Position> = statement.positions.clone();
    assert_eq!(stored.statement.positions, published, "what is published is what was coded last, in its order");
    let codings: Vec<Coding> = store.list_codings(stored.id).await.expect("codings");
    assert!(codings.iter().all(|coding| coding.codebook == CODEBOOK));
    codings
        .into_iter()
        .map(|c| (c.position.topic.to_string(), c.position.stance, c.coder, c.coded_at, c.is_published))
        .collect()
}

#[tokio::test]
async fn each_stance_keeps_who_coded_it_and_what_was_before_it() {
    on_both(|database| async move {
        let store = database.open().await;
        Import::starter().run(store.as_ref(), Mode::Keep).await.expect("an import");
        let store = store.as_ref();
        let row = |topic: &str, stance, coder: &str, hour, is_published| {
            (topic.to_owned(), stance, Some(coder.to_owned()), at(hour), is_published)
        };
        let (access, patents, review) = ("medicine-access", "pharma-ip-protection", "treaty-extension");
        let first = [(access, Stance::Support, "a"), (patents, Stance::Oppose, "b")];
        let found = code(store, "One", 9, &first).await;
        assert_eq!(found, [row(access, Stance::Support, "One", 9, true), row(patents, Stance::Oppose, "One", 9, true)]);

        // The other way round, and nothing else: nobody coded anything.
        let turned = [first[1], first[0]];
        let found = code(store, "Two", 10, &turned).await;
        assert_eq!(found, [row(patents, Stance::Oppose, "One", 9, true), row(access, Stance::Support, "One", 9, true)]);

        // One of them otherwise.
        let otherwise = [(patents, Stance::Mixed, "b"), turned[1]];
        let found = code(store, "Two", 11, &otherwise).await;
        let superseded = row(patents, Stance::Oppose, "One", 9, false);
        assert_eq!(
            found,
            [
                row(patents, Stance::Mixed, "Two", 11, true),
                row(access, Stance::Support, "One", 9, true),
                superseded.clone()
            ]
        );

        // The same reading on another topic, as a merge of topics moves it.
        let moved = [otherwise[0], (review, Stance::Support, "a")];
        let found = code(store, "Three", 12, &moved).await;
        assert_eq!(
            found,
            [
                row(patents, Stance::Mixed, "Two", 11, true),
                row(review, Stance::Support, "One", 9, true),
                superseded.clone()
            ]
        );

        // Taken away, and coded again as it was first.
        let found = code(store, "Three", 13, &[moved[1]]).await;
        assert_eq!(found[0], row(review, Stance::Support, "One", 9, true));
        assert!(found[1..].iter().all(|(.., is_published)| !is_published) && found.len() == 3, "{found:?}");
        let found = code(store, "Four", 14, &[moved[1], first[1]]).await;
        assert_eq!(found[1], row(patents, Stance::Oppose, "Four", 14, true));
        assert_eq!(found.len(), 4, "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn what_was_coded_before_codings_were_kept_is_published_as_it_was() {
    on_both(|database| async move {
        database.migrate_to(7).await;
        for sql in crate::backup::OLD_ROWS {
            database.run(sql).await;
        }
        database.run(crate::backup::OLD_POSITION).await;
        let store = database.open().await;
        let stored = store.find_by_slug(&slug("a")).await.expect("an answer").expect("a statement");
        let position = Position {
            topic: slug("access"),
            stance: Stance::Support,
            condition: None,
            rationale: Some("says so".to_owned()),
        };
        assert_eq!(stored.statement.positions, std::slice::from_ref(&position));
        let coded_at = "2026-11-23T10:11:12.123456Z".parse().expect("a moment");
        let coding = Coding { position, coder: None, codebook: 1, coded_at, is_published: true };
        assert_eq!(store.list_codings(stored.id).await.expect("codings"), [coding]);
    })
    .await;
}
