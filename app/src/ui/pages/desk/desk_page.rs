//! The editor's desk: what there is to do.

use chrono::NaiveDate;
use leptos::prelude::*;

use super::page;
use crate::{
    domain::{Draft, Locale, Role, User},
    paths::Address,
    service::desk::{Queue, StatementForm},
    ui::{
        document::Page,
        words::{self, text},
    },
};

/// The most characters of a draft's words in the queue.
const EXCERPT: usize = 140;

/// The first page of the desk.
#[must_use]
pub fn desk_page(locale: Locale, user: &User, queue: Queue) -> Page {
    let (is_reviewer, is_admin) = (user.role >= Role::Reviewer, user.role >= Role::Admin);
    page(200, text!(locale, desk.title), Address::Desk, move || {
        let users = is_admin
            .then(|| view! { <li><a href=Address::Users.in_locale(locale)>{text!(locale, users.title)}</a></li> });
        let reference = is_reviewer.then(|| {
            view! { <li><a href=Address::Reference.in_locale(locale)>{text!(locale, reference.title)}</a></li> }
        });
        let Queue { mine, sent_back, waiting, others } = queue;
        view! {
            <div class="desk">
                <h1>{text!(locale, desk.title)}</h1>
                <p class="buttons">
                    <a class="button" href=Address::NewStatement.in_locale(locale)>{text!(locale, draft.new)}</a>
                    <a class="button" href=Address::Sources.in_locale(locale)>{text!(locale, source.work_from)}</a>
                    <a class="button" href=Address::Import.in_locale(locale)>{text!(locale, import.title)}</a>
                </p>
                {list(locale, text!(locale, desk.sent_back), None, sent_back, false)}
                {list(locale, text!(locale, desk.mine), Some(text!(locale, desk.mine_none)), mine, false)}
                {list(locale, text!(locale, desk.waiting), Some(text!(locale, desk.waiting_none)), waiting, true)}
                {list(locale, text!(locale, desk.others), None, others, false)}
                <ul class="plain">
                    <li><a href=Address::Account.in_locale(locale)>{text!(locale, account.title)}</a></li>
                    {reference} {users}
                    <li><a href=Address::Corrections.in_locale(locale)>{text!(locale, corrections.title)}</a></li>
                </ul>
            </div>
        }
        .into_any()
    })
}

/// A list of drafts; without any, what that means, or nothing at all.
fn list(locale: Locale, heading: String, none: Option<String>, drafts: Vec<Draft>, to_review: bool) -> AnyView {
    if drafts.is_empty() {
        let Some(none) = none else { return ().into_any() };
        return view! { <section><h2>{heading}</h2><p class="empty">{none}</p></section> }.into_any();
    }
    let count = drafts.len();
    let rows = drafts.into_iter().map(|draft| row(locale, draft, to_review)).collect_view();
    view! {
        <section>
            <h2>{heading.clone()} " " <span class="count">{words::number(locale, count as u64)}</span></h2>
            <div class="table-scroll" tabindex="0" role="region" aria-label=heading>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{text!(locale, draft.draft)}</th>
                            <th scope="col">{text!(locale, desk.author)}</th>
                            <th scope="col">{text!(locale, desk.touched)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(locale: Locale, draft: Draft, to_review: bool) -> impl IntoView {
    let address = if to_review { Address::DraftReview(draft.id) } else { Address::Draft(draft.id) };
    let form = StatementForm::read(&draft.form);
    let words: String = form.text.chars().take(EXCERPT).collect();
    let who =
        if form.stakeholder.is_empty() { text!(locale, draft.number, number = draft.id.0) } else { form.stakeholder };
    let touched: NaiveDate = draft.updated_at.date_naive();
    view! {
        <tr>
            <th scope="row"><a href=address.in_locale(locale)>{who}</a> <span class="excerpt">{words}</span></th>
            <td>{draft.author_name}</td>
            <td>{words::day(locale, touched)}</td>
        </tr>
    }
    .into_any()
}
