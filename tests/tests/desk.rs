//! Writing statements: drafts, reviews, conflicts, history.

use std::sync::Arc;

use acceptance::{
    Backend, Import, Member, MovableClock, Setup, TestDatabase, TestServer, composed, on_both,
    writing::{GOOD, begin, borrowed, fields_of, location, step, submitted, with},
};
use domain::{DraftId, ReferenceKind, Role, Slug};
use futures::future::join_all;
use service::{
    accounts::Accounts,
    authorisation::{AccountManager, Reviewer, Session},
    desk::{DraftError, SaveTarget, StatementForm},
    import::Mode,
    ports::AuditCheck,
};

const TODAY: &str = "2026-11-23";

#[tokio::test]
async fn a_statement_goes_from_draft_to_tombstone() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let reviewer = server.signed_in(Role::Reviewer).await;

    // What is not complete is kept all the same.
    let saved = begin(&editor, &with(GOOD, &[("year", ""), ("stakeholder", "Nobody & Sons")]), "save").await;
    let draft = location(&saved).split('?').next().expect("an address").to_owned();
    let page = editor.get(&draft).await;
    assert_eq!(page.attributes("#stakeholder", "value"), ["Nobody & Sons"]);
    assert_eq!(page.text("#text"), "Access to medicines must come first.");
    let refused = editor.post(&draft, &with(&borrowed(&fields_of(&page)), &[("action", "submit")])).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#stakeholder", "#year"]);
    assert_eq!(refused.attributes("#stakeholder", "value"), ["Nobody & Sons"], "what was typed is still there");
    assert!(refused.text(".error-summary").contains("The draft is saved as it stands here."));
    let version = fields_of(&refused);
    let too_long = "a".repeat(300_000);
    let unsaved = with(&borrowed(&version), &[("text", &too_long), ("action", "submit")]);
    let unsaved = editor.post(&draft, &unsaved).await;
    assert!(unsaved.text(".error-summary").contains("Nothing was saved yet."), "{}", unsaved.text(".error-summary"));

    let fields = fields_of(&refused);
    let corrected = with(&borrowed(&fields), &[("stakeholder", "MSF"), ("year", "2026"), ("action", "submit")])
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect::<Vec<_>>();
    let review = location(&editor.post(&draft, &borrowed(&corrected)).await);
    assert!(reviewer.get("/edit").await.body.contains(&review), "it waits in the queue");

    let without = step(&reviewer, &review, "send-back", &[("reason", " ")]).await;
    assert_eq!((without.status, without.all(".error-summary").len()), (422, 1));
    assert_eq!(step(&reviewer, &review, "send-back", &[("reason", "Which letter?")]).await.status, 303);
    let back = editor.get(&draft).await;
    assert!(back.text(".notice").contains("Which letter?"));
    assert!(editor.get("/edit").await.text("main").contains("Returned to you"));

    let fields = fields_of(&back);
    let answer = with(&borrowed(&fields), &[("locator", "page 2"), ("action", "submit")])
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect::<Vec<_>>();
    let review = location(&editor.post(&draft, &borrowed(&answer)).await);
    assert_eq!(server.visitor().get("/timeline?q=%22must+come+first%22").await.all("article").len(), 0);
    let statement = location(&step(&reviewer, &review, "publish", &[]).await);
    assert_eq!(statement, "/statements/msf-2026-11-03-access-to-medicines-must-come-first");
    let found = server.visitor().get("/timeline?q=%22must+come+first%22").await;
    assert_eq!(found.all("article").len(), 1, "the next page shows it");
    assert!(found.text("article").contains("Strongly supports") && found.text("article").contains("3 November 2026"));

    assert_eq!(editor.get(&format!("/edit{statement}/withdraw")).await.status, 403);
    let form = reviewer.get(&format!("/edit{statement}/withdraw")).await;
    let version = form.attributes("form.stacked input[name=version]", "value").remove(0);
    let fields = [("version", version.as_str()), ("reason", "The letter was not theirs.")];
    assert_eq!(reviewer.post(&format!("/edit{statement}/withdraw"), &fields).await.status, 303);
    let tombstone = server.visitor().get(&statement).await;
    assert_eq!(tombstone.status, 410);
    assert!(tombstone.text("main").contains("The letter was not theirs."));
    assert_eq!(server.visitor().get("/timeline?q=%22must+come+first%22").await.all("article").len(), 0);
    let history = server.visitor().get(&format!("{statement}/history")).await;
    assert!(history.text("main").contains("Withdrawn") && !history.body.contains("reviewer"), "no names for readers");
    assert!(reviewer.get(&format!("{statement}/history")).await.text(".history").contains("By reviewer"));
}

