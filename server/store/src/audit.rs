//! The chain of the audit log: every row carries a hash over itself and the hash of the row before it, so
//! that a row which was changed, taken out or put in is found, even by somebody who can write to the
//! database.

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use domain::{AuditEntry, Change, ChangeScope, StatementId};
use service::ports::{AuditCheck, ReferenceChange, StoreError};
use sha2::{Digest, Sha256};

use super::rows::Row;

/// A row of the table `audit`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct AuditRow {
    pub(super) number: i64,
    pub(super) at: String,
    pub(super) actor_id: Option<i64>,
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) subject: String,
    pub(super) reason: Option<String>,
    pub(super) scope: String,
    pub(super) statements: String,
    pub(super) hash: String,
    /// The hash over all versions of statements that the change wrote.
    pub(super) contents: Option<String>,
}

impl AuditRow {
    /// The row for a change that follows a row with the hash `previous`.
    pub(super) fn new(
        number: i64,
        entry: AuditEntry,
        contents: Option<String>,
        now: DateTime<Utc>,
        previous: &str,
    ) -> Self {
        let (scope, statements) = match entry.scope {
            ChangeScope::Nothing => ("nothing", Vec::new()),
            ChangeScope::Statements(ids) if ids.len() <= ChangeScope::MOST_STATEMENTS => ("statements", ids),
            ChangeScope::Reference(ids) if ids.len() <= ChangeScope::MOST_STATEMENTS => ("reference", ids),
            ChangeScope::Statements(_) | ChangeScope::Reference(_) | ChangeScope::Everything => {
                ("everything", Vec::new())
            }
        };
        let mut row = Self {
            number,
            at: now.to_rfc3339_opts(SecondsFormat::Micros, true),
            actor_id: entry.actor.user.map(|user| user.0),
            actor: entry.actor.name,
            action: entry.action.code().to_owned(),
            subject: entry.subject,
            reason: entry.reason,
            scope: scope.to_owned(),
            statements: serde_json::json!(statements).to_string(),
            hash: String::new(),
            contents,
        };
        row.hash = row.hash_after(previous);
        row
    }

    /// The hash over this row and the one before it. The fields are written as a JSON array, so that no
    /// two rows are written alike.
    fn hash_after(&self, previous: &str) -> String {
        let mut fields = serde_json::json!([
            previous,
            self.number,
            self.at,
            self.actor_id,
            self.actor,
            self.action,
            self.subject,
            self.reason,
            self.scope,
            self.statements,
        ]);
        // Rows from before contents were noted have none, and keep the hash they have.
        if let (Some(fields), Some(contents)) = (fields.as_array_mut(), &self.contents) {
            fields.push(contents.as_str().into());
        }
        HEXLOWER.encode(&Sha256::digest(fields.to_string().as_bytes()))
    }

    /// What the row says of the published record.
    pub(super) fn change(&self) -> Result<Change, StoreError> {
        let row = Row { table: "audit", id: self.number };
        let scope = match self.scope.as_str() {
            "nothing" => ChangeScope::Nothing,
            "statements" => ChangeScope::Statements(self.statement_ids()?),
            "reference" => ChangeScope::Reference(self.statement_ids()?),
            "everything" => ChangeScope::Everything,
            other => return Err(row.broken("scope", other)),
        };
        Ok(Change { number: self.number, scope })
    }

    fn statement_ids(&self) -> Result<Vec<StatementId>, StoreError> {
        let row = Row { table: "audit", id: self.number };
        let ids: Vec<i64> = row.json("statements", &self.statements)?;
        Ok(ids.into_iter().map(StatementId).collect())
    }
}

/// What a row of the table `audit` says of a change of reference data.
#[derive(sqlx::FromRow)]
pub(super) struct ReferenceChangeRow {
    number: i64,
    at: String,
    /// The kind and the name, with a space between them.
    subject: String,
}

impl TryFrom<ReferenceChangeRow> for ReferenceChange {
    type Error = StoreError;

