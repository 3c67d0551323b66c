//! Working from a source.

use axum::extract::{Path, Query};
use domain::{Fault, Reading, Role, SourceId};
use pages::desk::{NewSourceForm, SourceNews, source_page, sources_page};
use serde::Deserialize;
use service::{
    authorisation::Editor,
    desk::{FieldFault, SourceError},
    intake::{DocumentText, NotText},
};
use words::paths::Address;

use super::{
    answer::{Answer, moved},
    forms::FormFields,
    proof::{As, AsEditor, Visit},
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

/// `GET /edit/sources`: all sources, with a form for a new one.
pub(super) async fn list(As { visit, proof: editor }: AsEditor) -> Answer {
    show_list(&visit, &editor, NewSourceForm::default(), &[]).await
}

async fn show_list(visit: &Visit, editor: &Editor, form: NewSourceForm, faults: &[FieldFault]) -> Answer {
    let sources = visit.site.desk.sources(editor).await?;
    Ok(visit.page(sources_page(visit.locale, sources, form, faults)))
}

/// `POST /edit/sources`: adds a source. The fields of one, and its words as `text` or as a `file` in a `charset`; on to its
/// page.
pub(super) async fn add(As { visit, proof: editor }: AsEditor, fields: FormFields) -> Answer {
    let added = match text_of(&visit, &fields).await? {
        Ok(document) => visit.site.desk.add_source(&editor, fields.pairs(), &document.text).await,
        Err(NotText) => Err(SourceError::Faults(vec![FieldFault { field: "file".to_owned(), fault: Fault::NotText }])),
    };
    match added {
        Ok(id) => Ok(visit.see_other(&Address::Source(id))),
        Err(SourceError::Faults(faults)) => {
            show_list(&visit, &editor, NewSourceForm(fields.into_pairs()), &faults).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The text that was pasted or, where none was, the words of the file that was chosen.
async fn text_of(visit: &Visit, fields: &FormFields) -> Result<Result<DocumentText, NotText>, ReadingFailed> {
    let pasted = fields.get("text");
    match fields.file("file").filter(|_| pasted.trim().is_empty()) {
        Some(file) => visit.site.file_reader.text(&file.bytes, fields.get("charset").parse().ok()).await,
        None => Ok(Ok(DocumentText { text: pasted.to_owned(), reading: Reading::default() })),
    }
}

/// `GET /edit/sources/{id}`: a source with its text and what is recorded from it; 308 to the one that it was merged into.
pub(super) async fn show(
    As { visit, proof: editor }: AsEditor,
    Path(id): Path<i64>,
    Query(sought): Query<Sought>,
) -> Answer {
    if let Some(other) = visit.site.desk.merged_source(&editor, SourceId(id)).await? {
        return Ok(moved(&Address::Source(other).in_locale(visit.locale)));
    }
    show_source(&visit, &editor, SourceId(id), sought.passage, SourceNews::None).await
}

async fn show_source(visit: &Visit, editor: &Editor, id: SourceId, sought: String, news: SourceNews) -> Answer {
    let source = visit.site.desk.source(editor, id, &sought).await?;
    let may_change = editor.user().role >= Role::Reviewer;
    Ok(visit.page(source_page(visit.locale, source, visit.site.library.catalogue(), sought, news, may_change)))
}

/// `POST /edit/sources/{id}/text`: keeps the words of a source, as `text` or as a `file` in a `charset`; its page again.
pub(super) async fn keep_text(
    As { visit, proof: editor }: AsEditor,
    Path(id): Path<i64>,
    fields: FormFields,
) -> Answer {
    let news = match text_of(&visit, &fields).await? {
        Ok(DocumentText { text, reading }) => match visit.site.desk.keep_text(&editor, SourceId(id), &text).await {
            Ok(()) => SourceNews::TextKept(reading),
            Err(SourceError::TextMissing) => SourceNews::TextMissing,
            Err(SourceError::TooMuchText) => SourceNews::TooLong,
            Err(error) => return Err(error.into()),
        },
        Err(NotText) => SourceNews::NotText,
    };
    show_source(&visit, &editor, SourceId(id), String::new(), news).await
}

/// `POST /edit/sources/{id}/verify`: marks the quotes that stand in the text as compared with it; its page again.
pub(super) async fn verify(As { visit, proof: editor }: AsEditor, Path(id): Path<i64>) -> Answer {
    let count = visit.site.desk.verify_quotes(&editor, SourceId(id), VERIFIED).await?;
    show_source(&visit, &editor, SourceId(id), String::new(), SourceNews::Verified(count)).await
}