#[tokio::test]
async fn nobody_publishes_their_own_unless_that_is_set() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let review = submitted(&reviewer, GOOD).await;
    assert!(reviewer.get(&review).await.text("#steps").contains("Another reviewer must publish"));
    let version = reviewer.get(&review).await.attributes("#steps input[name=version]", "value").remove(0);
    let refused = reviewer.post(&review.replace("review", "publish"), &[("version", &version)]).await;
    assert_eq!(refused.status, 403);

    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let server = TestServer::set_up(database, TODAY, Setup { four_eyes: false, ..Setup::default() }).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let review = submitted(&reviewer, GOOD).await;
    assert!(location(&step(&reviewer, &review, "publish", &[]).await).starts_with("/statements/msf-"));
}

#[tokio::test]
async fn a_change_waits_for_review_while_the_statement_stays_as_it_is() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = "/statements/seed-msf-remove-provisions";
    let before = server.visitor().get(path).await.text(".words");
    let form = editor.get(&format!("/edit{path}")).await;
    let fields = fields_of(&form);
    let changed =
        with(&borrowed(&fields), &[("note", "Read again."), ("reason", "A remark was missing."), ("action", "submit")])
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>();
    let review = location(&editor.post("/edit/drafts", &borrowed(&changed)).await);
    let shown = reviewer.get(&review).await;
    assert_eq!(
        shown.texts(".differences tbody tr").len(),
        1,
        "only what differs: {:?}",
        shown.texts(".differences tr")
    );
    assert!(!server.visitor().get(path).await.body.contains("Read again."));
    assert_eq!(location(&step(&reviewer, &review, "publish", &[]).await), path);
    let after = server.visitor().get(path).await;
    assert!(after.body.contains("Read again.") && after.text(".words") == before);
    let history = server.visitor().get(&format!("{path}/history")).await;
    assert!(history.text(".history").contains("A remark was missing."));
    assert_eq!(history.texts(".differences tbody tr"), ["Editors’ note Read again."]);
    assert!(server.visitor().get("/es/corrections").await.body.contains("A remark was missing."));

    // Any version can be given back, by the same way.
    let restored = editor.post(&format!("/edit{path}/restore"), &[("version", "1")]).await;
    let review = location(&restored);
    assert_eq!(step(&editor, &review, "submit", &[]).await.status, 303);
    assert_eq!(location(&step(&reviewer, &review, "publish", &[]).await), path);
    assert!(!server.visitor().get(path).await.body.contains("Read again."));
    assert_eq!(server.visitor().get(&format!("{path}/history")).await.all(".history > li").len(), 2);
}

#[tokio::test]
async fn who_is_slower_sees_both_and_loses_nothing() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let path = "/statements/seed-msf-remove-provisions";
    let change = async |member: &Member, note: &str| {
        let fields = fields_of(&member.get(&format!("/edit{path}")).await);
        let fields = with(&borrowed(&fields), &[("note", note), ("action", "submit")])
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect::<Vec<_>>();
        location(&member.post("/edit/drafts", &borrowed(&fields)).await)
    };
    let (first, second) = (change(&editor, "The first.").await, change(&editor, "The second.").await);
    assert_eq!(step(&reviewer, &first, "publish", &[]).await.status, 303);
    let late = step(&reviewer, &second, "publish", &[]).await;
    assert_eq!(late.status, 409);
    assert!(server.visitor().get(path).await.body.contains("The first."));
    let conflict = editor.get(&second.replace("/review", "")).await;
    assert_eq!(conflict.status, 409);
    let row = conflict.text(".differences tbody tr");
    assert!(row.contains("The first.") && row.contains("The second."), "{row}");
    let fields = fields_of(&conflict);
    let settled = with(&borrowed(&fields), &[("note", "Both."), ("action", "submit")])
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect::<Vec<_>>();
    let review = location(&editor.post(&second.replace("/review", ""), &borrowed(&settled)).await);
    assert_eq!(step(&reviewer, &review, "publish", &[]).await.status, 303);
    assert!(server.visitor().get(path).await.body.contains("Both."));

    // The same on one draft, in two browsers.
    let draft = location(&begin(&editor, GOOD, "save").await).split('?').next().expect("an address").to_owned();
    let here = fields_of(&editor.get(&draft).await);
    let there = here.clone();
    let saved = with(&borrowed(&here), &[("note", "Here."), ("action", "save")])
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect::<Vec<_>>();
    assert_eq!(editor.post(&draft, &borrowed(&saved)).await.status, 303);
    let late = editor.post(&draft, &with(&borrowed(&there), &[("note", "There."), ("action", "save")])).await;
    assert_eq!(late.status, 409);
    let row = late.text(".differences tbody tr");
    assert!(row.contains("Here.") && row.contains("There."), "{row}");
    assert_eq!(late.text("#note"), "There.", "the form holds what was typed last");
}

