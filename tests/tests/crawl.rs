//! Every way that a page shows leads somewhere: links, other languages, places within pages and pictures for previews.

use std::collections::{BTreeMap, BTreeSet};

use acceptance::{Reply, TestServer, Visitor};

const TODAY: &str = "2026-11-23";

/// Lists differ by their filters alone, and there are thousands of links to them: of those that look alike, one in so many is
/// followed.
const OF_LISTS: usize = 60;

/// What a page leads to on this site, with the place in the page if one is meant.
fn ways(page: &Reply, base: &str) -> BTreeSet<(String, String)> {
    let links = page.attributes("a[href]", "href").into_iter();
    let heads = page.attributes("link[rel=alternate], link[rel=canonical]", "href").into_iter();
    let cards = page.attributes("meta[property='og:image']", "content").into_iter();
    let local = |href: String| {
        let path = href.strip_prefix(base).map_or(href.clone(), str::to_owned);
        let (path, place) = path.split_once('#').map_or((path.as_str(), ""), |(path, place)| (path, place));
        let path = if path.is_empty() { page.path.as_str() } else { path };
        path.starts_with('/').then(|| (path.to_owned(), place.to_owned()))
    };
    links.chain(heads).chain(cards).filter_map(local).collect()
}

/// The pages that the map of the site names.
async fn mapped(visitor: &Visitor, base: &str) -> Vec<String> {
    let mut pages = Vec::new();
    for part in ["/sitemap/pages.xml", "/sitemap/statements/0.xml"] {
        let part = visitor.get(part).await;
        let places = part.body.split("<loc>").skip(1).filter_map(|rest| rest.split_once("</loc>"));
        pages.extend(places.map(|(at, _)| at.strip_prefix(base).expect("absolute").to_owned()));
    }
    pages
}

#[tokio::test]
async fn every_way_that_a_page_shows_leads_somewhere() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let base = format!("http://{}", server.address);
    let pages = mapped(&visitor, &base).await;
    // Statements are many and alike, and so are pages in the three languages.
    let is_alike = |page: &str| page.contains("/statements/") || page.starts_with("/es/") || page.starts_with("/fr/");
    let sampled = pages.iter().enumerate().filter(|(at, page)| !is_alike(page) || at % 16 == 0);
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut read = 0;
    for (_, path) in sampled {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        read += 1;
        for (path, place) in ways(&page, &base) {
            places.entry(path).or_default().insert(place);
        }
    }
    assert!(read > 200, "{read} pages");
    let (lists, others): (Vec<_>, Vec<_>) = places.into_iter().partition(|(path, _)| path.contains("/timeline"));
    let lists = lists.into_iter().step_by(OF_LISTS);
    let mut broken = Vec::new();
    let mut followed = 0;
    for (path, places) in others.into_iter().chain(lists) {
        let page = visitor.get(&path).await;
        followed += 1;
        if page.status != 200 {
            broken.push(format!("{path}: {}", page.status));
        }
        let ids: BTreeSet<String> = page.attributes("[id]", "id").into_iter().collect();
        let missing = places.iter().filter(|place| !place.is_empty() && !ids.contains(*place));
        // A list without statements has no picture to go to.
        let missing: Vec<_> = missing.filter(|place| !path.contains("/timeline") || *place != "timeline").collect();
        broken.extend(missing.iter().map(|place| format!("{path} has no #{place}")));
    }
    assert!(followed > 300, "{followed} ways");
    assert_eq!(broken, [""; 0]);
}
