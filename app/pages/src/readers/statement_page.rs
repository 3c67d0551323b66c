//! One statement with everything that is known about it.

use std::{collections::BTreeSet, sync::Arc};

use domain::{Catalogue, Checked, Language, Locale, QuoteCheck, Role, Slug, Source, Stakeholder, Statement};
use leptos::prelude::*;
use service::{Context, Library, StatementPage, ports::StoredStatement};
use words::{paths::Address, text};

use super::news_page::added_statement;
use crate::{
    PageError,
    components::{
        GradeBadge, InEnglish, PositionList, QuoteCheckMark, SourceLink, StatementWords, statement_title,
        with_text_fragment,
    },
    document::{Page, Section},
    structured,
};

/// How many characters of the words are in the description of the page.
const DESCRIBED: usize = 300;

/// The page of a statement. Editors get a link to change it, reviewers one to withdraw it.
///
/// # Errors
/// When there is none of that slug, it was withdrawn, or the record does not answer.
pub async fn statement_page(
    library: &Library,
    locale: Locale,
    slug: &Slug,
    role: Option<Role>,
) -> Result<Page, PageError> {
    let page = library.statement(slug).await?;
    let title = statement_title(locale, &page.catalogue, &page.stored.statement, &BTreeSet::new());
    let description = words::shorten(words::without_trailing_comma(&page.stored.statement.text), DESCRIBED);
    Ok(Page {
        status: 200,
        title,
        description: Some(description),
        address: Some(Address::Statement(slug.clone())),
        section: Some(Section::Timeline),
        structured: Some(structured::statement(locale, &page.catalogue, &page.stored.statement)),
        view: Box::new(move || view(locale, page, role)),
    })
}

fn short_name(locale: Locale, catalogue: &Catalogue, slug: &Slug) -> String {
    catalogue
        .stakeholders
        .get(slug)
        .map_or_else(|| slug.to_string(), |s: &Stakeholder| s.short_name_for(locale).to_owned())
}

fn view(locale: Locale, page: StatementPage, role: Option<Role>) -> AnyView {
    let StatementPage { catalogue, stored, restates, restated_by, context, by_the_same, on_the_same } = page;
    let (statement, recorded_on) = (&stored.statement, stored.recorded_on);
    let who = short_name(locale, &catalogue, &statement.stakeholder);
    let date = words::stated_date(locale, statement.said_on);
    let topics: BTreeSet<Slug> =
        statement.positions.first().map(|position| position.topic.clone()).into_iter().collect();
    let title = match statement.positions.first().and_then(|position| catalogue.topics.get(&position.topic)) {
        Some(topic) => format!("{who} \u{b7} {}", topic.label.get(locale).0),
        None => who.clone(),
    };
    let all_by =
        Address::filtered(words::paths::filter_for(Some(&statement.stakeholder), None, None)).in_locale(locale);
    let slug = statement.slug.clone();
    let withdraw = role.filter(|role| *role >= Role::Reviewer).map(|_| {
        view! { <a href=Address::Withdrawal(slug.clone()).in_locale(locale)>{text!(locale, draft.withdraw)}</a> }
    });
    let edit = role.map(|_| {
        view! {
            <a href=Address::EditStatement(slug.clone()).in_locale(locale)>{text!(locale, draft.change)}</a>
            {withdraw}
        }
    });
    view! {
        <div class="with-aside">
            <article class="statement-page">
                <p class="kicker">{date}</p>
                <h1>{title}</h1>
                <StatementWords locale statement/>
                {context.map(|context| in_context(locale, statement, context))}
                {reading(locale, &catalogue, statement)}
                <p class="added">{text!(locale, statement.added_on, date = words::day(locale, recorded_on))}</p>
                <p class="buttons">
                    <a href=Address::History(slug.clone()).in_locale(locale)>{text!(locale, history.title)}</a>
                    <a href=Address::Report(slug.clone()).part(locale, "report")>{text!(locale, statement.report)}</a>
                    {edit}
                </p>
            </article>
            <aside aria-label=text!(locale, statement.related)>
                {related(locale, &catalogue, text!(locale, statement.restates), restates.iter().map(AsRef::as_ref), &topics)}
                {related(locale, &catalogue, text!(locale, statement.restated_by), restated_by.iter(), &topics)}
                {related(
                    locale,
                    &catalogue,
                    text!(locale, statement.by_the_same, who = who.clone()),
                    by_the_same.iter().map(AsRef::as_ref),
                    &topics,
                )}
                {related(
                    locale,
                    &catalogue,
                    text!(locale, statement.on_the_same),
                    on_the_same.iter().map(AsRef::as_ref),
                    &topics,
                )}
                <p><a href=all_by>{text!(locale, statement.all_by, who = who)}</a></p>
            </aside>
        </div>
    }
    .into_any()
}

/// The words with what stands around them in their source.
fn in_context(locale: Locale, statement: &Statement, context: Context) -> AnyView {
    let lang = statement.language.code();
    view! {
        <details class="context">
            <summary>{text!(locale, statement.context)}</summary>
            <p lang=lang>
                {context.before} " " <mark>{words::without_trailing_comma(&statement.text).to_owned()}</mark> " "
                {context.after}
            </p>
        </details>
    }
    .into_any()
}

/// The words of a statement, its stances and its evidence, as readers see them.
pub(crate) fn statement_body(locale: Locale, catalogue: &Arc<Catalogue>, statement: &Statement) -> AnyView {
    view! {
        <StatementWords locale statement/>
        {reading(locale, catalogue, statement)}
    }
    .into_any()
}