#[tokio::test]
async fn what_is_typed_into_a_draft_that_was_published_meanwhile_begins_a_change() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let review = submitted(&editor, GOOD).await;
    let draft = review.replace("/review", "");
    let open = fields_of(&editor.get(&draft).await);
    let published = location(&step(&reviewer, &review, "publish", &[]).await);
    let late = editor.post(&draft, &with(&borrowed(&open), &[("note", "Typed too late."), ("action", "save")])).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.text("#note"), "Typed too late.");
    assert!(late.text(".error-summary").contains("The draft was published while"), "{}", late.text(".error-summary"));
    let rows = late.texts(".differences tbody tr");
    assert!(rows.iter().any(|row| row.contains("Typed too late.")), "{rows:?}");
    let fields = fields_of(&late);
    let change = location(&editor.post("/edit/drafts", &with(&borrowed(&fields), &[("action", "submit")])).await);
    assert_ne!(change, review);
    assert_eq!(location(&step(&reviewer, &change, "publish", &[]).await), published);
    assert!(server.visitor().get(&published).await.text("main").contains("Typed too late."));

    // Of one that was thrown away nothing is made; it says so, and is not said to be nowhere.
    let draft = location(&begin(&editor, GOOD, "save").await).split('?').next().expect("an address").to_owned();
    let open = fields_of(&editor.get(&draft).await);
    assert_eq!(step(&editor, &format!("{draft}/review"), "discard", &[("version", "1")]).await.status, 303);
    let late = editor.post(&draft, &with(&borrowed(&open), &[("note", "Typed too late."), ("action", "save")])).await;
    assert_eq!(late.status, 409, "{}", late.text("main"));
}

#[tokio::test]
async fn a_new_stakeholder_comes_with_its_statement() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let fields = with(
        GOOD,
        &[
            ("stakeholder", "Cámara de la Industria Farmacéutica"),
            ("new-stakeholder", "yes"),
            ("stakeholder-short", "CIF"),
            ("stakeholder-kind", "chamber_of_commerce"),
            ("stakeholder-country", "MX"),
        ],
    );
    let review = submitted(&editor, &fields).await;
    assert_eq!(server.visitor().get("/stakeholders/cif").await.status, 404);
    assert!(reviewer.get(&review).await.text(".notice").contains("Cámara de la Industria Farmacéutica"));
    assert_eq!(step(&reviewer, &review, "publish", &[]).await.status, 303);
    assert_eq!(server.visitor().get("/stakeholders/cif").await.status, 200);
    assert_eq!(server.visitor().get("/timeline?stakeholder=cif").await.all("article").len(), 1);
}

#[tokio::test]
async fn more_rows_for_stances_are_there_without_javascript() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let more = location(&begin(&editor, GOOD, "more").await);
    assert!(more.ends_with("?more=1#topic-1"), "{more}");
    let page = editor.get(more.split('#').next().expect("an address")).await;
    assert_eq!(page.all(".position-row").len(), 2);
    assert!(page.text(".position-row").contains("should"), "the proposition is shown in full");
}

