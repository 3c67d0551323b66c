//! The tables of the record, as a backup reads and writes them: the same on both databases.
//!
//! To add a column or a table: its line here, with the number of the migration that brings it. A test compares the lines
//! with the tables of both databases, another backs up and restores at every migration.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// A moment, in a backup in UTC and to the microsecond: the least that both databases keep.
    Time,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The migration since which it is there.
    since: i64,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that tell its rows apart, in whose order they are written.
    key: &'static [&'static str],
    columns: &'static [Column],
}

/// Tables that no backup has: who is signed in, with which browsers, and links that let somebody in once. What was ended
/// or used since must not come back to life.
///
/// Nor what an import notes that is under way: nothing of it is backed up.
pub const LEFT_OUT: [&str; 5] = ["session", "password_link", "known_browser", "unfinished_import", "_sqlx_migrations"];

/// Tables that are there no more, with the last migration after which they were.
const GONE: [(&str, i64); 1] = [("position", 15)];

/// Tables of which the first migration fills the only row.
const FILLED: [&str; 2] = ["change_counter", "audit_start"];

const fn number(name: &'static str, since: i64) -> Column {
    Column { name, kind: Kind::Number, since }
}

const fn text(name: &'static str, since: i64) -> Column {
    Column { name, kind: Kind::Text, since }
}

const fn time(name: &'static str, since: i64) -> Column {
    Column { name, kind: Kind::Time, since }
}

/// Every table, those first that others refer to.
pub const TABLES: &[Table] = &[
    Table { name: "change_counter", key: &["id"], columns: &[number("id", 1), number("number", 1)] },
    Table {
        name: "stakeholder",
        key: &["id"],
        columns: &[
            number("id", 1),
            text("slug", 1),
            text("name", 1),
            text("short_name", 1),
            text("aliases", 1),
            text("kind", 1),
            text("country", 1),
            text("note", 1),
            text("merged_into", 6),
            text("name_en", 19),
            text("name_es", 19),
            text("name_fr", 19),
            text("short_name_en", 19),
            text("short_name_es", 19),
            text("short_name_fr", 19),
        ],
    },
    Table {
        name: "topic",
        key: &["id"],
        columns: &[
            number("id", 1),
            text("slug", 1),
            text("label_en", 1),
            text("label_es", 1),
            text("label_fr", 1),
            text("proposition_en", 1),
            text("proposition_es", 1),
            text("proposition_fr", 1),
            text("broader", 1),
            text("articles", 1),
            text("coding_note", 1),
            text("merged_into", 6),
            text("aliases", 6),
            number("leads", 18),
        ],
    },
    Table {
        name: "milestone",
        key: &["id"],
        columns: &[
            number("id", 1),
            text("slug", 1),
            text("title_en", 1),
            text("title_es", 1),
            text("title_fr", 1),
            text("outcome_en", 1),
            text("outcome_es", 1),
            text("outcome_fr", 1),
            text("date", 1),
            text("end_date", 1),
            text("state", 1),
            text("earlier_dates", 1),
            text("party", 1),
            text("kind", 1),
            text("source_title", 1),
            text("source_url", 1),
            text("note", 1),
            text("merged_into", 6),
        ],
    },
    Table { name: "speaker", key: &["id"], columns: &[number("id", 1), text("name", 1)] },
    Table {
        name: "source",
        key: &["id"],
        columns: &[
            number("id", 1),
            text("identity", 1),
            text("title", 1),
            text("title_origin", 1),
            text("publisher", 1),
            text("url", 1),
            text("published_on", 1),
            text("kind", 1),
            number("tier", 1),
            text("merged_into", 6),
            number("version", 17),
        ],
    },
    Table {
        name: "source_version",
        key: &["source_id", "version"],
        columns: &[
            number("source_id", 17),
            number("version", 17),
            text("title", 17),
            text("title_origin", 17),
            text("publisher", 17),
            text("url", 17),
            text("published_on", 17),
            text("kind", 17),
            number("tier", 17),
            time("replaced_at", 17),
            text("replaced_by", 17),
            text("reason", 17),
        ],
    },
    Table {
        name: "statement",
        key: &["id"],
        columns: &[
            number("id", 1),
            text("external_id", 1),
            text("slug", 1),
            number("stakeholder_id", 1),
            number("speaker_id", 1),
            text("speaker_role", 1),
            text("said_on", 1),
            text("said_on_bound", 1),
            text("text", 1),
            text("language", 1),
            text("directness", 1),
            text("venue", 1),
            text("restates", 1),
            text("quote_check", 1),
            text("note", 1),
            text("status", 1),
            number("version", 1),
            time("created_at", 1),
            time("updated_at", 1),
            text("recorded_on", 8),
            text("checked", 9),
            text("hash", 13),
            number("change_number", 13),
            text("speaker_role_language", 19),
        ],
    },
    Table {
        name: "translation",
        key: &["statement_id", "language"],
        columns: &[number("statement_id", 1), text("language", 1), text("text", 1), text("kind", 1)],
    },
    Table {
        name: "position",
        key: &["statement_id", "topic_id"],
        columns: &[
            number("statement_id", 1),
            number("ordinal", 1),
            number("topic_id", 1),
            text("stance", 1),
            text("condition", 1),
            text("rationale", 1),
        ],
    },
    Table {
        name: "appearance",
        key: &["statement_id", "ordinal"],
        columns: &[
            number("statement_id", 1),
            number("ordinal", 1),
            number("source_id", 1),
            text("locator", 1),
            text("prefix", 5),
            text("suffix", 5),
        ],
    },
    Table {
        name: "revision",
        key: &["statement_id", "version"],
        columns: &[
            number("statement_id", 1),
            number("version", 1),
            time("replaced_at", 1),
            text("replaced_by", 1),
            text("reason", 1),
            text("before", 1),
            text("hash", 13),
            number("change_number", 13),
        ],
    },
    Table {
        name: "audit",
        key: &["number"],
        columns: &[
            number("number", 2),
            text("at", 2),
            number("actor_id", 2),
            text("actor", 2),
            text("action", 2),
            text("subject", 2),
            text("reason", 2),
            text("scope", 2),
            text("statements", 2),
            text("hash", 2),
            text("contents", 13),
        ],
    },
    Table { name: "audit_start", key: &["id"], columns: &[number("id", 2), number("number", 2)] },
    Table {
        name: "account",
        key: &["id"],
        columns: &[
            number("id", 3),
            text("name", 3),
            text("email", 3),
            text("role", 3),
            number("active", 3),
            text("password_hash", 3),
            text("totp_secret", 3),
            number("totp_last_step", 3),
            time("created_at", 3),
        ],
    },
    Table { name: "recovery_code", key: &["account_id", "hash"], columns: &[number("account_id", 3), text("hash", 3)] },
    Table {
        name: "draft",
        key: &["id"],
        columns: &[
            number("id", 4),
            text("key", 4),
            number("statement_id", 4),
            number("base_version", 4),
            number("author_id", 4),
            text("state", 4),
            text("form", 4),
            number("version", 4),
            text("remark", 4),
            time("created_at", 4),
            time("updated_at", 4),
            number("written_by", 11),
        ],
    },
    Table {
        name: "source_text",
        key: &["id"],
        columns: &[
            number("id", 5),
            number("source_id", 5),
            text("text", 5),
            text("hash", 5),
            text("kept_by", 5),
            time("kept_at", 5),
        ],
    },
    Table {
        name: "merge",
        key: &["id"],
        columns: &[
            number("id", 6),
            text("kind", 6),
            text("from_name", 6),
            text("into_name", 6),
            text("statements", 6),
            text("names", 6),
            text("reason", 6),
            text("merged_by", 6),
            time("merged_at", 6),
            time("undone_at", 6),
        ],
    },
    Table {
        name: "coding",
        key: &["statement_id", "topic_id", "number"],
        columns: &[
            number("statement_id", 16),
            number("topic_id", 16),
            number("number", 16),
            number("ordinal", 16),
            text("stance", 16),
            text("condition", 16),
            text("rationale", 16),
            number("coder_id", 16),
            text("coder", 16),
            number("codebook", 16),
            time("coded_at", 16),
        ],
    },
    Table {
        name: "import_batch",
        key: &["id"],
        columns: &[
            number("id", 7),
            text("name", 7),
            text("columns", 7),
            text("lines", 7),
            text("mapping", 7),
            text("state", 7),
            text("drafts", 7),
            text("statements", 7),
            number("author_id", 7),
            number("version", 7),
            time("created_at", 7),
            text("reading", 10),
        ],
    },
];

