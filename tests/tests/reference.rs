//! Stakeholders, topics, milestones and sources: adding, changing, merging.

use acceptance::{
    Import, Member, Setup, TestDatabase, TestServer, on_both, starter_statements,
    writing::{GOOD, borrowed, fields_of, location, published, with},
};
use domain::Role;
use service::import::Mode;

const TODAY: &str = "2026-11-23";

const STAKEHOLDER: &[(&str, &str)] = &[
    ("name", "Cámara de Comercio del Canadá en México"),
    ("short", "CANCHAM"),
    ("aliases", "Canadian Chamber of Commerce in Mexico\nCanCham Mexico"),
    ("kind", "chamber_of_commerce"),
    ("country", "MX"),
];

/// The fields of the form on the page of something, with others in their place.
async fn change(member: &Member, path: &str, changed: &[(&str, &str)]) -> acceptance::Reply {
    let fields = fields_of(&member.get(path).await);
    member.post(path, &with(&borrowed(&fields), changed)).await
}

#[tokio::test]
async fn a_stakeholder_is_added_and_changed() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let wrong = with(STAKEHOLDER, &[("name", "médecins sans FRONTIÈRES"), ("kind", ""), ("slug", "Not a slug")]);
    let refused = reviewer.post("/edit/reference/stakeholder", &wrong).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#name", "#kind", "#slug"]);
    assert_eq!(refused.attributes("#name", "value"), ["médecins sans FRONTIÈRES"], "what was typed is still there");

    let path = location(&reviewer.post("/edit/reference/stakeholder", STAKEHOLDER).await);
    assert_eq!(path, "/edit/reference/stakeholder/item/cancham?saved=1");
    let page = server.visitor().get("/stakeholders/cancham").await;
    assert!(page.text("main").contains("Canadian Chamber of Commerce in Mexico"), "seen at once");
    let taken = reviewer.post("/edit/reference/stakeholder", &with(STAKEHOLDER, &[("name", "Another")])).await;
    assert_eq!(taken.attributes(".error-summary a", "href"), ["#slug"]);

    let path = "/edit/reference/stakeholder/item/cancham";
    let without = change(&reviewer, path, &[("note", "Its office is in Mexico City.")]).await;
    assert_eq!((without.status, without.text("#note").as_str()), (422, "Its office is in Mexico City."));
    let seen = fields_of(&reviewer.get(path).await);
    let done =
        change(&reviewer, path, &[("note", "Its office is in Mexico City."), ("reason", "A remark was missing.")])
            .await;
    assert_eq!(done.status, 303);
    assert!(server.visitor().get("/stakeholders/cancham").await.body.contains("Its office is in Mexico City."));

    // Who saw what was there before that sees both.
    let late = with(&borrowed(&seen), &[("note", "It has several offices."), ("reason", "A slip.")]);
    let late = reviewer.post(path, &late).await;
    assert_eq!(late.status, 409);
    let row = late.text(".differences tbody tr");
    assert!(row.contains("Its office is in Mexico City.") && row.contains("It has several offices."), "{row}");
    assert_eq!(late.text("#note"), "It has several offices.");
    let fields = fields_of(&late);
    assert_eq!(reviewer.post(path, &borrowed(&fields)).await.status, 303, "having seen both");
    assert!(server.visitor().get("/stakeholders/cancham").await.body.contains("It has several offices."));
}

