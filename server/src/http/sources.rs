//! Working from a source.

use app::{
    domain::{Locale, Reading, Role, SourceId},
    paths::Address,
    service::{
        DocumentText, NotText,
        authorisation::Editor,
        desk::{DeskError, FieldFault, FormFault},
    },
    ui::{
        document::Page,
        pages::desk::{NewSourceForm, SourceNews, source_page, sources_page},
    },
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    Site,
    access::Viewer,
    account::Desk,
    drafts::{answer, editor, go, no_page},
    forms::FormFields,
    pages::{moved, respond},
};
use crate::file_reader::ReadingFailed;

/// The reason that the history of a statement gives when its quote was found in the text of its source.
const VERIFIED: &str = "The words were compared with the text of the source.";

/// A passage to be found in the text of a source.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Sought {
    #[serde(default)]
    passage: String,
}

pub(super) async fn list((State(site), Extension(locale), Extension(viewer)): Desk) -> Response {
    let editor = editor!(&site, locale, viewer);
    let sources = site.desk.sources(&editor).await;
    let page = sources.map(|sources| sources_page(locale, sources, NewSourceForm::default(), &[]));
    answer(&site, locale, &viewer, page)
}

pub(super) async fn add((State(site), Extension(locale), Extension(viewer)): Desk, fields: FormFields) -> Response {
    let editor = editor!(&site, locale, viewer);
    let form = NewSourceForm(fields.pairs().to_vec());
    let added = match text_of(&site, &fields).await {
        Ok(Ok(document)) => site.desk.add_source(&editor, fields.pairs(), &document.text).await,
        Ok(Err(NotText)) => {
            Err(DeskError::Faults(vec![FieldFault { field: "file".to_owned(), fault: FormFault::NotText }]))
        }
        Err(failed) => return failed.into_response(),
    };
    match added {
        Ok(id) => go(locale, &Address::Source(id)),
        Err(DeskError::Faults(faults)) => refuse_source(&site, locale, &viewer, &editor, form, &faults).await,
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}

/// The form with what is wrong with it.
async fn refuse_source(
    site: &Site,
    locale: Locale,
    viewer: &Viewer,
    editor: &Editor,
    form: NewSourceForm,
    faults: &[FieldFault],
) -> Response {
    let page = site.desk.sources(editor).await.map(|sources| sources_page(locale, sources, form, faults));
    answer(site, locale, viewer, page)
}

/// The text that was pasted or, where none was, the words of the file that was chosen.
async fn text_of(site: &Site, fields: &FormFields) -> Result<Result<DocumentText, NotText>, ReadingFailed> {
    let pasted = fields.get("text");
    match fields.file("file").filter(|_| pasted.trim().is_empty()) {
        Some(file) => site.file_reader.text(&file.bytes, fields.get("charset").parse().ok()).await,
        None => Ok(Ok(DocumentText { text: pasted.to_owned(), reading: Reading::default() })),
    }
}

pub(super) async fn show(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    Query(sought): Query<Sought>,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    if let Ok(Some(other)) = site.desk.merged_source(&editor, SourceId(id)).await {
        return moved(&Address::Source(other).in_locale(locale));
    }
    let page = show_source(&site, locale, &editor, SourceId(id), sought.passage, SourceNews::None).await;
    answer(&site, locale, &viewer, page)
}

async fn show_source(
    site: &Site,
    locale: Locale,
    editor: &Editor,
    id: SourceId,
    sought: String,
    news: SourceNews,
) -> Result<Page, DeskError> {
    let source = site.desk.source(editor, id, &sought).await?;
    let may_change = editor.user().role >= Role::Reviewer;
    Ok(source_page(locale, source, site.library.catalogue(), sought, news, may_change))
}

pub(super) async fn keep_text(
    (State(site), Extension(locale), Extension(viewer)): Desk,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Response {
    let editor = editor!(&site, locale, viewer);
    let kept = match text_of(&site, &fields).await {
        Ok(Ok(DocumentText { text, reading })) => {
            site.desk.keep_text(&editor, SourceId(id), &text).await.map(|()| SourceNews::TextKept(reading))
        }
        Ok(Err(NotText)) => Ok(SourceNews::NotText),
        Err(failed) => return failed.into_response(),
    };
    let news = match kept {
        Ok(news) => news,
        Err(DeskError::ReasonMissing) => SourceNews::TextMissing,
        Err(DeskError::Faults(_)) => SourceNews::TooLong,
        Err(error) => return no_page(&site, locale, &viewer, &error),
    };
    let page = show_source(&site, locale, &editor, SourceId(id), String::new(), news).await;
    answer(&site, locale, &viewer, page)
}

pub(super) async fn verify((State(site), Extension(locale), Extension(viewer)): Desk, Path(id): Path<i64>) -> Response {
    let editor = editor!(&site, locale, viewer);
    let page = async {
        let count = site.desk.verify_quotes(&editor, SourceId(id), VERIFIED).await?;
        show_source(&site, locale, &editor, SourceId(id), String::new(), SourceNews::Verified(count)).await
    };
    match page.await {
        Ok(page) => respond(&site, locale, &viewer, page),
        Err(error) => no_page(&site, locale, &viewer, &error),
    }
}
