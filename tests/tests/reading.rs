//! What readers are told: the front page, what is new, finding, and what pages say to programs.

use std::collections::BTreeSet;

use acceptance::{
    Import, Member, Reply, TestServer,
    writing::{GOOD, borrowed, fields_of, published, with},
};
use chrono::TimeDelta;
use domain::{Locale, Role};
use serde_json::Value;

const TODAY: &str = "2026-11-23";

/// The fields of the form on the page of something, with others in their place.
async fn change(member: &Member, path: &str, changed: &[(&str, &str)]) -> Reply {
    let fields = fields_of(&member.get(path).await);
    member.post(path, &with(&borrowed(&fields), changed)).await
}

/// Takes a statement back on the page for that.
async fn withdraw(reviewer: &Member, path: &str) -> Reply {
    let version = reviewer.get(path).await.attributes("form.stacked input[name=version]", "value").remove(0);
    reviewer.post(path, &[("version", &version), ("reason", "It was recorded twice.")]).await
}

/// The number that a text begins with.
fn leading_number(text: &str) -> u64 {
    text.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect(text)
}

async fn total(server: &TestServer, path: &str) -> u64 {
    leading_number(&server.visitor().get(path).await.text(".summary"))
}

#[tokio::test]
async fn the_front_page_shows_the_proposition_that_editors_chose() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let title = |page: &Reply| page.text(".picture-heading h2");
    assert_eq!(title(&visitor.get("/").await), "The USMCA should be extended for a new 16-year term: who says what");

    let reviewer = server.signed_in(Role::Reviewer).await;
    let path = "/edit/reference/topic/item/patent-linkage";
    let done = change(&reviewer, path, &[("leads", "yes"), ("reason", "The talks turn on it now.")]).await;
    assert_eq!(done.status, 303);
    assert!(
        title(&visitor.get("/").await).starts_with("Marketing approval of generics"),
        "{}",
        title(&visitor.get("/").await)
    );
    assert!(title(&visitor.get("/fr").await).ends_with(" : qui dit quoi"));
    // There is one lead.
    let before = reviewer.get("/edit/reference/topic/item/treaty-extension").await;
    assert_eq!(before.attributes("#leads option[selected]", "value"), ["no"]);
}

#[tokio::test]
async fn without_a_choice_the_topic_with_the_most_statements_leads() {
    let starter = Import::starter();
    let topics = starter.topics.as_ref().map(|topics| topics.replace("\"leads\": true", "\"leads\": false"));
    assert_ne!(topics, starter.topics);
    let server = TestServer::with(&Import { topics, ..starter }, TODAY).await;
    let most = server.visitor().get("/timeline").await;
    let most = &most.attributes("input[name=topic]", "value")[0];
    let lead = server.visitor().get("/").await;
    let link = lead.attributes(".downloads a", "href");
    assert!(link[0].contains(&format!("topic={most}")), "{link:?} is not of {most}");
}