#[tokio::test]
async fn a_stakeholder_is_called_what_readers_of_a_language_call_it() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let names = [
        ("name-en", "Canadian Chamber of Commerce in Mexico"),
        ("name-fr", "Chambre de commerce du Canada au Mexique"),
        ("short-fr", "CCCM"),
        ("aliases", ""),
    ];
    let too_long = "x".repeat(501);
    let wrong = reviewer.post("/edit/reference/stakeholder", &with(STAKEHOLDER, &[("short-es", &too_long)])).await;
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#short-es"]);
    assert_eq!(reviewer.post("/edit/reference/stakeholder", &with(STAKEHOLDER, &names)).await.status, 303);
    let visitor = server.visitor();
    for (path, heading, full, others) in [
        ("/stakeholders/cancham", "CANCHAM", "Canadian Chamber of Commerce in Mexico", "Cámara de Comercio del"),
        ("/es/stakeholders/cancham", "CANCHAM", "Cámara de Comercio del Canadá en México", ""),
        ("/fr/stakeholders/cancham", "CCCM", "Chambre de commerce du Canada au Mexique", "CANCHAM"),
    ] {
        let page = visitor.get(path).await;
        assert_eq!((page.text("h1"), page.text(".subject .full-name")), (heading.to_owned(), full.to_owned()));
        let said = page.texts(".subject p:not(.kicker, .full-name)");
        assert_eq!(said.iter().any(|text| text.contains(others)), !others.is_empty(), "{path}: {said:?}");
    }
    let page = reviewer.get("/edit/reference/stakeholder/item/cancham").await;
    assert_eq!(page.attributes("#short-fr", "value"), ["CCCM"]);
    // It is found by any of its names, whatever the language of the page.
    let found = visitor.get("/search?q=chambre+de+commerce+du+canada+au").await;
    assert_eq!(found.attributes(".found section:first-child a", "href")[0], "/stakeholders/cancham");
    // Of two stakeholders one is not called what the other is called in a language.
    let other = with(STAKEHOLDER, &[("name", "Chambre de commerce du Canada au Mexique"), ("short", "Other")]);
    let taken = reviewer.post("/edit/reference/stakeholder", &other).await;
    assert_eq!(taken.attributes(".error-summary a", "href"), ["#name"]);
}

#[tokio::test]
async fn a_topic_has_its_proposition_in_three_languages_and_is_no_part_of_itself() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let fields = [
        ("label-en", "Dairy quotas"),
        ("label-es", "Cuotas de lácteos"),
        ("label-fr", "Contingents laitiers"),
        ("proposition-en", "The chapter on digital trade should be kept."),
        ("proposition-es", "El capítulo de comercio digital debe mantenerse."),
        ("proposition-fr", "Le chapitre sur le commerce numérique devrait être maintenu."),
        ("articles", "Chapter 19\nArticle 19.11"),
        ("aliases", "e-commerce"),
    ];
    let without = reviewer.post("/edit/reference/topic", &with(&fields, &[("proposition-en", "")])).await;
    assert_eq!(without.attributes(".error-summary a", "href"), ["#proposition-en"]);
    assert_eq!(reviewer.post("/edit/reference/topic", &fields).await.status, 303);
    for (path, words) in [
        ("/topics/dairy-quotas", "The chapter on digital trade should be kept."),
        ("/es/topics/dairy-quotas", "El capítulo de comercio digital debe mantenerse."),
        ("/fr/topics/dairy-quotas", "Le chapitre sur le commerce numérique devrait être maintenu."),
    ] {
        assert!(server.visitor().get(path).await.body.contains(words), "{path}");
    }
    let below = with(&fields, &[("label-en", "Data flows"), ("aliases", ""), ("broader", "E-Commerce")]);
    assert_eq!(reviewer.post("/edit/reference/topic", &below).await.status, 303);
    let circle = [("broader", "Data flows"), ("reason", "A try.")];
    let circle = change(&reviewer, "/edit/reference/topic/item/dairy-quotas", &circle).await;
    assert_eq!(circle.attributes(".error-summary a", "href"), ["#broader"]);
}

#[tokio::test]
async fn a_milestone_that_moves_keeps_its_old_date() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let fields = [
        ("title-en", "A hearing on medicines"),
        ("date", "2027-02-01"),
        ("state", "planned"),
        ("kind", "hearing"),
        ("party", "MX"),
    ];
    let path = location(&reviewer.post("/edit/reference/milestone", &fields).await);
    let path = path.split('?').next().expect("a path");
    assert_eq!(change(&reviewer, path, &[("date", "2027-03-01"), ("reason", "It was moved.")]).await.status, 303);
    assert_eq!(change(&reviewer, path, &[("date", "2027-03"), ("reason", "The day is open.")]).await.status, 303);
    let page = server.visitor().get("/milestones").await.text("main");
    assert!(page.contains("March 2027") && page.contains("1 February 2027") && page.contains("1 March 2027"), "{page}");
    let wrong = change(&reviewer, path, &[("end-date", "2027-02-01"), ("reason", "A try.")]).await;
    assert_eq!(wrong.attributes(".error-summary a", "href"), ["#end-date"]);
}

