//! The HTML document around every page.
//!
//! A page is put together once its data is there, in one go and in order: nothing is streamed and no
//! script is needed to place anything. Only islands need a script, and it is a file, so the document
//! holds no inline script or style and is the same for every reader of an address.

use std::sync::Arc;

use domain::{Locale, User};
use hydration_context::SsrSharedContext;
use leptos::{html, prelude::*, tachys::view::Position};
use memchr::memmem;
use words::{paths::Address, text};

use crate::markup::Markup;

/// A page that is ready to be shown.
pub struct Page {
    /// The HTTP status.
    pub status: u16,
    /// The title, without the name of the site.
    pub title: String,
    /// What the page is about, for search engines and link previews.
    pub description: Option<String>,
    /// Its address in every language; `None` for pages that have none of their own, like errors.
    pub address: Option<Address>,
    /// The section of the site it belongs to.
    pub section: Option<Section>,
    /// What it says to programs: JSON-LD, in the terms of schema.org.
    pub structured: Option<serde_json::Value>,
    /// Makes what stands between header and footer.
    pub view: Box<dyn FnOnce() -> AnyView + Send>,
}

/// A section of the site, as the navigation has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// The timeline.
    Timeline,
    /// Stakeholders.
    Stakeholders,
    /// Topics.
    Topics,
    /// What is new.
    News,
    /// Milestones.
    Milestones,
    /// Method.
    Method,
    /// The editor's desk.
    Desk,
}

/// What a copy of the site says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SiteFacts {
    /// Scheme, host and port that readers use, without a slash at the end.
    pub public_url: String,
    /// Who runs it.
    pub operator: Option<String>,
    /// Where errors are reported.
    pub contact: Option<Contact>,
    /// Under which licence its data may be used.
    pub data_licence: Option<String>,
}

/// Where those who run a copy of the site are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contact {
    /// By e-mail.
    Email(String),
    /// On a page.
    Page(String),
}

/// Where the files are that a page loads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssetPaths {
    /// The style sheet.
    pub style: String,
    /// The script of every page: keys, and answers while somebody types or chooses.
    pub site: String,
    /// The script that wakes the islands of readers up.
    pub islands: String,
    /// The script that wakes those of the desk up.
    pub desk: String,
    /// The icon.
    pub icon: String,
}

/// The title element. The escaping is done here and not left to Leptos, which has written titles as they are.
#[component]
fn EscapedTitle(
    /// The title, as text.
    title: String,
) -> impl IntoView {
    html::title().inner_html(html_escape::encode_text(&title).into_owned())
}

/// Renders a page as a whole HTML document. For readers who are not signed in it is the same for all. `read_only` has it say
/// that nothing can be stored.
#[must_use]
pub fn render(
    page: Page,
    locale: Locale,
    (assets, facts): (&AssetPaths, &SiteFacts),
    user: Option<&User>,
    read_only: bool,
) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        let body = main_part((page.view)());
        let scripts = scripts_for(&body, assets);
        let head = Head {
            locale,
            title: page.title,
            description: page.description,
            address: page.address,
            section: page.section,
            structured: page.structured,
            public_url: facts.public_url.clone(),
            user: user.cloned(),
            read_only,
        };
        let frame = view! { <Document head assets=assets.clone() scripts/> }.to_html();
        // The main part is most of the page: it is put in once, and not copied through the views around it.
        let (before, after) = frame.split_once(MAIN_END).unwrap_or((&frame, ""));
        let mut html = String::with_capacity(before.len() + body.len() + after.len() + LARGE / 10);
        html.push_str("<!DOCTYPE html>");
        for part in [before, &body, MAIN_END, after] {
            push_valid(&mut html, part);
        }
        html
    });
    owner.cleanup();
    html
}

/// The scripts that wake the islands in a text up: those of readers are one bundle, those of the desk another.
fn scripts_for(body: &str, assets: &AssetPaths) -> Vec<String> {
    let component = " data-component=\"";
    let islands = memmem::find_iter(body.as_bytes(), "<leptos-island");
    let names = islands.filter_map(|at| Some(body[at..].split_once(component)?.1));
    let is_of_desk = |name: &str| desk_islands::NAMES.iter().any(|own| name.starts_with(&format!("{own}_")));
    let (desk, readers): (Vec<&str>, Vec<&str>) = names.partition(|name| is_of_desk(name));
    let readers = (!readers.is_empty()).then(|| assets.islands.clone());
    readers.into_iter().chain((!desk.is_empty()).then(|| assets.desk.clone())).collect()
}

/// How many bytes of HTML the main part of a large page has.
const LARGE: usize = 300_000;

/// The HTML of the main part. It is written into one text with room for a large page; Leptos, left alone, begins with
/// little and copies what it has whenever that is full.
fn main_part(view: AnyView) -> String {
    let mut html = String::with_capacity(LARGE);
    view.to_html_with_buf(&mut html, &mut Position::FirstChild, true, false, Vec::new());
    html
}

