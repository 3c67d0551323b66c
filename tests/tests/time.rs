//! Moving about in time without JavaScript, and what was searched for in the list.

use acceptance::{Reply, TestServer, Visitor};

const TODAY: &str = "2026-11-23";

/// Where a step leads; `None` where it is no link.
fn step(reply: &Reply, step: &str) -> Option<String> {
    reply.attributes(&format!("#timeline a[data-step={step}]"), "href").pop()
}

async fn follow(visitor: &Visitor, reply: &Reply, to: &str) -> Reply {
    let link = step(reply, to).unwrap_or_else(|| panic!("no step {to}"));
    let (address, part) = link.split_once('#').expect("a part of the page");
    assert_eq!(part, "timeline");
    let next = visitor.get(address).await;
    assert_eq!(next.status, 200, "{address}");
    next
}

/// The two dates of the filter form.
fn dates(reply: &Reply) -> (String, String) {
    let date = |name: &str| reply.attributes(&format!("input[name={name}]"), "value").pop().unwrap_or_default();
    (date("from"), date("to"))
}

fn announced(reply: &Reply) -> u64 {
    let text = reply.text(".summary strong");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number")
}

fn totals(reply: &Reply) -> Vec<(String, u64)> {
    let numbers = reply.texts("table.totals td").into_iter().map(|number| number.replace(',', ""));
    let numbers = numbers.map(|number| number.parse().expect("a number"));
    reply.attributes("table.totals a", "href").into_iter().zip(numbers).collect()
}

#[tokio::test]
async fn steps_lead_closer_along_and_back_to_the_whole_time() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let start = visitor.get("/es/timeline?kind=government&kind=legislature").await;
    for (to, leads) in [("earlier", true), ("later", false), ("out", true), ("cycle", false), ("in", true)] {
        assert_eq!(step(&start, to).is_some(), leads, "{to} from the cycle of the review");
    }
    let whole = follow(&visitor, &start, "whole").await;
    for (to, leads) in [("earlier", false), ("later", false), ("out", false), ("whole", false), ("cycle", true)] {
        assert_eq!(step(&whole, to).is_some(), leads, "{to} from the whole time");
    }
    assert_eq!(announced(&whole), announced(&start));
    let closer = follow(&visitor, &whole, "in").await;
    let (from, to) = dates(&closer);
    assert!(!from.is_empty() && !to.is_empty() && from < to);
    assert!(announced(&closer) < announced(&whole));
    assert_eq!(closer.attributes("input[name=kind][checked]", "value").len(), 2, "the rest of the filter is kept");
    let earlier = follow(&visitor, &closer, "earlier").await;
    assert!(dates(&earlier) < (from.clone(), to.clone()));
    let later = follow(&visitor, &closer, "later").await;
    assert!(dates(&later) > (from, to));
    assert_eq!(dates(&follow(&visitor, &later, "cycle").await), (String::new(), String::new()));
    let mut wider = closer;
    for _ in 0..3 {
        if step(&wider, "out").is_some() {
            wider = follow(&visitor, &wider, "out").await;
        }
    }
    assert_eq!(announced(&wider), announced(&whole), "zooming out ends at the whole time");
}

#[tokio::test]
async fn a_time_without_statements_still_leads_on() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let empty = visitor.get("/timeline?stakeholder=msf&from=2018-02-01&to=2018-02-10").await;
    assert!(empty.all("article").is_empty() && empty.all("svg").is_empty());
    let (from, to) = dates(&follow(&visitor, &empty, "later").await);
    assert_eq!((from.as_str(), to.as_str()), ("2018-02-06", "2018-02-15"));
    assert!(!follow(&visitor, &empty, "whole").await.all("article").is_empty());
}

#[tokio::test]
async fn every_bar_leads_to_the_statements_it_counts_and_all_together_are_the_list() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    for path in ["/timeline", "/timeline?group=topic&stance=oppose", "/timeline?from=2025-11-01&to=2025-11-30"] {
        let page = visitor.get(path).await;
        let totals = totals(&page);
        assert!(!totals.is_empty(), "{path}");
        // Without dates the picture is of the review's cycle, and says how many there are from before.
        let earlier = page.attributes("a[data-earlier]", "data-earlier").pop();
        let earlier: u64 = earlier.map_or(0, |earlier| earlier.parse().expect("a number"));
        assert_eq!(earlier > 0, !path.contains("from="), "{path}");
        assert_eq!(totals.iter().map(|(_, total)| total).sum::<u64>() + earlier, announced(&page), "{path}");
        for (link, total) in &totals {
            let address = link.strip_suffix("#timeline").expect("a part of the page");
            assert_eq!(announced(&visitor.get(address).await), *total, "{link}");
        }
        assert_eq!(page.all("svg.bars rect.bar").len(), totals.len(), "a bar for every row");
        let stretches = page.attributes("a:has(rect.stretch)", "href");
        assert!(totals.iter().all(|(link, _)| stretches.contains(link)), "every bar is a link");
    }
}

#[tokio::test]
async fn what_was_searched_for_is_marked_in_the_original_and_the_translation() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let found = visitor.get("/timeline?q=tmec").await;
    let marked = found.texts("article mark");
    assert!(!marked.is_empty());
    for word in &marked {
        assert!(["USMCA", "T-MEC", "TMEC", "CUSMA", "ACEUM"].contains(&word.as_str()), "{word}");
    }
    assert!(!found.texts("article .translation mark").is_empty());
    let phrase = visitor.get("/timeline?q=%22intellectual+property%22").await;
    let marked = phrase.texts("article mark");
    assert!(
        !marked.is_empty() && marked.iter().all(|words| words.to_lowercase() == "intellectual property"),
        "{marked:?}"
    );
    assert!(visitor.get("/timeline?stance=oppose").await.all("article mark").is_empty());
}