#[tokio::test]
async fn a_source_is_described_anew_and_its_statements_show_it() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let statement = published(&editor, &reviewer, GOOD).await;
    let known = with(
        GOOD,
        &[("url", "https://example.org/msf-letter"), ("title", "Other words"), ("kind", "news"), ("tier", "5")],
    );
    let source = location(&editor.post("/edit/sources", &known).await);
    assert!(server.visitor().get(&statement).await.body.contains("A letter to the three parties"), "editors do not");
    let key = source.rsplit('/').next().expect("a number");
    let path = format!("/edit/reference/source/item/{key}");
    let done =
        change(&reviewer, &path, &[("title", "The letter"), ("tier", "1"), ("reason", "Read on the page.")]).await;
    assert_eq!(done.status, 303);
    let page = server.visitor().get(&statement).await;
    assert!(
        page.body.contains("The letter") && page.text("main").contains("Official record or filing")
            || page.text("main").contains("official record"),
        "{}",
        page.text("main")
    );
    let other = [("url", "https://example.org/other"), ("title", "Other"), ("kind", "news"), ("tier", "3")];
    editor.post("/edit/sources", &other).await;
    let taken = change(&reviewer, &path, &[("url", "https://example.org/other"), ("reason", "A try.")]).await;
    assert_eq!(taken.attributes(".error-summary a", "href"), ["#url"]);
    let moved = change(&reviewer, &path, &[("url", "https://example.org/moved"), ("reason", "It moved.")]).await;
    assert_eq!(moved.status, 303);
    assert!(server.visitor().get(&statement).await.body.contains("https://example.org/moved"));
}

async fn server_on(database: TestDatabase) -> TestServer {
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    TestServer::set_up(database, TODAY, Setup::default()).await
}

/// How many statements the timeline announces for a query.
async fn count(server: &TestServer, query: &str) -> u64 {
    let page = server.visitor().get(&format!("/timeline?{query}")).await;
    assert_eq!(page.status, 200, "{query}");
    let summary = page.text(".summary");
    summary.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0)
}

#[tokio::test]
async fn merged_stakeholders_are_one_and_the_old_address_leads_on() {
    on_both(|database| async {
        let server = server_on(database).await;
        let (admin, reviewer) = (server.signed_in(Role::Admin).await, server.signed_in(Role::Reviewer).await);
        let (old, new) = (count(&server, "stakeholder=msf").await, count(&server, "stakeholder=amiif").await);
        assert!(old > 0 && new > 0);
        let path = "/edit/reference/stakeholder/item/msf";
        assert!(!reviewer.get(path).await.body.contains("merge-reason"), "reviewers do not merge");
        assert_eq!(reviewer.post(&format!("{path}/merge"), &[("into", "amiif")]).await.status, 403);
        let without = admin.post(&format!("{path}/merge"), &[("into", "amiif")]).await;
        assert_eq!(without.attributes(".error-summary a", "href"), ["#merge-reason"]);
        let nothing = admin.post(&format!("{path}/merge"), &[("into", "msf"), ("merge-reason", "One.")]).await;
        assert_eq!(nothing.attributes(".error-summary a", "href"), ["#into"]);

        let rows = server.database.number("SELECT COUNT(*) FROM audit").await;
        let fields = [("into", "amiif"), ("merge-reason", "They are one body.")];
        let merged = location(&admin.post(&format!("{path}/merge"), &fields).await);
        assert_eq!(merged, "/edit/reference/stakeholder/item/amiif?merged=1");
        assert_eq!(server.database.number("SELECT COUNT(*) FROM audit").await, rows + 1);
        assert_eq!(count(&server, "stakeholder=amiif").await, old + new);
        for (from, to) in [
            ("/stakeholders/msf", "/stakeholders/amiif"),
            ("/es/stakeholders/msf", "/es/stakeholders/amiif"),
            ("/timeline?stakeholder=msf&topic=medicine-access", "/timeline?stakeholder=amiif&topic=medicine-access"),
            ("/timeline?stakeholder=msf&stakeholder=amiif", "/timeline?stakeholder=amiif"),
        ] {
            let reply = server.visitor().get(from).await;
            assert_eq!((reply.status, reply.header("location")), (308, Some(to)), "{from}");
            assert_eq!(reply.header("cache-control"), Some("no-cache"), "a merge can be undone");
        }
        let page = server.visitor().get("/stakeholders/amiif").await.text("main");
        assert!(page.contains("Médecins Sans Frontières"), "its names are names of the other: {page}");
        let history = server.visitor().get("/statements/seed-msf-remove-provisions/history").await;
        assert!(history.text(".history").contains("They are one body."), "{}", history.text("main"));
        // What comes in under the old name goes to the new one, and what became another stays that.
        let store = server.database.open().await;
        let again = Import::starter().run(store.as_ref(), Mode::DryRun).await.expect("an import");
        assert_eq!((again.stakeholders.added, again.statements.added), (0, 0));

        // A name can lead on twice; then the first merge is undone last.
        let path = "/edit/reference/stakeholder/item/amiif/merge";
        let fields = [("into", "cancham"), ("merge-reason", "A try.")];
        reviewer.post("/edit/reference/stakeholder", STAKEHOLDER).await;
        assert_eq!(admin.post(path, &fields).await.status, 303);
        let reply = server.visitor().get("/stakeholders/msf").await;
        assert_eq!(reply.header("location"), Some("/stakeholders/cancham"));
        let undo = admin.get("/edit/reference").await.attributes("td form", "action");
        assert_eq!(undo.len(), 2);
        let too_early = admin.post(&undo[1], &[]).await;
        assert_eq!(too_early.status, 409, "{}", too_early.text("main"));
        assert_eq!(admin.post(&undo[0], &[]).await.status, 303);
        assert_eq!(admin.post(&undo[1], &[]).await.status, 303);
        assert_eq!(count(&server, "stakeholder=msf").await, old);
        assert_eq!(count(&server, "stakeholder=amiif").await, new);
        let page = server.visitor().get("/stakeholders/amiif").await;
        assert!(!page.text("main").contains("Médecins Sans Frontières"), "the names went back");
        assert_eq!(server.visitor().get("/stakeholders/msf").await.status, 200);
        assert_eq!(admin.post(&undo[1], &[]).await.status, 404, "once");
        let check = service::ports::RecordStore::verify_audit(store.as_ref()).await.expect("a log");
        assert_eq!(check.broken, None);
    })
    .await;
}