    fn try_from(r: ReferenceChangeRow) -> Result<Self, StoreError> {
        let row = Row { table: "audit", id: r.number };
        let (kind, name) = r.subject.split_once(' ').ok_or_else(|| row.broken("subject", &r.subject))?;
        Ok(Self { kind: row.parse("subject", kind)?, name: name.to_owned(), at: row.parse("at", &r.at)? })
    }
}

/// Walks along the chain.
pub(super) struct Chain {
    last_number: i64,
    last_hash: String,
    check: AuditCheck,
}

impl Chain {
    /// A chain that begins after a number.
    pub(super) const fn after(number: i64) -> Self {
        Self { last_number: number, last_hash: String::new(), check: AuditCheck { right: 0, broken: None } }
    }

    /// Goes on to the next row; does nothing once a row was broken.
    pub(super) fn walk(&mut self, row: AuditRow) {
        if self.check.broken.is_some() {
            return;
        }
        let expected = self.last_number + 1;
        if row.number == expected && row.hash == row.hash_after(&self.last_hash) {
            self.check.right += 1;
            self.last_number = row.number;
            self.last_hash = row.hash;
        } else {
            self.check.broken = Some(expected);
        }
    }

    /// What was found, when the last change that was given out has this number.
    pub(super) fn end(self, last_change: i64) -> AuditCheck {
        let cut_off = self.check.broken.is_none() && self.last_number != last_change;
        AuditCheck { broken: if cut_off { Some(self.last_number + 1) } else { self.check.broken }, ..self.check }
    }
}

#[cfg(test)]
mod tests {
    use domain::{Action, Actor};
    use proptest::prelude::*;

    use super::*;

    fn rows(count: i64) -> Vec<AuditRow> {
        let mut rows: Vec<AuditRow> = Vec::new();
        for number in 1..=count {
            let entry = AuditEntry {
                actor: Actor::command("test"),
                action: Action::Import,
                subject: format!("subject {number}"),
                reason: None,
                scope: ChangeScope::Statements(vec![StatementId(number)]),
            };
            let previous = rows.last().map(|row| row.hash.clone()).unwrap_or_default();
            rows.push(AuditRow::new(
                number,
                entry,
                Some(format!("contents {number}")),
                DateTime::UNIX_EPOCH,
                &previous,
            ));
        }
        rows
    }

    fn check(rows: Vec<AuditRow>, last_change: i64) -> AuditCheck {
        let mut chain = Chain::after(0);
        for row in rows {
            chain.walk(row);
        }
        chain.end(last_change)
    }

    #[test]
    fn an_untouched_log_is_right_to_its_end() {
        assert_eq!(check(rows(5), 5), AuditCheck { right: 5, broken: None });
        assert_eq!(check(Vec::new(), 0), AuditCheck { right: 0, broken: None });
    }

    #[test]
    fn a_row_that_is_missing_moved_or_cut_off_is_found() {
        let mut missing = rows(5);
        missing.remove(2);
        assert_eq!(check(missing, 5).broken, Some(3));
        let mut swapped = rows(5);
        swapped.swap(1, 2);
        assert_eq!(check(swapped, 5).broken, Some(2));
        assert_eq!(check(rows(4), 5), AuditCheck { right: 4, broken: Some(5) });
    }

    proptest! {
        #[test]
        fn one_changed_byte_is_found(at in 0usize..5, field in 0usize..8, byte in 0usize..64) {
            let mut changed = rows(5);
            let row = &mut changed[at];
            let text = match field {
                0 => &mut row.at,
                1 => &mut row.actor,
                2 => &mut row.action,
                3 => &mut row.subject,
                4 => &mut row.scope,
                5 => &mut row.statements,
                6 => row.contents.as_mut().expect("contents"),
                _ => &mut row.hash,
            };
            let mut bytes = std::mem::take(text).into_bytes();
            let place = byte % bytes.len();
            bytes[place] ^= 1;
            *text = String::from_utf8(bytes).expect("ASCII");
            prop_assert_eq!(check(changed, 5).broken, Some(i64::try_from(at).expect("small") + 1));
        }
    }
}
