//! The pages, by address, as somebody without JavaScript reads them.

use std::collections::BTreeSet;

use acceptance::{Backend, Import, Reply, TestDatabase, TestServer, seeds, starter_statements};
use domain::{ListQuery, Locale, Role};
use reqwest::Method;
use service::import::Mode;
use words::paths::Address;

const TODAY: &str = "2026-11-23";

/// Every kind of address, with something at it.
fn addresses() -> Vec<Address> {
    let slug = |text: &str| text.parse().expect("a slug");
    vec![
        Address::Front,
        Address::Timeline(Box::new(ListQuery::default().with("stakeholder", "msf").with("group", "topic"))),
        Address::Stakeholders,
        Address::Stakeholder(slug("msf")),
        Address::Topics,
        Address::Topic(slug("medicine-access")),
        Address::Statement(slug("seed-amiif-portugal-strengthen-ip")),
        Address::Milestones,
        Address::Milestone(slug("joint-review-2026")),
        Address::News(Box::default()),
        Address::Search("medicines".to_owned()),
        Address::Method,
        Address::About,
        Address::Corrections,
        Address::History(slug("seed-amiif-portugal-strengthen-ip")),
    ]
}

fn article_ids(reply: &Reply) -> Vec<String> {
    reply.attributes("article", "id")
}

#[tokio::test]
async fn a_page_loads_the_bundle_that_it_needs_and_readers_nothing_of_the_desk() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let bundles = |reply: &Reply| {
        let scripts = reply.attributes("script", "src");
        let name = |script: &String| {
            script.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default().to_owned()
        };
        scripts.iter().map(name).collect::<Vec<_>>()
    };
    let with_islands = &["site", "islands"][..];
    for (path, expected) in
        [("/", with_islands), ("/es/timeline", with_islands), ("/method", &["site"]), ("/login", &["site"])]
    {
        assert_eq!(bundles(&server.visitor().get(path).await), expected, "{path}");
    }
    assert_eq!(bundles(&editor.get("/edit/statements/new").await), ["site", "desk"]);
    assert_eq!(bundles(&editor.get("/timeline").await), with_islands);
}

/// What readers download once, as browsers ask for it: what is added to an island is seen here.
#[tokio::test]
async fn what_runs_in_the_browser_of_readers_stays_small() {
    /// In bytes of brotli. Without any island Leptos has 25,000.
    const MOST: usize = 98_000;
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let scripts = visitor.get("/").await.attributes("script", "src");
    let [site, islands] = scripts.as_slice() else { panic!("{scripts:?}") };
    let islands = visitor.get(islands).await.body;
    let (_, after) = islands.split_once("\"/assets/islands-client.").expect("the address of the WASM");
    let (name, _) = after.split_once('"').expect("its end");
    let mut bytes = 0;
    for path in [site.clone(), format!("/assets/islands-client.{name}")] {
        let file = visitor.request(Method::GET, &path, &[("accept-encoding", "br")], String::new()).await;
        assert_eq!((file.status, file.header("content-encoding")), (200, Some("br")), "{path}");
        bytes += file.bytes.len();
    }
    assert!(bytes <= MOST, "{bytes} bytes");
}

#[tokio::test]
async fn every_address_has_a_whole_page_in_every_language() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    for locale in Locale::ALL {
        for address in addresses() {
            let reply = visitor.get(&address.in_locale(*locale)).await;
            let path = &reply.path;
            assert_eq!(reply.status, 200, "{path}");
            assert_eq!(reply.attributes("html", "lang"), [locale.tag()], "{path}");
            assert_eq!(reply.all("h1").len(), 1, "{path}");
            assert!(reply.text("title").ends_with("· Postura"), "{path}");
            let at = |locale| format!("http://{}{}", server.address, address.in_locale(locale));
            assert_eq!(reply.attributes("link[rel=canonical]", "href"), [at(*locale)], "{path}");
            let alternates = reply.attributes("link[rel=alternate]", "href");
            for other in Locale::ALL {
                assert!(alternates.contains(&at(*other)), "{path} does not name its {other} form");
            }
            let ids = reply.attributes("[id]", "id");
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{path} has an id twice");
        }
    }
}