#[tokio::test]
async fn merged_topics_are_one_unless_a_statement_has_both() {
    on_both(|database| async {
        let server = server_on(database).await;
        let admin = server.signed_in(Role::Admin).await;
        let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
        let topic = [("label-en", "Access to drugs"), ("proposition-en", "Access to drugs should prevail.")];
        reviewer.post("/edit/reference/topic", &topic).await;
        let both = [("topic-1", "Access to drugs"), ("stance-1", "support")];
        let statement = published(&editor, &reviewer, &[GOOD, &both].concat()).await;
        let path = "/edit/reference/topic/item/access-to-drugs";
        let fields = [("into", "medicine-access"), ("merge-reason", "The same topic.")];
        let refused = admin.post(&format!("{path}/merge"), &fields).await;
        assert_eq!(refused.status, 409);
        assert_eq!(refused.attributes(".error-summary a", "href"), std::slice::from_ref(&statement));
        assert_eq!(count(&server, "topic=access-to-drugs").await, 1, "nothing was done");

        let fields_now = fields_of(&editor.get(&format!("/edit{statement}")).await);
        let one = with(
            &borrowed(&fields_now),
            &[("topic-0", ""), ("stance-0", ""), ("rationale-0", ""), ("action", "submit")],
        );
        let review = location(&editor.post("/edit/drafts", &one).await);
        acceptance::writing::step(&reviewer, &review, "publish", &[]).await;
        let unexplained = admin.post(&format!("{path}/merge"), &[("into", "medicine-access")]).await;
        assert_eq!(unexplained.attributes(".error-summary a", "href"), ["#merge-reason"]);
        assert_eq!(unexplained.attributes("#into option[selected]", "value"), ["medicine-access"], "it stays chosen");
        assert_eq!(refused.attributes("#merge-reason", "value"), ["The same topic."], "what was typed is still there");
        let before = count(&server, "topic=medicine-access").await;
        assert_eq!(admin.post(&format!("{path}/merge"), &fields).await.status, 303);
        assert_eq!(count(&server, "topic=medicine-access").await, before + 1);
        let reply = server.visitor().get("/fr/topics/access-to-drugs").await;
        assert_eq!((reply.status, reply.header("location")), (308, Some("/fr/topics/medicine-access")));
        // The old label is a name of the other, in the form too.
        let named = with(GOOD, &[("text", "Something new."), ("topic-0", "access to DRUGS")]);
        let path = published(&editor, &reviewer, &named).await;
        assert!(server.visitor().get(&path).await.body.contains("/topics/medicine-access"));
    })
    .await;
}