#[tokio::test]
async fn what_is_new_is_told_by_the_day_of_record() {
    let server = TestServer::on(TODAY).await;
    server.clock.advance(TimeDelta::days(2));
    let visitor = server.visitor();
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let statement = published(&editor, &reviewer, GOOD).await;
    let slug = statement.rsplit('/').next().expect("a slug").to_owned();
    let done = change(
        &reviewer,
        "/edit/reference/milestone/item/annual-review-2027",
        &[("date", "2027-07"), ("reason", "The month was announced.")],
    )
    .await;
    assert_eq!(done.status, 303);

    let news = visitor.get("/new").await;
    assert_eq!(news.texts("section h2"), ["25 November 2026", "23 November 2026"]);
    let today = news.texts("section:first-of-type .news-list li");
    assert_eq!(today.len(), 2, "{today:?}");
    assert!(news.attributes("section:first-of-type a", "href").iter().any(|href| href.ends_with(&slug)));
    assert!(today[1].contains("Milestone added or changed") && today[1].contains("July 2027"), "{today:?}");
    assert!(today[1].contains("Previously scheduled for: 2027"), "{today:?}");
    // The list of a day has what is said of it.
    let all = news.attributes("section p a", "href").pop().expect("all of the first day");
    assert_eq!(total(&server, &all).await, leading_number(&news.texts("section h3")[1]));
    assert_eq!(total(&server, "/timeline?added_from=2026-11-25").await, 1);
    assert_eq!(total(&server, "/timeline?added_from=2026-11-24&added_to=2026-11-24").await, 0);

    // Since a day, and of certain statements.
    assert_eq!(visitor.get("/new?added_from=2026-11-24").await.texts("section h2"), ["25 November 2026"]);
    let others = visitor.get("/new?stakeholder=ustr").await;
    assert_eq!(others.texts("section h2"), ["23 November 2026"], "nothing of it is new, and no milestone is its own");
    assert_eq!(visitor.get("/new?added_from=soon").await.status, 400);
    // What the form has no field for, or shows one value of, is sent along with it.
    let several = visitor.get("/new?added_to=2026-11-25&country=MX&country=US&stakeholder=msf&stakeholder=ustr").await;
    let carried: BTreeSet<_> = several.attributes(".inline-filter input[type=hidden]", "value").into_iter().collect();
    assert_eq!(carried, ["2026-11-25", "US", "msf", "ustr"].map(str::to_owned).into());
    let statement = visitor.get(&format!("/statements/{slug}")).await;
    assert_eq!(statement.text(".added"), "Added to the record on 25 November 2026");
    assert_eq!(visitor.get("/timeline?sort=added").await.attributes("article", "id")[0], slug);
    assert!(visitor.get("/").await.text(".reach").ends_with("updated 25 November 2026"));
}

#[tokio::test]
async fn what_was_corrected_and_withdrawn_is_new_too() {
    let server = TestServer::on(TODAY).await;
    let reviewer = server.signed_in(Role::Reviewer).await;
    let path = "/edit/statements/seed-msf-remove-provisions/withdraw";
    assert_eq!(withdraw(&reviewer, path).await.status, 303);
    let news = server.visitor().get("/new?stakeholder=msf").await;
    let events = news.texts("section .news-list li");
    let withdrawn: Vec<_> = events.iter().filter(|event| event.starts_with("Withdrawn")).collect();
    assert_eq!(withdrawn.len(), 1, "{events:?}");
    assert!(withdrawn[0].contains("MSF") && withdrawn[0].ends_with("It was recorded twice."), "{withdrawn:?}");
    let of_others = server.visitor().get("/new?stakeholder=ustr").await.texts("section .news-list li");
    assert!(of_others.iter().all(|event| !event.starts_with("Withdrawn")), "{of_others:?}");
}

#[tokio::test]
async fn a_topic_says_how_many_statements_are_on_what_it_takes_in() {
    let server = TestServer::on(TODAY).await;
    let topic = server.visitor().get("/topics/pharma-ip-protection").await;
    let counts = topic.text(".subject .reach");
    let alone = total(&server, "/timeline?topic=pharma-ip-protection").await;
    let with = total(&server, "/timeline?topic=pharma-ip-protection&subtopics=include").await;
    assert_eq!(counts, format!("{alone} statements on this sentence, {with} with sub-topics"));
    // All of them and no other: what the topic and those below it have together.
    let narrower = topic.attributes("section.subtopic h2 a", "href");
    assert!(narrower.len() > 3, "{narrower:?}");
    let slugs: Vec<&str> = narrower.iter().filter_map(|href| href.rsplit('/').next()).collect();
    let all =
        slugs.iter().fold("/timeline?topic=pharma-ip-protection".to_owned(), |all, slug| format!("{all}&topic={slug}"));
    assert_eq!(total(&server, &all).await, with);
    assert!(alone < with);
    // Who stands where is told on each sentence by itself.
    for section in topic.all("section.subtopic") {
        let text: String = section.text().collect();
        assert!(text.contains("Supports") || text.contains("Opposes") || text.contains("No statements"), "{text}");
    }
    assert_eq!(total(&server, "/timeline?subtopics=include").await, total(&server, "/timeline").await);
    assert_eq!(server.visitor().get("/timeline?subtopics=yes").await.status, 400);
}

