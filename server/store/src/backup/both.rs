//! Reading all tables out of either database, and back into it. Each loads this file for itself and says what is of it.

use chrono::{DateTime, SecondsFormat, Utc};
use futures::TryStreamExt;
use serde_json::Value;
use sqlx::{AssertSqlSafe, QueryBuilder, Row as _};

use super::{COLLATE, Connection, Db, Row, applied};
use crate::{
    DatabaseAddress,
    archive::{ArchiveReader, Head, Line, TableHead},
    backup::{BackupError, Lines, Progress, ReadError, Values, as_number, as_text, as_time, known_table, take_rows},
    migrations,
    tables::{Column, Kind, Table},
};

fn values_of(row: &Row, columns: &[Column]) -> Result<Values, sqlx::Error> {
    let value = |(at, column): (usize, &Column)| {
        Ok(match column.kind {
            Kind::Number => row.try_get::<Option<i64>, _>(at)?.map(Value::from),
            Kind::Text => row.try_get::<Option<String>, _>(at)?.map(Value::from),
            Kind::Time => row
                .try_get::<Option<DateTime<Utc>>, _>(at)?
                .map(|time| Value::from(time.to_rfc3339_opts(SecondsFormat::Micros, true))),
        }
        .unwrap_or_default())
    };
    columns.iter().enumerate().map(value).collect()
}

/// Reads all tables, in one transaction that has begun.
pub(in crate::backup) async fn write_out(
    connection: &mut Connection,
    mut lines: Lines<'_>,
) -> Result<(Head, u64), ReadError> {
    let migration = applied(connection).await?;
    if migration == 0 {
        return Err(ReadError::NoRecord);
    }
    if migration > migrations::newest() {
        return Err(ReadError::Newer(migration));
    }
    let change_number = sqlx::query_scalar("SELECT number FROM change_counter").fetch_one(&mut *connection).await?;
    let head = Head::new(migration, change_number);
    lines.line(&head).await?;
    for table in Table::at(migration) {
        let columns = table.columns_at(migration);
        let names = columns.iter().map(|column| column.name.to_owned()).collect();
        lines.line(&TableHead { table: table.name.to_owned(), columns: names }).await?;
        // Made of names of our own.
        let select = AssertSqlSafe(table.select(migration, COLLATE));
        let mut rows = sqlx::query(select).fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            lines.row(&values_of(&row, &columns)?).await?;
        }
    }
    let rows = lines.end().await?;
    Ok((head, rows))
}

/// Adds all rows of a backup, in one transaction that has begun, to tables that are as those it was made of.
pub(in crate::backup) async fn read_in(
    connection: &mut Connection,
    address: &DatabaseAddress,
    reader: &mut ArchiveReader,
    progress: Progress<'_>,
) -> Result<(), BackupError> {
    let failed = |reason| BackupError::Database { address: address.clone(), reason };
    let migration = reader.head().migration;
    for table in Table::at(migration) {
        let sql = if table.is_filled() {
            format!("SELECT number FROM {} WHERE number <> 0", table.name)
        } else {
            format!("SELECT 1 FROM {} LIMIT 1", table.name)
        };
        let found = sqlx::query(AssertSqlSafe(sql)).fetch_optional(&mut *connection).await.map_err(failed)?;
        if found.is_some() {
            return Err(BackupError::NotEmpty { address: address.clone(), table: table.name });
        }
    }
    let mut next = reader.next()?;
    while let Some(line) = next.take() {
        let Line::Table(head) = line else {
            return Err(reader.damaged("a row stands before its table").into());
        };
        let (table, columns) = known_table(&head, migration, reader)?;
        if table.is_filled() {
            let delete = AssertSqlSafe(format!("DELETE FROM {}", table.name));
            sqlx::query(delete).execute(&mut *connection).await.map_err(failed)?;
        }
        let mut last = false;
        while !last {
            let rows;
            (rows, next, last) = take_rows(reader, &columns)?;
            if rows.is_empty() {
                continue;
            }
            let mut insert =
                QueryBuilder::<Db>::new(format!("INSERT INTO {} ({}) ", table.name, head.columns.join(", ")));
            insert.push_values(&rows, |mut values, row| {
                for (value, column) in row.iter().zip(&columns) {
                    match column.kind {
                        Kind::Number => values.push_bind(as_number(value)),
                        Kind::Text => values.push_bind(as_text(value)),
                        Kind::Time => values.push_bind(as_time(value)),
                    };
                }
            });
            insert.build().persistent(false).execute(&mut *connection).await.map_err(failed)?;
            progress(reader.rows());
        }
    }
    Ok(())
}
