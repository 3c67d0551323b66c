//! The picture that is shown of a page where its address is passed on: a card of 1200 by 630 pixels.

use domain::{Catalogue, Directness, ListQuery, Locale, Slug, Stance, Statement, StatementFilter};
use service::{Library, LibraryError};
use words::text;

use crate::{
    PageError,
    components::{filter_in_words, quotation_marks, stance},
    markup::Markup,
    svg_text::{lines, write_lines},
};

/// What a card says.
struct Card {
    /// Above the title, small.
    kicker: String,
    /// The largest words.
    title: String,
    /// Below it.
    body: String,
    /// A stance with the sentence it is about, or nothing.
    stance: Option<Stance>,
    /// At the foot.
    foot: String,
}

/// How many lines of the title find room.
const TITLE: usize = 6;

/// The card of a statement.
///
/// # Errors
/// When there is none of that slug that readers may see, or the record does not answer.
pub async fn statement_card_svg(library: &Library, locale: Locale, slug: &Slug) -> Result<String, PageError> {
    let page = library.statement(slug).await?;
    Ok(draw(locale, &of_statement(locale, &page.catalogue, &page.stored.statement)))
}

/// The card of a stakeholder.
///
/// # Errors
/// When there is none of that slug.
pub fn stakeholder_card_svg(library: &Library, locale: Locale, slug: &Slug) -> Result<String, PageError> {
    let catalogue = library.catalogue();
    let stakeholder = catalogue.stakeholders.get(slug).ok_or(LibraryError::NotFound)?;
    let filter = StatementFilter { stakeholder: [slug.clone()].into(), ..StatementFilter::default() };
    let kind = words::kind(locale, stakeholder.kind);
    Ok(draw(
        locale,
        &Card {
            kicker: format!("{kind} \u{b7} {}", words::country(locale, stakeholder.country)),
            title: stakeholder.short_name_for(locale).to_owned(),
            body: stakeholder.name.clone(),
            stance: None,
            foot: text!(locale, timeline.statements, count = library.count(&filter)),
        },
    ))
}

/// The card of a topic.
///
/// # Errors
/// When there is none of that slug.
pub fn topic_card_svg(library: &Library, locale: Locale, slug: &Slug) -> Result<String, PageError> {
    let catalogue = library.catalogue();
    let topic = catalogue.topics.get(slug).ok_or(LibraryError::NotFound)?;
    let filter = StatementFilter { topic: [slug.clone()].into(), ..StatementFilter::default() };
    Ok(draw(
        locale,
        &Card {
            kicker: topic.label.get(locale).0.to_owned(),
            title: topic.proposition.get(locale).0.to_owned(),
            body: String::new(),
            stance: None,
            foot: text!(locale, timeline.statements, count = library.count(&filter)),
        },
    ))
}

/// The card of a list.
#[must_use]
pub fn list_card_svg(library: &Library, locale: Locale, query: &ListQuery) -> String {
    let asked = filter_in_words(locale, &library.catalogue(), query);
    draw(
        locale,
        &Card {
            kicker: text!(locale, timeline.title),
            title: asked.unwrap_or_else(|| text!(locale, site.tagline)),
            body: String::new(),
            stance: None,
            foot: text!(locale, timeline.statements, count = library.count(&query.filter)),
        },
    )
}

fn of_statement(locale: Locale, catalogue: &Catalogue, statement: &Statement) -> Card {
    let known = catalogue.stakeholders.get(&statement.stakeholder);
    let who = known.map_or(statement.stakeholder.as_str(), |stakeholder| stakeholder.short_name_for(locale));
    let date = words::stated_date(locale, statement.said_on);
    let said = words::shorten(words::without_trailing_comma(&statement.text), 230);
    let title = match statement.directness {
        Directness::Verbatim => {
            let (open, close) = quotation_marks(statement.language);
            format!("{open}{said}{close}")
        }
        _ => said,
    };
    let position = statement.positions.first();
    let topic = position.and_then(|position| catalogue.topics.get(&position.topic));
    let speaker = statement.speaker.as_ref().map(|name| format!("{name}, ")).unwrap_or_default();
    let publisher = statement.primary_source().and_then(|source| source.publisher.clone());
    let grade = format!("{} {}", text!(locale, statement.grade), words::grade(locale, statement.grade()));
    Card {
        kicker: format!("{speaker}{who} \u{b7} {date}"),
        title,
        body: topic.map(|topic| topic.proposition.get(locale).0.to_owned()).unwrap_or_default(),
        stance: position.map(|position| position.stance),
        foot: [Some(grade), publisher].into_iter().flatten().collect::<Vec<_>>().join(" \u{b7} "),
    }
}

const STYLE: &str = "text{font-family:'Source Sans 3',sans-serif;fill:#1c2126}.brand{font-size:30px;font-weight:600;fill:#8a1538}\
    .kicker{font-size:30px;fill:#525b64}.title{font-size:44px}.body{font-size:28px;fill:#33393f}.foot{font-size:26px;fill:#525b64}\
    .stance{font-size:28px;font-weight:600}\
    .stance-strongly-support{fill:#0e4f3a}.stance-support{fill:#1f6f54}.stance-mixed,.stance-conditional{fill:#6b5b95}\
    .stance-oppose{fill:#a8491b}.stance-strongly-oppose{fill:#8a3110}.stance-no-position,.stance-none{fill:#5a646d}";

fn draw(locale: Locale, card: &Card) -> String {
    let mut markup = Markup::with_room(4_000);
    markup.raw(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"630\" viewBox=\"0 0 1200 630\"><style>",
    );
    markup.raw(STYLE).raw("</style><rect width=\"1200\" height=\"630\" fill=\"#fbfaf7\"/>");
    markup.raw("<rect width=\"1200\" height=\"12\" fill=\"#8a1538\"/>");
    write_lines(&mut markup, "brand", 60.0, 76.0, 0.0, &[text!(locale, site.name)]);
    let mut y = write_lines(&mut markup, "kicker", 60.0, 134.0, 36.0, &lines(&card.kicker, 78));
    let mut title = lines(&card.title, 50);
    if title.len() > TITLE {
        title.truncate(TITLE);
        if let Some(last) = title.last_mut() {
            last.push('\u{2026}');
        }
    }
    y = write_lines(&mut markup, "title", 60.0, y + 24.0, 52.0, &title);
    if let Some(stance) = card.stance {
        let class = stance::class(stance);
        markup.raw("<g transform=\"translate(74 ").tenths(y + 6.0).raw(") scale(1.5)\"><path fill-rule=\"evenodd\"");
        markup.attribute("class", class).raw(" d=\"").raw(stance::sign(stance)).raw("\"/></g>");
        let label = words::stance(locale, stance);
        y = write_lines(&mut markup, &format!("stance {class}"), 100.0, y + 16.0, 36.0, &[label]);
    }
    let body: Vec<String> = lines(&card.body, 84).into_iter().take(2).collect();
    write_lines(&mut markup, "body", 60.0, y + 6.0, 34.0, &body);
    write_lines(&mut markup, "foot", 60.0, 598.0, 0.0, std::slice::from_ref(&card.foot));
    markup.raw("</svg>\n");
    markup.finish()
}