#[tokio::test]
async fn anything_is_found_from_any_page_without_a_script() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    for path in ["/", "/es/method", "/fr/stakeholders", "/nope"] {
        let page = visitor.get(path).await;
        assert_eq!(page.all("header.site form[role=search] input[name=q]").len(), 1, "{path}");
    }
    let groups = |page: &Reply| page.texts(".found > section > h2");
    let anafam = visitor.get("/search?q=anafam").await;
    assert_eq!(anafam.attributes(".found section:first-child a", "href")[0], "/stakeholders/anafam");
    assert!(groups(&anafam).contains(&"Sources".to_owned()), "a publisher or title that has it: {:?}", groups(&anafam));
    let doctors = visitor.get("/search?q=medecins+sans").await;
    assert_eq!(doctors.attributes(".found section:first-child a", "href")[0], "/stakeholders/msf", "without accents");
    let spanish = visitor.get("/es/search?q=biocomparables").await;
    assert!(spanish.attributes(".found a", "href").contains(&"/es/topics/generic-biosimilar-entry".to_owned()));
    let person = visitor.get("/search?q=greer").await;
    assert!(groups(&person).contains(&"People".to_owned()), "{:?}", groups(&person));
    let href =
        person.attributes(".found a", "href").into_iter().find(|href| href.contains("q=%22Jamieson")).expect("him");
    assert!(total(&server, &href).await > 0);
    let publisher = visitor.get("/search?q=mexico+business+news").await;
    assert!(publisher.texts(".found .source").iter().any(|source| source.contains("Mexico Business News")));
    // The beginning of a word is enough.
    let beginning = visitor.get("/search?q=biosimil").await;
    assert!(beginning.attributes(".found a", "href").iter().any(|href| href.starts_with("/statements/")));
    let nothing = visitor.get("/search?q=zzzz").await;
    assert_eq!(nothing.status, 200);
    assert!(nothing.text(".found").contains("Nothing was found for “zzzz”"));
    assert!(visitor.get("/search").await.text(".empty").contains("Type a name"));
    let attack = visitor.get("/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await;
    assert!(!attack.body.contains("<script>alert"), "what was typed is a text");
}

#[tokio::test]
async fn names_are_those_that_readers_of_a_language_know() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    for (prefix, name) in [("", "House Democrats"), ("/es", "Demócratas (Cámara"), ("/fr", "Démocrates (Chambre")] {
        let list = visitor.get(&format!("{prefix}/timeline?stakeholder=us-house-democrats")).await;
        let named = [list.texts("article h3 a"), list.texts(".lane-row th a, .lane-row .name"), list.texts("h1, h2")];
        let [cards, _, headings] = &named;
        assert!(!cards.is_empty() && cards.iter().all(|card| card.starts_with(name)), "{prefix}: {cards:?}");
        assert!(headings.iter().any(|heading| heading.contains(name)), "{prefix}: {headings:?}");
    }
    // A role in another language than the page is marked as such, in lists and on the page of the statement.
    for (prefix, marked) in [("", vec![]), ("/es", vec!["en"]), ("/fr", vec!["en"])] {
        let list = visitor.get(&format!("{prefix}/timeline?stakeholder=us-president")).await;
        let cards: BTreeSet<_> = list.attributes("article .speaker [lang]", "lang").into_iter().collect();
        assert_eq!(cards.iter().collect::<Vec<_>>(), marked, "{prefix}");
        let statement = list.attributes("article .permalink", "href").remove(0);
        assert_eq!(
            visitor.get(&statement).await.attributes("dl dd a ~ span[lang]", "lang").len(),
            marked.len(),
            "{statement}"
        );
    }
    // A word of a name is found in the text of the list as well.
    assert!(total(&server, "/timeline?q=Democratas").await > 0);
}

