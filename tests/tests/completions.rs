//! How the words of a search may go on, asked as the search field asks.

use acceptance::{TestServer, Visitor};
use islands::Choice;

const TODAY: &str = "2026-11-23";

/// What may become of what was typed: the whole search, and how many statements it says it would find.
async fn completions(visitor: &Visitor, typed: &str, query: &str) -> Vec<(String, u64)> {
    let pairs = [("typed", typed), ("query", query), ("locale", "en")];
    let reply = visitor.get(&format!("/api/fn/complete_words?{}", encode(&pairs))).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let choices: Vec<Choice> = postcard::from_bytes(&reply.bytes).expect("a list");
    let choice = |choice: Choice| {
        let count = choice.count.replace(',', "");
        (choice.value, count.parse().expect("a number"))
    };
    choices.into_iter().map(choice).collect()
}

fn encode(pairs: &[(&str, &str)]) -> String {
    words::paths::encode(pairs)
}

async fn found(visitor: &Visitor, q: &str, more: &[(&str, &str)]) -> u64 {
    let pairs = [&[("q", q)], more].concat();
    let reply = visitor.get(&format!("/timeline?{}", encode(&pairs))).await;
    let text = reply.text(".summary strong");
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number")
}

#[tokio::test]
async fn every_way_to_go_on_finds_as_many_as_it_says() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let more: &[(&str, &str)] = &[("stakeholder", "msf"), ("stance", "strongly_oppose")];
    for (typed, filter) in [("medi", &[][..]), ("intellectual pro", &[]), ("\"data\" prot", &[]), ("pat", more)] {
        let offered = completions(&visitor, typed, &encode(filter)).await;
        assert!(!offered.is_empty(), "{typed}");
        assert!(offered.is_sorted_by(|a, b| a.1 >= b.1), "{offered:?}");
        let before = typed.rsplit_once(' ').map(|(before, _)| format!("{before} ")).unwrap_or_default();
        for (search, count) in offered {
            assert!(search.starts_with(&before) && !search[before.len()..].contains(' '), "{search}");
            assert_eq!(found(&visitor, &search, filter).await, count, "{search}");
        }
    }
}

#[tokio::test]
async fn accents_and_capitals_do_not_matter_and_come_with_the_word() {
    let server = TestServer::on(TODAY).await;
    let visitor = server.visitor();
    let words = |offered: Vec<(String, u64)>| offered.into_iter().map(|(word, _)| word).collect::<Vec<_>>();
    let plain = words(completions(&visitor, "revisi", "").await);
    assert!(plain.iter().any(|word| word.to_lowercase() == "revisi\u{f3}n"), "{plain:?}");
    assert_eq!(words(completions(&visitor, "REVIS\u{cd}", "").await), plain);
    assert!(completions(&visitor, "", "").await.is_empty() && completions(&visitor, "medicines ", "").await.is_empty());
    assert!(completions(&visitor, "qqqq", "").await.is_empty());
}