#[tokio::test]
async fn every_link_of_ours_leads_somewhere() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let mut links = BTreeSet::new();
    for address in addresses() {
        let reply = visitor.get(&address.in_locale(Locale::Fr)).await;
        let own = reply.attributes("a", "href").into_iter().filter(|href| href.starts_with('/'));
        // One link of each form is enough; the filters would make thousands.
        links.extend(
            own.filter(|href| !href.contains('?')).map(|href| href.split('#').next().unwrap_or_default().to_owned()),
        );
    }
    assert!(links.len() > 80, "{}", links.len());
    for link in links {
        assert_eq!(visitor.get(&link).await.status, 200, "{link}");
    }
}

#[tokio::test]
async fn the_nine_seed_statements_are_found_with_exactly_the_words_of_the_article() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let seeds = seeds();
    assert_eq!(seeds.len(), 9);
    for seed in seeds {
        let field = |name: &str| seed[name].as_str().expect(name).to_owned();
        let reply = visitor.get(&format!("/timeline?stakeholder={}", field("actor_slug"))).await;
        let words = if field("directness") == "verbatim" { "q" } else { ".words.report p:not(.label)" };
        let shown = reply.texts(&format!("article[id='{}'] {words}", field("external_id")));
        // But for the comma with which a newspaper ends a quotation within its own sentence.
        assert_eq!(shown, [field("text").trim_end_matches(',')]);
        let checked = reply.texts(&format!("article[id='{}'] .verified", field("external_id")));
        assert_eq!(checked, ["checked 23 November 2026"]);
    }
}

#[tokio::test]
async fn a_stakeholder_and_a_stance_show_theirs_and_nobody_else_s() {
    let server = TestServer::on(TODAY).await;
    let reply = server.visitor().get("/timeline?stakeholder=msf&stance=strongly_oppose").await;
    let shown = article_ids(&reply);
    assert!(shown.contains(&"seed-msf-remove-provisions".to_owned()), "{shown:?}");
    let by = reply.texts("article h3 a").into_iter().collect::<BTreeSet<_>>();
    assert_eq!(by, BTreeSet::from(["MSF".to_owned()]));
    assert!(reply.texts("article .positions .stance").contains(&"Strongly opposes".to_owned()));
}

#[tokio::test]
async fn all_statements_are_on_some_page_once() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let mut shown = Vec::new();
    let mut next = Some("/timeline".to_owned());
    while let Some(path) = next {
        let reply = visitor.get(&path).await;
        shown.extend(article_ids(&reply));
        next = reply.attributes("a[rel=next]", "href").pop();
    }
    let expected: BTreeSet<_> =
        starter_statements().iter().map(|s| s["external_id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(shown.len(), expected.len());
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), expected);
}

#[tokio::test]
async fn a_search_without_accents_finds_words_with_them() {
    let server = TestServer::on(TODAY).await;
    let reply = server.visitor().get("/es/timeline?q=sanchez").await;
    let found = article_ids(&reply);
    assert!(!found.is_empty());
    for id in found {
        let statement =
            starter_statements().into_iter().find(|s| s["external_id"] == id.as_str()).expect("a statement");
        assert!(statement.to_string().contains("Sánchez"), "{id}");
    }
}

#[tokio::test]
async fn the_count_beside_a_value_is_what_choosing_it_gives() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    for base in ["/timeline?stance=strongly_oppose", "/timeline?topic=medicine-access&from=2025-01-01"] {
        let reply = visitor.get(base).await;
        for label in reply.all(".choices label") {
            let select = |selector: &str| scraper_select(label, selector);
            let input = select("input");
            let (name, value) = (input.attr("name").expect("a name"), input.attr("value").expect("a value"));
            if input.attr("checked").is_some() || matches!(name, "stakeholder" | "venue") {
                continue;
            }
            let count: String = select(".count").text().collect();
            let own = reply.all(&format!("input[name='{name}'][checked]"));
            if !own.is_empty() {
                continue;
            }
            let chosen = visitor.get(&format!("{base}&{name}={value}")).await;
            assert!(
                chosen.text(".summary").starts_with(&format!("{count} statement")),
                "{base} {name}={value}: {count}"
            );
        }
    }
}

fn scraper_select<'a>(element: scraper::ElementRef<'a>, selector: &str) -> scraper::ElementRef<'a> {
    element.select(&scraper::Selector::parse(selector).expect(selector)).next().expect("an element")
}