#[tokio::test]
async fn a_count_leads_to_as_many_statements_at_the_address_they_have() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let base = format!("http://{}", server.address);
    for (path, links) in [
        ("/topics/treaty-extension", "dl.who a"),
        ("/es/topics/treaty-extension", "dl.who a"),
        ("/stakeholders/us-house-democrats", ".stance-counts a"),
        ("/fr/stakeholders/ustr", ".stance-counts a"),
    ] {
        let page = visitor.get(path).await;
        let counted: Vec<(String, u64)> = page
            .all(links)
            .into_iter()
            .map(|link| {
                let words = link.inner_html();
                // Who has one statement has no number.
                let count = words.split_once("class=\"count\">").map_or(1, |(_, count)| leading_number(count));
                (link.attr("href").expect("a link").to_owned(), count)
            })
            .collect();
        assert!(counted.len() > 3, "{path}");
        for (href, count) in &counted {
            let list = visitor.get(href).await;
            assert_eq!(list.attributes("link[rel=canonical]", "href"), [format!("{base}{href}")], "{path}");
            assert_eq!(leading_number(&list.text(".summary")), *count, "{path}: {href}");
        }
    }
}

#[tokio::test]
async fn a_form_without_a_script_leaves_no_empty_fields_in_the_address() {
    let server = TestServer::on(TODAY).await;
    let sent = server.visitor().get("/es/timeline?q=&stakeholder=msf&from=&to=&added_from=&sort=oldest").await;
    assert_eq!((sent.status, sent.header("location")), (303, Some("/es/timeline?stakeholder=msf&sort=oldest")));
    let wrong = server.visitor().get("/timeline?q=&stance=angry").await;
    assert_eq!(wrong.status, 400, "what is wrong is said first");
}

#[tokio::test]
async fn a_page_says_to_programs_what_it_is() {
    let server = TestServer::on(TODAY).await;
    let base = format!("http://{}", server.address);
    let page = server.visitor().get("/fr/statements/canada-leblanc-2025-12-pas-objectif").await;
    let own = format!("{base}/fr/statements/canada-leblanc-2025-12-pas-objectif");
    assert_eq!(page.attributes("link[rel=canonical]", "href"), std::slice::from_ref(&own));
    let alternates: BTreeSet<_> = page.attributes("link[rel=alternate]", "href").into_iter().collect();
    assert!(
        alternates.len() == Locale::ALL.len() && alternates.iter().all(|href| href.starts_with(&base)),
        "{alternates:?}"
    );
    let property =
        |name: &str| page.attributes(&format!("meta[property='{name}']"), "content").pop().unwrap_or_default();
    assert_eq!((property("og:url"), property("og:type").as_str()), (own, "article"));
    assert!(
        property("og:title").starts_with("Canada (AMC) · ") && property("og:title").contains("«\u{a0}Nous on croit"),
        "{}",
        property("og:title")
    );
    let data: Value = serde_json::from_str(&page.text("script[type='application/ld+json']")).expect("JSON");
    assert_eq!((data["@type"].as_str(), data["inLanguage"].as_str()), (Some("Quotation"), Some("fr")));
    assert_eq!(data["author"]["name"], "Dominic LeBlanc");
    assert_eq!(data.get("dateCreated"), None, "the day is not exactly known");
    let card = property("og:image");
    let card = server.visitor().get(card.strip_prefix(&base).expect("of this site")).await;
    assert_eq!((card.status, card.header("content-type")), (200, Some("image/png")));
    // PNG says its size in the bytes after the name of its first part.
    assert_eq!(&card.bytes[16..24], &[0, 0, 4, 0xb0, 0, 0, 2, 0x76], "1200 by 630 pixels");
    let report = server.visitor().get("/timeline?stance=mixed").await;
    assert!(report.attributes("meta[property='og:image']", "content")[0].ends_with("/timeline/card.png?stance=mixed"));
    assert_eq!(server.visitor().get("/edit").await.all("meta[property='og:title']").len(), 0);
}

