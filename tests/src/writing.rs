//! Writing statements through the pages of the desk, as a browser without JavaScript does.

use crate::{Member, Reply};

/// A statement that can be published.
pub const GOOD: &[(&str, &str)] = &[
    ("stakeholder", "médecins sans frontières"),
    ("day", "3"),
    ("month", "novembre"),
    ("year", "2026"),
    ("text", "Access to medicines must come first."),
    ("language", "en"),
    ("directness", "verbatim"),
    ("venue", "letter"),
    ("topic-0", "medicine-access"),
    ("stance-0", "strongly_support"),
    ("rationale-0", "says it must come first"),
    ("source-url", "https://example.org/msf-letter"),
    ("source-title", "A letter to the three parties"),
    ("source-kind", "ngo"),
    ("source-tier", "2"),
];

/// Fields with others put in their place.
#[must_use]
pub fn with<'a>(fields: &[(&'a str, &'a str)], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    kept.chain(changed).copied().collect()
}

/// The fields of the form on a page, as a browser would send them.
///
/// # Panics
/// When the selector of the form is none.
#[must_use]
pub fn fields_of(reply: &Reply) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for element in reply.all("form.wide input, form.wide textarea, form.wide select") {
        let name = element.attr("name").unwrap_or_default().to_owned();
        let value = match element.value().name() {
            "input" if element.attr("type") == Some("checkbox") && element.attr("checked").is_none() => continue,
            "input" if element.attr("type") == Some("file") => continue,
            "input" => element.attr("value").unwrap_or_default().to_owned(),
            "textarea" => element.text().collect::<String>().trim_start_matches('\n').to_owned(),
            _ => selected(element).unwrap_or_default(),
        };
        fields.push((name, value));
    }
    fields
}

fn selected(select: scraper::ElementRef<'_>) -> Option<String> {
    let options = scraper::Selector::parse("option[selected]").expect("a selector");
    select.select(&options).next().and_then(|option| option.attr("value")).map(str::to_owned)
}

/// Fields as they are sent.
#[must_use]
pub fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

/// Begins a draft with fields.
///
/// # Panics
/// When the form has no key.
pub async fn begin(member: &Member, fields: &[(&str, &str)], action: &str) -> Reply {
    let key = member.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let fields = [fields, &[("key", key.as_str()), ("action", action)]].concat();
    member.post("/edit/drafts", &fields).await
}

/// Where an answer leads.
///
/// # Panics
/// When it leads nowhere.
#[must_use]
pub fn location(reply: &Reply) -> String {
    reply.header("location").unwrap_or_else(|| panic!("{}: {} {}", reply.path, reply.status, reply.body)).to_owned()
}

/// Begins a draft that is handed to the reviewers; gives the address of its review.
///
/// # Panics
/// When it is not complete.
pub async fn submitted(member: &Member, fields: &[(&str, &str)]) -> String {
    let review = location(&begin(member, fields, "submit").await);
    assert!(review.ends_with("/review"), "{review}");
    review
}

/// Takes a step from the page of a review.
pub async fn step(member: &Member, review: &str, step: &str, more: &[(&str, &str)]) -> Reply {
    let version = member.get(review).await.attributes("#steps input[name=version]", "value");
    let version = version.first().map_or("0", String::as_str).to_owned();
    let fields = [more, &[("version", version.as_str())]].concat();
    member.post(&review.replace("review", step), &fields).await
}

/// Publishes a statement; gives its address.
///
/// # Panics
/// When it is not complete.
pub async fn published(editor: &Member, reviewer: &Member, fields: &[(&str, &str)]) -> String {
    let review = submitted(editor, fields).await;
    location(&step(reviewer, &review, "publish", &[]).await)
}