/// What Leptos puts where a part of a view begins that may change. Checkers take it for a mistake.
const MARKER: &str = "<!>";

/// The same as a comment that is valid. The browser makes of both what islands look for.
const COMMENT: &str = "<!---->";

/// Adds HTML. Only islands are woken up, so markers elsewhere are left out.
fn push_valid(html: &mut String, part: &str) {
    let (mut from, mut islands) = (0, 0_usize);
    for at in memmem::find_iter(part.as_bytes(), MARKER) {
        let piece = &part[from..at];
        let count = |tag: &str| memmem::find_iter(piece.as_bytes(), tag).count();
        islands = (islands + count("<leptos-island")).saturating_sub(count("</leptos-island>"));
        html.push_str(piece);
        if islands > 0 {
            html.push_str(COMMENT);
        }
        from = at + MARKER.len();
    }
    html.push_str(&part[from..]);
}

/// Where the main part ends.
const MAIN_END: &str = "</main>";

struct Head {
    locale: Locale,
    title: String,
    description: Option<String>,
    address: Option<Address>,
    section: Option<Section>,
    structured: Option<serde_json::Value>,
    public_url: String,
    user: Option<User>,
    read_only: bool,
}

/// The document from `<html>` on, its main part empty.
#[component]
fn Document(
    /// What the head and the header say.
    head: Head,
    /// The files to load.
    assets: AssetPaths,
    /// The scripts that wake the islands of the main part up.
    scripts: Vec<String>,
) -> impl IntoView {
    let Head { locale, title, description, address, section, structured, public_url, user, read_only } = head;
    let name = text!(locale, site.name);
    let public = address.as_ref().filter(|address| !address.is_private());
    let alternates = public.map(|address| alternates(address, locale, &public_url));
    let preview = public.map(|address| preview(locale, &title, description.as_deref(), address, &public_url));
    let structured = structured.map(data_block);
    let printed = public.map(|address| {
        let at = format!("{public_url}{}", address.in_locale(locale));
        view! { <p class="printed">{at}</p> }
    });
    let no_index = public.is_none().then(|| view! { <meta name="robots" content="noindex"/> });
    view! {
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <EscapedTitle title=format!("{title} · {name}")/>
                {description.map(|description| view! { <meta name="description" content=description/> })}
                {no_index}
                {alternates}
                {preview}
                {structured}
                <link rel="icon" href="/favicon.ico" sizes="32x32"/>
                <link rel="icon" href=assets.icon type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/apple-touch-icon.png"/>
                <link rel="stylesheet" href=assets.style/>
                <script type="module" src=assets.site></script>
                {scripts.into_iter().map(|script| view! { <script type="module" src=script></script> }).collect_view()}
            </head>
            <body>
                <a class="skip" href="#content">{text!(locale, site.skip)}</a>
                <SiteHeader locale address section user/>
                {read_only.then(|| view! { <p class="read-only" role="status">{text!(locale, site.read_only)}</p> })}
                <main id="content" tabindex="-1"></main>
                {printed}
                <SiteFooter locale/>
            </body>
        </html>
    }
}

/// The same page in the other languages, for search engines.
fn alternates(address: &Address, locale: Locale, public_url: &str) -> impl IntoView + use<> {
    let at = |locale| format!("{public_url}{}", address.in_locale(locale));
    let links = Locale::ALL
        .iter()
        .map(|other| view! { <link rel="alternate" hreflang=other.tag() href=at(*other)/> })
        .collect_view();
    view! {
        <link rel="canonical" href=at(locale)/>
        {links}
        <link rel="alternate" hreflang="x-default" href=at(Locale::En)/>
    }
}

/// What is shown of the page where its address is passed on: Open Graph.
fn preview(locale: Locale, title: &str, description: Option<&str>, address: &Address, public_url: &str) -> AnyView {
    let kind = if matches!(address, Address::Statement(_)) { "article" } else { "website" };
    let at = |address: &Address| format!("{public_url}{}", address.in_locale(locale));
    let said = [
        ("og:site_name", text!(locale, site.name)),
        ("og:type", kind.to_owned()),
        ("og:title", title.to_owned()),
        ("og:description", description.unwrap_or_default().to_owned()),
        ("og:url", at(address)),
        ("og:locale", locale.tag().replace('-', "_")),
        ("og:image", at(&address.card())),
        ("og:image:width", "1200".to_owned()),
        ("og:image:height", "630".to_owned()),
    ];
    Markup::view_of(|markup| {
        for (property, content) in said.iter().filter(|(_, content)| !content.is_empty()) {
            markup.raw("<meta").attribute("property", property).attribute("content", content).raw(">");
        }
        markup.raw("<meta name=\"twitter:card\" content=\"summary_large_image\">");
    })
}

/// Data for programs. It is no script: nothing of it is run.
fn data_block(data: serde_json::Value) -> impl IntoView {
    // Within the element nothing is escaped, so nothing may end it.
    let json = data.to_string().replace('<', "\\u003c");
    html::script().r#type("application/ld+json").inner_html(json)
}