#[tokio::test]
async fn search_engines_find_every_page_and_no_other() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let base = format!("http://{}", server.address);
    let robots = visitor.get("/robots.txt").await;
    assert!(
        robots.body.contains("Disallow: /edit\n") && robots.body.ends_with(&format!("Sitemap: {base}/sitemap.xml\n"))
    );
    let locations = |reply: &Reply| {
        let parts = reply.body.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>"));
        parts.map(|(at, _)| at.strip_prefix(&base).expect("absolute").to_owned()).collect::<Vec<_>>()
    };
    let mut pages = BTreeSet::new();
    for part in locations(&visitor.get("/sitemap.xml").await) {
        pages.extend(locations(&visitor.get(&part).await));
    }
    let statements = pages.iter().filter(|page| page.starts_with("/statements/")).count();
    assert_eq!(statements as u64, total(&server, "/timeline").await);
    for kind in
        ["/", "/fr", "/es/stakeholders/msf", "/topics/energy", "/milestones/joint-review-2026", "/about", "/new"]
    {
        assert!(pages.contains(kind), "{kind}");
    }
    assert!(pages.iter().all(|page| !page.contains("/edit") && !page.contains("/login")));
    let reviewer = server.signed_in(Role::Reviewer).await;
    let path = "/edit/statements/seed-msf-remove-provisions/withdraw";
    assert_eq!(withdraw(&reviewer, path).await.status, 303);
    let part = visitor.get("/sitemap/statements/0.xml").await;
    assert!(!part.body.contains("seed-msf-remove-provisions"), "what was withdrawn is not on the map");
    for path in [
        "/sitemap/statements/x.xml",
        "/sitemap/statements/-1.xml",
        "/sitemap/statements/0",
        "/sitemap/statements/1.xml",
    ] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn icons_are_where_browsers_look_for_them() {
    let server = TestServer::on(TODAY).await;
    let icon = server.visitor().get("/favicon.ico").await;
    assert_eq!(
        (icon.status, icon.header("content-type"), &icon.bytes[..4]),
        (200, Some("image/x-icon"), &[0, 0, 1, 0][..])
    );
    let touch = server.visitor().get("/apple-touch-icon.png").await;
    assert_eq!((touch.status, &touch.bytes[16..24]), (200, &[0, 0, 0, 180, 0, 0, 0, 180][..]));
}

#[tokio::test]
async fn a_milestone_has_a_page_with_what_was_said_around_it() {
    let server = TestServer::on(TODAY).await;
    let page = server.visitor().get("/milestones/joint-review-2026").await;
    assert_eq!(page.text("h1"), "First joint review under Article 34.7");
    assert!(page.text(".outcome").contains("did not agree to extend"));
    let headings = page.texts(".front-columns h2");
    assert_eq!(headings, ["In the weeks before", "At the time"], "what is dated July or earlier may have come before");
    for day in page.texts(".front-columns section:nth-of-type(2) .about") {
        assert_eq!(day, "said 1 July 2026");
    }
    // What may have been said before it is not said to have come after it.
    for path in ["/milestones/joint-review-2026", "/milestones/us-hearing", "/milestones/ca-us-talks-announced"] {
        for said in server.visitor().get(path).await.texts(".front-columns .about") {
            assert!(!said.contains("or before") && !said.contains("or earlier"), "{path}: {said}");
        }
    }
    assert_eq!(page.all("figure.timeline").len(), 1);
    // Pictures and lists lead there.
    let linked = server.visitor().get("/timeline?topic=treaty-extension").await;
    assert!(linked.attributes(".moments a", "href").contains(&"/milestones/joint-review-2026".to_owned()));
    assert!(
        server
            .visitor()
            .get("/milestones")
            .await
            .attributes("h3 a", "href")
            .contains(&"/milestones/us-hearing".to_owned())
    );
    assert_eq!(server.visitor().get("/milestones/none-of-that-name").await.status, 404);
}