/// The stances of a statement and its evidence.
fn reading(locale: Locale, catalogue: &Arc<Catalogue>, statement: &Statement) -> AnyView {
    let positions = if statement.positions.is_empty() {
        view! { <p>{text!(locale, statement.no_positions)}</p> }.into_any()
    } else {
        view! {
            <PositionList locale catalogue positions=&statement.positions/>
        }
        .into_any()
    };
    view! {
        <section>
            <h2>{text!(locale, statement.positions)}</h2>
            {positions}
        </section>
        <section>
            <h2>{text!(locale, statement.evidence)}</h2>
            {evidence(locale, catalogue, statement)}
        </section>
    }
    .into_any()
}

/// A name and a value of a list of facts.
fn fact(name: String, value: impl IntoView + 'static) -> AnyView {
    view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any()
}

fn evidence(locale: Locale, catalogue: &Catalogue, statement: &Statement) -> impl IntoView + use<> {
    let stakeholder = catalogue.stakeholders.get(&statement.stakeholder).map(|s| s.name_for(locale).to_owned());
    let href = Address::Stakeholder(statement.stakeholder.clone()).in_locale(locale);
    let who = view! { <a href=href>{stakeholder}</a> {said_by(locale, statement)} };
    let grade = statement.grade();
    let source = statement.primary_source().map(|source| source_facts(locale, source, statement));
    let reprints: Vec<AnyView> = statement
        .appearances
        .iter()
        .filter(|appearance| !appearance.primary)
        .map(|appearance| {
            let locator = appearance.locator.clone().map(|locator| view! { <span class="dot">{locator}</span> });
            view! { <li><SourceLink locale source=appearance.source.clone()/> {locator}</li> }.into_any()
        })
        .collect();
    let primary = statement.appearances.iter().find(|appearance| appearance.primary);
    let locator = primary.and_then(|primary| primary.locator.clone()).map(|at| fact(text!(locale, draft.locator), at));
    let reprints = (!reprints.is_empty())
        .then(|| fact(text!(locale, statement.also_seen), view! { <ul class="plain">{reprints}</ul> }));
    let note =
        statement.note.clone().map(|note| fact(text!(locale, statement.note), view! { <InEnglish locale text=note/> }));
    // What was compared where it was gathered has a line of its own, which says more.
    let is_told = statement.checked.is_some() && statement.quote_check == QuoteCheck::Unverified;
    let check = (!is_told)
        .then(|| fact(text!(locale, statement.check), view! { <QuoteCheckMark locale check=statement.quote_check/> }));
    view! {
        <dl class="facts">
            {fact(text!(locale, statement.who), who)}
            {fact(text!(locale, statement.said_on), words::stated_date(locale, statement.said_on))}
            {fact(text!(locale, statement.venue), words::venue(locale, statement.venue))}
            {fact(text!(locale, statement.directness), words::directness(locale, statement.directness))}
            {fact(text!(locale, statement.language), words::language(locale, statement.language))}
            {fact(
                text!(locale, statement.grade),
                view! { <GradeBadge locale grade/> " " {words::grade_meaning(locale, grade)} },
            )}
            {check}
            {statement.checked.clone().map(|checked| fact(text!(locale, statement.compared), comparison(locale, checked)))}
            {source} {locator} {reprints} {note}
        </dl>
    }
    .into_any()
}

/// What the words were compared with where they were gathered, and when.
fn comparison(locale: Locale, checked: Checked) -> impl IntoView {
    let host = checked.against.split("://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let link = view! { <a href=checked.against.clone() rel="external noreferrer">{host.to_owned()}</a> };
    let on = text!(locale, statement.compared_on, date = words::day(locale, checked.on));
    let other = (!checked.same_page).then(|| format!("; {}", text!(locale, statement.compared_elsewhere)));
    view! {
        <span class="checked">
            {text!(locale, statement.compared_with)} " " {link} " " {on} " (" {words::compared_text(locale, checked.how)}
            {other} ")"
        </span>
    }
    .into_any()
}

fn said_by(locale: Locale, statement: &Statement) -> Option<AnyView> {
    let speaker = statement.speaker.clone()?;
    let language = statement.speaker_role_language.filter(|language| *language != locale.language());
    let role = statement.speaker_role.clone();
    let role = role.map(|role| view! { ", " <span lang=language.map(Language::code)>{role}</span> });
    Some(view! { {words::colon(locale)} {speaker} {role} }.into_any())
}

fn source_facts(locale: Locale, source: &Source, statement: &Statement) -> impl IntoView + use<> {
    let place = source.url.as_deref().map(|url| with_text_fragment(url, statement));
    let source = source.clone();
    let published =
        source.published_on.map(|period| fact(text!(locale, statement.published_on), words::period(locale, period)));
    let tier = format!(
        "{} ({})",
        words::tier(locale, source.tier),
        text!(locale, statement.tier_number, n = source.tier.code())
    );
    view! {
        {fact(text!(locale, statement.source), view! { <SourceLink locale source place/> })}
        {published}
        {fact(text!(locale, statement.tier), tier)}
    }
    .into_any()
}

/// Links to other statements.
fn related<'a>(
    locale: Locale,
    catalogue: &Catalogue,
    heading: String,
    statements: impl Iterator<Item = &'a StoredStatement>,
    topics: &BTreeSet<Slug>,
) -> Option<AnyView> {
    let items = statements.map(|stored| added_statement(locale, catalogue, stored, topics)).collect::<Vec<_>>();
    (!items.is_empty())
        .then(|| view! { <section><h2>{heading}</h2><ul class="news-list">{items}</ul></section> }.into_any())
}
