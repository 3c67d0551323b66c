//! The starter data that the binary carries.

use std::io::Cursor;

use service::{
    import::{ImportError, ImportInput, ImportReport, LineFile, Mode, TextFile, import},
    ports::{Clock, RecordStore},
};

const ACTORS: &str = include_str!("../starter-data/actors.json");
const TOPICS: &str = include_str!("../starter-data/topics.json");
const MILESTONES: &str = include_str!("../starter-data/milestones.json");
const STATEMENTS: &str = include_str!("../starter-data/statements.jsonl");

/// Loads the starter data into an empty record; does nothing to one that holds anything.
///
/// # Errors
/// When the record does not answer.
pub async fn load_into_empty(store: &dyn RecordStore, clock: &dyn Clock) -> Result<Option<ImportReport>, ImportError> {
    // Accounts may be there already; they are no part of what readers see.
    let nothing_yet = store.stakeholders().await?.is_empty()
        && store.topics().await?.is_empty()
        && store.milestones().await?.is_empty();
    if !nothing_yet {
        return Ok(None);
    }
    let text = |name: &str, text: &str| Some(TextFile { name: name.to_owned(), text: text.to_owned() });
    let input = ImportInput {
        actors: text("actors.json", ACTORS),
        topics: text("topics.json", TOPICS),
        milestones: text("milestones.json", MILESTONES),
        statements: Some(LineFile { name: "statements.jsonl".to_owned(), lines: Box::new(Cursor::new(STATEMENTS)) }),
        step: None,
    };
    import(store, clock, input, Mode::Keep, &mut |_| {}).await.map(Some)
}