impl Column {
    /// The migration since which it is there.
    #[must_use]
    pub const fn since(&self) -> i64 {
        self.since
    }
}

impl Table {
    /// The tables there are after a migration.
    pub(super) fn at(migration: i64) -> impl Iterator<Item = &'static Self> {
        TABLES.iter().filter(move |table| !table.columns_at(migration).is_empty())
    }

    /// The columns it has after a migration.
    #[must_use]
    pub fn columns_at(&self, migration: i64) -> Vec<Column> {
        if GONE.iter().any(|(name, last)| *name == self.name && migration > *last) {
            return Vec::new();
        }
        self.columns.iter().copied().filter(|column| column.since <= migration).collect()
    }

    /// Whether a new database has its only row already.
    pub(super) fn is_filled(&self) -> bool {
        FILLED.contains(&self.name)
    }

    /// Whether its rows are numbered by the database.
    pub(super) fn is_numbered(&self) -> bool {
        self.key == ["id"] && !self.is_filled()
    }

    fn kind_of(&self, name: &str) -> Option<Kind> {
        self.columns.iter().find(|column| column.name == name).map(|column| column.kind)
    }

    /// SQL for all its rows after a migration. Texts are put in order by their bytes, as `collate` has the database do.
    pub(super) fn select(&self, migration: i64, collate: &str) -> String {
        let columns: Vec<&str> = self.columns_at(migration).iter().map(|column| column.name).collect();
        let key: Vec<String> =
            self.key
                .iter()
                .map(|name| {
                    if self.kind_of(name) == Some(Kind::Text) { format!("{name}{collate}") } else { (*name).to_owned() }
                })
                .collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, key.join(", "))
    }
}