#[tokio::test]
async fn a_form_sent_a_thousand_times_makes_one_draft_and_one_statement() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let fields = [GOOD, &[("key", key.as_str()), ("action", "save")]].concat();
    let replies = join_all((0..1_000).map(|_| editor.post("/edit/drafts", &fields))).await;
    assert!(replies.iter().all(|reply| reply.status == 303), "{:?}", replies.iter().map(|r| r.status).max());
    assert_eq!(server.database.number("SELECT COUNT(*) FROM draft").await, 1);
    let draft = location(&replies[0]).split('?').next().expect("an address").to_owned();
    let version =
        editor.get(&format!("{draft}/review")).await.attributes("#steps input[name=version]", "value").remove(0);
    assert_eq!(editor.post(&format!("{draft}/submit"), &[("version", &version)]).await.status, 303);
    let version =
        reviewer.get(&format!("{draft}/review")).await.attributes("#steps input[name=version]", "value").remove(0);
    let fields = [("version", version.as_str())];
    let before = server.database.number("SELECT COUNT(*) FROM statement").await;
    let publish = format!("{draft}/publish");
    let replies = join_all((0..50).map(|_| reviewer.post(&publish, &fields))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
    assert_eq!(server.database.number("SELECT COUNT(*) FROM statement").await, before + 1);
}

/// A reviewer who needs no browser.
/// Somebody who has signed in.
async fn session(accounts: &Accounts, name: &str, role: Role) -> Session {
    let email = format!("{name}@example.org").parse().expect("an address");
    let by = AccountManager::at_terminal("test");
    let link = accounts.add_user(&by, name, &email, role).await.expect("an account");
    accounts.set_password_by_link(&link, "four words in a row").await.expect("a password");
    let session = accounts.sign_in(email.as_str(), "four words in a row", "test").await.expect("a session");
    accounts.authenticate(&session.token).await.expect("an answer").expect("a session")
}

#[tokio::test]
async fn what_was_merged_elsewhere_a_moment_ago_gets_no_new_statement() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let (clock, setup) = (MovableClock::at_noon_of(TODAY), Setup { four_eyes: false, ..Setup::default() });
        let nowhere = "127.0.0.1:9".parse().expect("an address");
        // Two servers, of which neither hears of the other.
        let here = composed(&database, &clock, setup, nowhere).await;
        let there = composed(&database, &clock, setup, nowhere).await;
        let admin = session(&there.accounts, "admin", Role::Admin).await.admin().expect("an admin");
        let reviewer = admin.reviewer();
        let pairs: Vec<(String, String)> =
            GOOD.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let target = SaveTarget::New { key: "a key".to_owned(), base: None };
        let form = StatementForm::read(&pairs);
        let draft = here.desk.save(reviewer.editor(), target, &form).await.expect("a draft");
        here.desk.submit(reviewer.editor(), draft.id, 1).await.expect("it is complete");
        there.desk.merge(&admin, ReferenceKind::Stakeholder, "msf", "amiif", "A test.").await.expect("a merge");
        assert!(here.library.catalogue().stakeholders.contains_key(&"msf".parse().expect("a slug")));
        let slug = here.desk.publish(reviewer, draft.id, 2).await.expect("it is published");
        let stored = database.open().await.find_by_slug(&slug).await.expect("an answer").expect("a statement");
        assert_eq!(stored.statement.stakeholder.as_str(), "amiif");
    })
    .await;
}