#[tokio::test]
async fn merged_sources_are_one_and_keep_the_text() {
    on_both(|database| async {
        let server = server_on(database).await;
        let admin = server.signed_in(Role::Admin).await;
        let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
        let statement = published(&editor, &reviewer, GOOD).await;
        let source = |url: &'static str, text: &'static str| {
            [("url", url), ("title", "The letter"), ("kind", "ngo"), ("tier", "2"), ("text", text)]
        };
        let text = "Access to medicines must come first.";
        let old = location(&editor.post("/edit/sources", &source("https://example.org/msf-letter", text)).await);
        let new = location(&editor.post("/edit/sources", &source("https://example.org/letter.html", "")).await);
        let (from, into) = (old.rsplit('/').next().expect("a number"), new.rsplit('/').next().expect("a number"));
        let fields = [("into", into), ("merge-reason", "The same letter.")];
        assert_eq!(admin.post(&format!("/edit/reference/source/item/{from}/merge"), &fields).await.status, 303);
        let reply = editor.get(&old).await;
        assert_eq!((reply.status, reply.header("location")), (308, Some(new.as_str())));
        let page = editor.get(&new).await;
        assert_eq!(page.text(".source-text mark"), text, "the text of the other is found");
        assert!(server.visitor().get(&statement).await.body.contains("https://example.org/letter.html"));
        // A statement that is cited from the old address is cited from the source that it became.
        let other = published(&editor, &reviewer, &with(GOOD, &[("text", "Said there too.")])).await;
        assert!(server.visitor().get(&other).await.body.contains("https://example.org/letter.html"));
    })
    .await;
}

#[tokio::test]
async fn a_change_of_a_source_is_shown_with_what_stands_on_it_and_leaves_revisions_where_a_grade_changes() {
    on_both(|database| async move {
        Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
        let server = TestServer::set_up(database, TODAY, Setup::default()).await;
        let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
        let statement = published(&editor, &reviewer, GOOD).await;
        let summary = with(GOOD, &[("text", "They wrote that it matters."), ("directness", "paraphrase")]);
        let other = published(&editor, &reviewer, &summary).await;
        let number = "SELECT id FROM source WHERE identity = 'https://example.org/msf-letter'";
        let path = format!("/edit/reference/source/item/{}", server.database.number(number).await);

        let form = reviewer.get(&path).await;
        assert_eq!(form.attributes(".cited a", "href"), [statement.as_str(), other.as_str()]);
        let grades: Vec<String> = form.texts(".cited .grade");
        assert!(grades[0].ends_with('A') && grades[1].ends_with('C'), "{grades:?}");

        // Other words change no grade.
        let done = change(&reviewer, &path, &[("title", "The letter"), ("reason", "Read on the page.")]).await;
        assert_eq!(done.status, 303);
        let revisions = "SELECT CAST(COUNT(*) AS BIGINT) FROM revision";
        assert_eq!(server.database.number(revisions).await, 0);
        // From the actor's own channel to reporting: the verbatim one is not what it was, the paraphrase is.
        let done = change(&reviewer, &path, &[("tier", "3"), ("kind", "news"), ("reason", "It was a report.")]).await;
        assert_eq!(done.status, 303);
        assert_eq!(server.database.number(revisions).await, 1);
        let history = reviewer.get(&format!("{statement}/history")).await;
        assert!(history.text("main").contains("It was a report."), "{}", history.text("main"));
        assert!(reviewer.get(&format!("{other}/history")).await.text("main").contains("has not been changed"));

        let form = reviewer.get(&path).await;
        let earlier = form.texts(".history > li");
        assert!(earlier.len() == 2 && earlier[0].contains("It was a report."), "{earlier:?}");
        assert!(
            earlier[1].contains("A letter to the three parties") && earlier[1].contains("The letter"),
            "{earlier:?}"
        );

        // By command it is the same act.
        let mut line = starter_statements().remove(0);
        for (field, value) in [
            ("external_id", "another"),
            ("source_url", "https://example.org/msf-letter"),
            ("source_title", "The letter, once more"),
        ] {
            line[field] = value.into();
        }
        line["source_tier"] = 4.into();
        let report = Import::of_statements(&[line])
            .run(server.database.open().await.as_ref(), Mode::Keep)
            .await
            .expect("an import");
        assert_eq!((report.described_anew, report.statements.added), (1, 1));
        assert_eq!(server.database.number(revisions).await, 3, "both have another grade");
        assert_eq!(reviewer.get(&path).await.texts(".history > li").len(), 3);
        assert_eq!(server.database.open().await.verify_words().await.expect("a check").altered, []);
    })
    .await;
}