#[tokio::test]
async fn the_table_of_stakeholders_is_in_the_order_that_is_chosen() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let numbers = |page: &Reply| page.texts("tbody td.number").iter().map(|n| leading_number(n)).collect::<Vec<_>>();
    let grouped = visitor.get("/stakeholders").await;
    assert!(grouped.all("tr.group").len() > 4);
    let by_number = visitor.get("/stakeholders?sort=statements").await;
    assert!(numbers(&by_number).is_sorted_by(|a, b| a >= b) && by_number.all("tr.group").is_empty());
    assert_eq!(by_number.attributes("th[aria-sort]", "aria-sort"), ["descending"]);
    let names = visitor.get("/stakeholders?sort=name").await.texts("tbody th > a");
    assert_eq!(names.len(), numbers(&grouped).len());
    assert!(names.iter().map(|name| service::text::folded(name)).collect::<Vec<_>>().is_sorted(), "{names:?}");
}

#[tokio::test]
async fn the_page_about_this_copy_says_who_runs_it_and_how_an_error_is_reported() {
    let server = TestServer::on(TODAY).await;
    let unsaid = server.visitor().get("/about").await;
    assert!(unsaid.text("main").contains("has not said so here") && unsaid.text("main").contains("codebook version 1"));
    let statement = server.visitor().get("/statements/seed-msf-remove-provisions").await;
    let report =
        statement.attributes(".buttons a", "href").into_iter().find(|href| href.contains("/about")).expect("a way");
    assert_eq!(report, "/about?statement=seed-msf-remove-provisions#report");
    let page = server.visitor().get(&report).await;
    let of = format!("http://{}/statements/seed-msf-remove-provisions", server.address);
    assert!(page.attributes("main a", "href").contains(&of));
    for nothing in ["%3Cb%3E", "none-of-that-name"] {
        let asked = server.visitor().get(&format!("/about?statement={nothing}")).await;
        assert_eq!(asked.status, 200);
        assert!(!asked.text("main").contains("reporting an error in"), "there is no such statement: {nothing}");
    }
}

#[tokio::test]
async fn a_card_says_what_it_rests_on_in_a_line() {
    let server = TestServer::on(TODAY).await;
    let list = server.visitor().get("/timeline").await;
    for (at, footer) in list.texts("article > footer").iter().enumerate() {
        assert!(footer.starts_with("Evidence grade ") && footer.ends_with(|c: char| !c.is_whitespace()), "{footer}");
        assert!(!footer.contains("not yet checked"), "the normal case is not said on every card: {at}");
    }
    // The comma of a newspaper is not shown, and the address leads to the words.
    for quote in list.texts("blockquote q") {
        assert!(!quote.ends_with(','), "{quote}");
    }
    let page = server.visitor().get("/timeline?directness=verbatim").await;
    let links = page.attributes("article > footer .source a", "href");
    assert!(!links.is_empty() && links.iter().all(|href| href.contains(":~:text=")), "{links:?}");
    let spanish = server.visitor().get("/es/timeline?language=en").await;
    let untranslated = spanish.texts(".untranslated");
    assert!(!untranslated.is_empty() && untranslated.iter().all(|said| said == "Aún sin traducción al español"));
    assert_eq!(server.visitor().get("/timeline?language=en").await.all(".untranslated").len(), 0);
}