/// One editor appends a word to the remark of a statement, as often as asked, each time to what is published
/// then. Gives the words that were published.
async fn append(server: Arc<TestServer>, reviewer: Reviewer, slug: Slug, who: usize, rounds: usize) -> Vec<String> {
    let mut published = Vec::new();
    for round in 0..rounds {
        let word = format!("e{who}r{round}");
        let editor = reviewer.editor();
        let (stored, form) = server.desk.statement(editor, &slug).await.expect("a statement");
        let form = StatementForm { note: format!("{} {word}", form.note), ..form };
        let target = SaveTarget::New { key: word.clone(), base: Some((stored.id, stored.version)) };
        let id = server.desk.save(editor, target, &form).await.expect("a draft").id;
        match publish(&server, &reviewer, id).await {
            Ok(()) => published.push(word),
            Err(DraftError::StatementConflict(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
    published
}

async fn publish(server: &TestServer, reviewer: &Reviewer, id: DraftId) -> Result<(), DraftError> {
    server.desk.submit(reviewer.editor(), id, 1).await?;
    server.desk.publish(reviewer, id, 2).await.map(drop)
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_editors_at_once_lose_no_update() {
    const EDITORS: usize = 50;
    const ROUNDS: usize = 100;
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server =
            Arc::new(TestServer::set_up(database, TODAY, Setup { four_eyes: false, ..Setup::default() }).await);
        let slug: Slug = "seed-msf-remove-provisions".parse().expect("a slug");
        let one = session(&server.accounts, "one", Role::Reviewer).await.reviewer().expect("a reviewer");
        let tasks =
            (0..EDITORS).map(|who| tokio::spawn(append(Arc::clone(&server), one.clone(), slug.clone(), who, ROUNDS)));
        let published: Vec<String> =
            join_all(tasks).await.into_iter().flat_map(|words| words.expect("an editor")).collect();
        let (stored, form) = server.desk.statement(one.editor(), &slug).await.expect("a statement");
        let words: Vec<&str> = form.note.split_whitespace().collect();
        let lost: Vec<&String> = published.iter().filter(|word| !words.contains(&word.as_str())).collect();
        assert_eq!(lost, Vec::<&String>::new());
        assert!(published.len() >= ROUNDS, "{} were published", published.len());
        assert_eq!(usize::try_from(stored.version).expect("small"), published.len() + 1);
        let revisions = server.library.history(&slug).await.expect("a history").1;
        assert_eq!(revisions.len(), published.len());
        let check = server.database.open().await.verify_audit().await.expect("a check");
        assert!(matches!(check, AuditCheck { broken: None, .. }));
    })
    .await;
}

#[tokio::test]
async fn the_queue_says_what_there_is_to_do() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    begin(&editor, &with(GOOD, &[("text", "A draft about prices.")]), "save").await;
    submitted(&editor, &with(GOOD, &[("text", "Another about linkage.")])).await;
    let idle = [("url", "https://example.org/idle"), ("title", "An idle source"), ("kind", "ngo"), ("tier", "2")];
    editor.post("/edit/sources", &idle).await;
    let old = [
        ("day", ""),
        ("month", ""),
        ("year", "2024"),
        ("stakeholder", "AMIIF"),
        ("topic-0", "stakeholder-consultation"),
        ("text", "Long ago."),
    ];
    let path = location(&step(&reviewer, &submitted(&editor, &with(GOOD, &old)).await, "publish", &[]).await);
    assert!(path.starts_with("/statements/amiif-2024"));

    let page = editor.get("/edit").await;
    let parts = page.texts("nav.queue a");
    for part in ["Your drafts 1", "Awaiting review 1", "Sources without statements 1"] {
        assert!(parts.iter().any(|text| text == part), "{part}: {parts:?}");
    }
    assert!(
        parts.iter().any(|text| text.starts_with("Sources with unchecked quotes ") && !text.ends_with(" 0")),
        "{parts:?}"
    );
    let stale = editor.get("/edit?show=stale").await;
    assert!(stale.text("section").contains("AMIIF: ") && stale.text("section").contains("31 December 2024"));
    assert_eq!(stale.all("section").len(), 1, "this part alone");
    let narrowed = editor.get("/edit?q=linkage").await;
    assert!(narrowed.text("main").contains("Another about linkage.") && !narrowed.text("main").contains("prices"));
    assert_eq!(narrowed.attributes("input[name=q]", "value"), ["linkage"]);
    assert!(editor.get("/edit?show=mine&q=zzz").await.text("section").contains("You have no drafts."));
    assert!(editor.get("/edit?show=without-statements").await.text("section").contains("An idle source"));
}

#[tokio::test]
async fn a_new_topic_comes_with_its_statement() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let fields = with(GOOD, &[("topic-0", "Dairy quotas"), ("new-topic-0", "yes")]);
    let refused = begin(&editor, &fields, "submit").await;
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#proposition-0"]);
    let fields = with(
        &fields,
        &[
            ("proposition-0", "The chapter on digital trade should be kept."),
            ("proposition-es-0", "El capítulo de comercio digital debe mantenerse."),
        ],
    );
    let review = submitted(&editor, &fields).await;
    assert_eq!(server.visitor().get("/topics/dairy-quotas").await.status, 404);
    let preview = reviewer.get(&review).await;
    assert!(preview.text(".notice").contains("The chapter on digital trade should be kept."));
    assert_eq!(step(&reviewer, &review, "publish", &[]).await.status, 303);
    assert!(server.visitor().get("/es/topics/dairy-quotas").await.body.contains("El capítulo de comercio digital"));
    assert_eq!(server.visitor().get("/timeline?topic=dairy-quotas").await.all("article").len(), 1);
}
