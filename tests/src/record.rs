//! The starter data as plain JSON, and imports of texts.

use std::io::Cursor;

use serde_json::Value;
use server::clock::StoppedClock;
use service::{
    import::{ImportError, ImportInput, ImportReport, LineFile, Mode, TextFile, import},
    ports::RecordStore,
};

use crate::workspace;

fn starter_file(name: &str) -> String {
    std::fs::read_to_string(workspace().join("server/starter-data").join(name)).expect(name)
}

/// Every statement of the starter data.
///
/// # Panics
/// When a line is not JSON.
#[must_use]
pub fn starter_statements() -> Vec<Value> {
    starter_file("statements.jsonl").lines().map(|line| serde_json::from_str(line).expect("a statement")).collect()
}

/// The nine statements of the seed article.
#[must_use]
pub fn seeds() -> Vec<Value> {
    starter_statements().into_iter().filter(|statement| statement["seed"] == true).collect()
}

/// The texts of an import.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// `actors.json`
    pub actors: Option<String>,
    /// `topics.json`
    pub topics: Option<String>,
    /// `milestones.json`
    pub milestones: Option<String>,
    /// `statements.jsonl`
    pub statements: Option<String>,
    /// How many statements are added in one step.
    pub step: Option<u64>,
}

impl Import {
    /// The starter data.
    #[must_use]
    pub fn starter() -> Self {
        Self {
            actors: Some(starter_file("actors.json")),
            topics: Some(starter_file("topics.json")),
            milestones: Some(starter_file("milestones.json")),
            statements: Some(starter_file("statements.jsonl")),
            step: None,
        }
    }

    /// Statements alone.
    #[must_use]
    pub fn of_statements(statements: &[Value]) -> Self {
        let lines: Vec<String> = statements.iter().map(Value::to_string).collect();
        Self { statements: Some(lines.join("\n")), ..Self::default() }
    }

    /// Imports them.
    ///
    /// # Errors
    /// As the import does.
    ///
    /// # Panics
    /// Never.
    pub async fn run(&self, store: &dyn RecordStore, mode: Mode) -> Result<ImportReport, ImportError> {
        let text =
            |name: &str, text: &Option<String>| text.clone().map(|text| TextFile { name: name.to_owned(), text });
        let input = ImportInput {
            actors: text("actors.json", &self.actors),
            topics: text("topics.json", &self.topics),
            milestones: text("milestones.json", &self.milestones),
            statements: self.statements.clone().map(|text| LineFile {
                name: "statements.jsonl".to_owned(),
                lines: Box::new(Cursor::new(text.into_bytes())),
            }),
            step: self.step,
        };
        let clock = StoppedClock("2026-11-23".parse().expect("a day"));
        import(store, &clock, input, mode, &mut |_| {}).await
    }
}