#[tokio::test]
async fn a_bad_filter_is_named_and_the_rest_kept() {
    let server = TestServer::on(TODAY).await;
    let reply =
        server.visitor().get("/timeline?stance=angry&stakeholder=msf&stakeholder=nobody&from=soon&colour=red").await;
    assert_eq!(reply.status, 400);
    let named = reply.texts("main code");
    assert_eq!(named, ["stance=angry", "from=soon", "stakeholder=nobody"]);
    let onward = reply.attributes("main a", "href");
    assert!(onward.contains(&"/timeline?stakeholder=msf".to_owned()), "{onward:?}");
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_leads_onward() {
    let server = TestServer::on(TODAY).await;
    for path in [
        "/nope",
        "/es/nope",
        "/statements/nobody-said-this",
        "/fr/topics/none",
        "/stakeholders/%3Cscript%3E",
        "/assets/none.css",
    ] {
        let reply = server.visitor().get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        if !path.starts_with("/assets") {
            assert!(reply.attributes("main a", "href").len() >= 4, "{path}");
        }
    }
    let slash = server.visitor().get("/es/topics/?q=a").await;
    assert_eq!((slash.status, slash.header("location")), (308, Some("/es/topics?q=a")));
    assert_eq!(server.visitor().get("//example.org/").await.header("location"), None);
}

#[tokio::test]
async fn a_withdrawn_statement_leaves_a_tombstone() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    database.run("UPDATE statement SET status = 'withdrawn' WHERE slug = 'seed-msf-remove-provisions'").await;
    let server = TestServer::over(database, TODAY).await;
    let reply = server.visitor().get("/statements/seed-msf-remove-provisions").await;
    assert_eq!(reply.status, 410);
    assert!(reply.text("main").contains("by MSF"));
    let list = server.visitor().get("/timeline?stakeholder=msf").await;
    assert!(!article_ids(&list).contains(&"seed-msf-remove-provisions".to_owned()));
}

#[tokio::test]
async fn an_empty_record_says_how_to_fill_it() {
    let server = TestServer::with(&Import::default(), TODAY).await;
    for locale in Locale::ALL {
        for address in [Address::Front, Address::Stakeholders, Address::Topics, Address::Milestones] {
            assert_eq!(server.visitor().get(&address.in_locale(*locale)).await.status, 200);
        }
    }
    assert!(server.visitor().get("/").await.text(".empty").contains("postura import"));
}

#[tokio::test]
async fn an_import_shows_without_a_restart() {
    let server = TestServer::with(&Import::default(), TODAY).await;
    let visitor = server.visitor();
    assert_eq!(article_ids(&visitor.get("/timeline").await), [""; 0]);
    Import::starter().run(server.database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    // Bounded by the number of tries, not by a clock.
    for _ in 0..300 {
        if !article_ids(&visitor.get("/timeline").await).is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the import never showed");
}

#[tokio::test]
async fn the_picture_and_its_table_hold_the_same_numbers() {
    let server = TestServer::on(TODAY).await;
    for path in ["/timeline?stakeholder=msf", "/timeline?group=topic&country=CA"] {
        let reply = server.visitor().get(path).await;
        let mut drawn = reply.attributes("svg.lane.broad a.mark", "href");
        let mut listed = reply.attributes(".twin td a", "href");
        drawn.sort();
        listed.sort();
        assert!(!drawn.is_empty(), "{path}");
        assert_eq!(drawn, listed, "{path}");
    }
}

#[tokio::test]
async fn the_title_of_a_list_says_what_was_asked_for() {
    let server = TestServer::on(TODAY).await;
    for (path, title) in [
        ("/timeline", "Timeline"),
        (
            "/timeline?stakeholder=msf&stance=oppose&from=2025-11-01",
            "MSF \u{b7} Opposes \u{b7} From 1 November 2025 \u{2013} Timeline",
        ),
        (
            "/timeline?q=patent&country=MX&country=CA&kind=government&language=en",
            "patent \u{b7} Government \u{b7} Mexico \u{b7} Canada \u{b7} \u{2026} \u{2013} Timeline",
        ),
    ] {
        assert_eq!(server.visitor().get(path).await.text("title"), format!("{title} \u{b7} Postura"), "{path}");
    }
}

#[tokio::test]
async fn words_and_texts_in_another_language_say_so() {
    let server = TestServer::on(TODAY).await;
    let reply = server.visitor().get("/fr/statements/amelaf-villafranca-2026-cofepris-backlog").await;
    assert_eq!(reply.attributes("blockquote", "lang"), ["es"]);
    assert_eq!(reply.attributes(".translation p[lang]", "lang"), ["en"]);
}
