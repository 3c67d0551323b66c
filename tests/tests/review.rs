//! The same pages on different days say the right thing about the review.

use acceptance::TestServer;

async fn standing(today: &str, path: &str) -> String {
    TestServer::on(today).await.visitor().get(path).await.text(".standing")
}

fn assert_says(standing: &str, expected: &[&str]) {
    for expected in expected {
        assert!(standing.contains(expected), "\u{201c}{expected}\u{201d} is not in: {standing}");
    }
}

#[tokio::test]
async fn before_the_review_it_is_so_many_days_off_and_its_outcome_unknown() {
    let english = standing("2025-11-26", "/").await;
    assert_says(&english, &["The joint review is on 1 July 2026, in 217 days.", "1 December 2025, in 5 days"]);
    assert!(!english.contains("did not agree"), "{english}");
    assert_says(
        &standing("2025-11-26", "/es").await,
        &["La revisión conjunta es el 1 de julio de 2026, dentro de 217 días."],
    );
    assert_says(
        &standing("2025-11-26", "/fr").await,
        &["L’examen conjoint a lieu le 1er juillet 2026, dans 217 jours."],
    );
}

#[tokio::test]
async fn on_the_day_it_is_today() {
    let english = standing("2026-07-01", "/").await;
    assert_says(
        &english,
        &[
            "First joint review under Article 34.7, 1 July 2026: today",
            "Third US-Mexico negotiating round, 20 July 2026, in 19 days",
        ],
    );
    assert_says(&standing("2026-07-01", "/es/milestones").await, &["hoy"]);
}

#[tokio::test]
async fn after_the_review_it_says_what_happened_how_long_ago_and_what_comes_next() {
    let english = standing("2026-11-23", "/").await;
    assert_says(
        &english,
        &["The parties did not agree to extend", "1 July 2026: 145 days ago", "Annual joint review, 2027"],
    );
    assert_says(&standing("2026-11-23", "/es").await, &["Las Partes no acordaron la prórroga", "hace 145 días"]);
    assert_says(&standing("2026-11-23", "/fr").await, &["il y a 145 jours"]);
}

#[tokio::test]
async fn milestones_are_ahead_or_behind_as_of_the_day() {
    let before = TestServer::on("2025-11-26").await.visitor().get("/milestones").await;
    assert_eq!(before.text("h1"), "Milestones");
    assert_eq!(before.text("h2.headline"), "The joint review is on 1 July 2026, in 217 days.");
    assert_eq!(before.text("#joint-review-2026 .state"), "Planned");
    assert_eq!(before.all("#joint-review-2026 .outcome").len(), 0);
    assert_eq!(before.text("#us-hearing-original-date .state"), "Rescheduled");
    let after = TestServer::on("2026-11-23").await.visitor().get("/milestones").await;
    assert_eq!(after.text("#joint-review-2026 .state"), "Held");
    assert_eq!(after.text("#us-mx-round-3 .state"), "Not confirmed");
    assert!(after.text("#us-hearing").contains("Previously scheduled for: 17 November 2025"));
}