/// The name of the site, its sections and its languages.
#[component]
fn SiteHeader(
    /// The reader's language.
    locale: Locale,
    /// The page's address.
    address: Option<Address>,
    /// The page's section.
    section: Option<Section>,
    /// Who is signed in.
    user: Option<User>,
) -> impl IntoView {
    let sections = [
        (Section::Timeline, Address::Timeline(Box::default()), text!(locale, nav.timeline)),
        (Section::Stakeholders, Address::Stakeholders, text!(locale, nav.stakeholders)),
        (Section::Topics, Address::Topics, text!(locale, nav.topics)),
        (Section::Milestones, Address::Milestones, text!(locale, nav.milestones)),
        (Section::News, Address::News(Box::default()), text!(locale, nav.news)),
        (Section::Method, Address::Method, text!(locale, nav.method)),
    ];
    let links = sections
        .into_iter()
        .map(|(of, address, label)| {
            let current = (Some(of) == section).then_some("page");
            view! { <li><a href=address.in_locale(locale) aria-current=current>{label}</a></li> }
        })
        .collect_view();
    let address = address.unwrap_or(Address::Front);
    let languages = Locale::ALL
        .iter()
        .map(|other| {
            let current = (*other == locale).then_some("true");
            view! {
                <li>
                    <a href=address.in_locale(*other) hreflang=other.tag() lang=other.tag() aria-current=current>
                        {own_name(*other)}
                    </a>
                </li>
            }
        })
        .collect_view();
    let desk = user.map(|user| {
        let current = (section == Some(Section::Desk)).then_some("page");
        view! {
            <nav class="own" aria-label=text!(locale, site.own)>
                <a href=Address::Desk.in_locale(locale) aria-current=current>{text!(locale, desk.title)}</a>
                <a href=Address::Account.in_locale(locale)>{user.name}</a>
                <form method="post" action=Address::SignOut.in_locale(locale)>
                    <button type="submit" class="quiet">{text!(locale, site.sign_out)}</button>
                </form>
            </nav>
        }
    });
    view! {
        <header class="site">
            <a class="brand" href=Address::Front.in_locale(locale)>{text!(locale, site.name)}</a>
            <nav aria-label=text!(locale, site.sections)><ul>{links}</ul></nav>
            <SiteSearch locale/>
            {desk}
            <nav class="languages" aria-label=text!(locale, site.languages)><ul>{languages}</ul></nav>
        </header>
    }
    .into_any()
}

/// The field that finds anything. A script gives answers while somebody types, as the page of answers has them.
#[component]
fn SiteSearch(
    /// The reader's language.
    locale: Locale,
) -> impl IntoView {
    let action = Address::Search(String::new()).in_locale(locale);
    view! {
        <form class="site-search" method="get" action=action role="search" aria-label=text!(locale, search.title)>
            <label class="hidden" for="site-search">{text!(locale, search.label)}</label>
            <input
                id="site-search"
                name="q"
                type="search"
                maxlength="200"
                autocomplete="off"
                placeholder=text!(locale, search.placeholder)
                data-found=text!(locale, search.found)
            />
        </form>
    }
    .into_any()
}

/// What the speakers of a language call it.
const fn own_name(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "English",
        Locale::Es => "Español",
        Locale::Fr => "Français",
    }
}

/// What the site is and how to check it.
#[component]
fn SiteFooter(
    /// The reader's language.
    locale: Locale,
) -> impl IntoView {
    view! {
        <footer class="site">
            <p>{text!(locale, site.tagline)}"."</p>
            <p>
                {text!(locale, site.footer)} " "
                <a href=Address::Method.in_locale(locale)>{text!(locale, nav.method)}</a> "."
            </p>
            <p>
                <a href=Address::About.in_locale(locale)>{text!(locale, about.title)}</a> " · "
                <a href=Address::Corrections.in_locale(locale)>{text!(locale, corrections.title)}</a> " · "
                <a href=Address::SignIn.in_locale(locale) rel="nofollow">{text!(locale, site.for_editors)}</a>
            </p>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ATTACK: &str = "</title></textarea><script>alert(1)</script>&";

    fn in_owner(make: impl FnOnce() -> String) -> String {
        Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands()))).with(make)
    }

    #[test]
    fn markers_stay_where_islands_look_for_them() {
        let mut html = String::new();
        push_valid(&mut html, "<p>a<!></p><leptos-island><i><!></i></leptos-island><!><p>b</p>");
        assert_eq!(html, "<p>a</p><leptos-island><i><!----></i></leptos-island><p>b</p>");
    }

    #[test]
    fn the_title_is_escaped() {
        let title = in_owner(|| view! { <EscapedTitle title=ATTACK.to_owned()/> }.to_html());
        assert!(!title.contains("<script>"), "{title}");
        assert!(title.contains("&lt;script&gt;alert(1)&lt;/script&gt;&amp;"), "{title}");
    }
}
