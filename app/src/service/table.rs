//! Reading a table out of a file that somebody hands in: CSV, XLSX or lines of JSON. The file is not trusted:
//! its size, what it unpacks to, its cells and its formulas are looked at first.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use calamine::{DataRef, Reader, Xlsx, XlsxError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::document::decoded;

/// The largest file, in bytes.
pub const FILE_LIMIT: usize = 10 * 1024 * 1024;

/// The most bytes that a packed file may unpack to.
const UNPACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// The most parts of a packed file.
const MOST_PARTS: usize = 2_000;

/// The most rows below the heading.
pub const MOST_ROWS: usize = 2_000;

/// The most columns.
const MOST_COLUMNS: usize = 200;

/// The most that all cells may hold together, in bytes. A workbook can name one long text in any number of cells.
const CELLS_LIMIT: usize = 32 * 1024 * 1024;

/// A table: the names of its columns and its rows, each with a cell for every column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Why there is no table in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableFault {
    /// No file, or one without rows.
    Empty,
    /// Larger than [`FILE_LIMIT`].
    TooLarge,
    /// It unpacks to more than can be meant.
    Bomb,
    /// More than [`MOST_ROWS`] rows.
    TooManyRows,
    /// More columns than can be meant.
    TooManyColumns,
    /// Neither of the three formats.
    UnknownFormat,
    /// A formula in this cell; only its result would be known, not what it stands for.
    Formula(String),
    /// A row that cannot be read: its number, and why.
    BadRow(usize, String),
    /// Two columns have this name, or one has none.
    BadHeading(String),
}

/// Reads the table of a file; the format is told from what the file holds.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read_table(bytes: &[u8]) -> Result<Table, TableFault> {
    if bytes.len() > FILE_LIMIT {
        return Err(TableFault::TooLarge);
    }
    let table = if bytes.starts_with(b"PK\x03\x04") {
        read_xlsx(bytes)?
    } else {
        let text = decoded(bytes).map_err(|_| TableFault::UnknownFormat)?;
        if text.trim_start().starts_with('{') { read_json_lines(&text)? } else { read_csv(&text)? }
    };
    checked(table)
}

fn checked(mut table: Table) -> Result<Table, TableFault> {
    table.rows.retain(|row| row.iter().any(|cell| !cell.trim().is_empty()));
    if table.rows.is_empty() {
        return Err(TableFault::Empty);
    }
    for (i, name) in table.columns.iter().enumerate() {
        if name.is_empty() || table.columns[..i].contains(name) {
            return Err(TableFault::BadHeading(name.clone()));
        }
    }
    Ok(table)
}

fn read_csv(text: &str) -> Result<Table, TableFault> {
    let heading = text.lines().next().unwrap_or_default();
    let count = |separator: char| heading.matches(separator).count();
    let separator = [',', ';', '\t'].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(u8::try_from(separator).unwrap_or(b',')).from_reader(text.as_bytes());
    let columns: Vec<String> =
        reader.headers().map_err(|error| bad_row(1, &error))?.iter().map(|name| name.trim().to_owned()).collect();
    if columns.len() > MOST_COLUMNS {
        return Err(TableFault::TooManyColumns);
    }
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        let record = record.map_err(|error| bad_row(i + 2, &error))?;
        if let Some(at) = record.iter().position(|cell| cell.starts_with('=')) {
            return Err(TableFault::Formula(cell_name(i + 1, at)));
        }
        if rows.len() == MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(Table { columns, rows })
}

fn bad_row(number: usize, error: &csv::Error) -> TableFault {
    TableFault::BadRow(number, error.to_string())
}

/// What a spreadsheet calls a cell, by its row and column counted from 0.
fn cell_name(row: usize, column: usize) -> String {
    let (mut letters, mut rest) = (Vec::new(), column + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or_default()));
        rest = (rest - 1) / 26;
    }
    format!("{}{}", letters.into_iter().rev().collect::<String>(), row + 1)
}

/// Unpacks every part once, into nothing, and counts: what a part says of its own size may be a lie.
fn check_unpacked(bytes: &[u8]) -> Result<(), TableFault> {
    let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| TableFault::UnknownFormat)?;
    if parts.len() > MOST_PARTS {
        return Err(TableFault::Bomb);
    }
    let mut left = UNPACKED_LIMIT;
    for i in 0..parts.len() {
        let part = parts.by_index(i).map_err(|_| TableFault::UnknownFormat)?;
        let read = std::io::copy(&mut part.take(left + 1), &mut std::io::sink());
        left = left.checked_sub(read.map_err(|_| TableFault::UnknownFormat)?).ok_or(TableFault::Bomb)?;
    }
    Ok(())
}

/// Reads the first sheet cell by cell: a table made of its corners could be larger than any memory.
fn read_xlsx(bytes: &[u8]) -> Result<Table, TableFault> {
    check_unpacked(bytes)?;
    let unreadable = |_: XlsxError| TableFault::UnknownFormat;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = workbook.sheet_names().first().cloned().ok_or(TableFault::Empty)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut left = CELLS_LIMIT;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        if cell.formula.is_some() {
            return Err(TableFault::Formula(cell_name(row, column)));
        }
        // Counted before it is copied out of the workbook.
        if let DataRef::SharedString(text) = &cell.value {
            left = left.checked_sub(text.len()).ok_or(TableFault::Bomb)?;
        }
        let text = cell_text(cell.value);
        if text.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS {
            return Err(TableFault::TooManyColumns);
        }
        if row > MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        if lines.len() <= row {
            lines.resize(row + 1, Vec::new());
        }
        if lines[row].len() <= column {
            lines[row].resize(column + 1, String::new());
        }
        lines[row][column] = text;
    }
    let mut lines = lines.into_iter();
    let columns: Vec<String> = lines.next().unwrap_or_default().iter().map(|name| name.trim().to_owned()).collect();
    let mut rows: Vec<Vec<String>> = lines.collect();
    for (i, row) in rows.iter_mut().enumerate() {
        if row.len() > columns.len() {
            return Err(TableFault::BadHeading(cell_name(i + 1, columns.len())));
        }
        row.resize(columns.len(), String::new());
    }
    Ok(Table { columns, rows })
}

fn cell_text(value: DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => text.to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Whole numbers are stored like all others; "2026" is meant, not "2026.0".
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn read_json_lines(text: &str) -> Result<Table, TableFault> {
    let mut table = Table::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |reason: String| TableFault::BadRow(i + 1, reason);
        let value: Value = serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
        let Value::Object(object) = value else { return Err(bad("an object { ... } was expected".to_owned())) };
        if table.rows.len() == MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        let mut cells = Vec::new();
        for (name, value) in object {
            flatten(&name, value, &mut cells);
            if cells.len() > MOST_COLUMNS {
                return Err(TableFault::TooManyColumns);
            }
        }
        let mut row = vec![String::new(); table.columns.len()];
        for (name, text) in cells {
            let at = *places.entry(name).or_insert_with_key(|name| {
                table.columns.push(name.clone());
                row.push(String::new());
                table.columns.len() - 1
            });
            if table.columns.len() > MOST_COLUMNS {
                return Err(TableFault::TooManyColumns);
            }
            row[at] = text;
        }
        table.rows.push(row);
    }
    for row in &mut table.rows {
        row.resize(table.columns.len(), String::new());
    }
    Ok(table)
}

/// The cells that a value makes: `stances.0.topic` for what is inside of others, a line for every text of a list.
fn flatten(name: &str, value: Value, cells: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::String(text) => cells.push((name.to_owned(), text)),
        Value::Bool(_) | Value::Number(_) => cells.push((name.to_owned(), value.to_string())),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            cells.push((name.to_owned(), texts.join("\n")));
        }
        Value::Array(items) => {
            for (i, item) in items.into_iter().enumerate().take(MOST_COLUMNS + 1) {
                flatten(&format!("{name}.{i}"), item, cells);
            }
        }
        Value::Object(fields) => {
            for (field, value) in fields.into_iter().take(MOST_COLUMNS + 1) {
                flatten(&format!("{name}.{field}"), value, cells);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;

    fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        Table { columns: owned(columns), rows: rows.iter().map(|row| owned(row)).collect() }
    }

    /// A workbook of one sheet, with this inside of its `sheetData`.
    fn workbook(rows: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        packed(&[
            (
                "_rels/.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" \
                     Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>\
                     <sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    "<Relationships xmlns=\"{package}\"><Relationship Id=\"rId1\" \
                     Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                ),
            ),
            (
                "xl/worksheets/sheet1.xml",
                format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
            ),
        ])
    }

    fn packed(parts: &[(&str, String)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
            archive.write_all(text.as_bytes()).expect("a part");
        }
        archive.finish().expect("an archive").into_inner()
    }

    fn inline(cell: &str, text: &str) -> String {
        format!("<c r=\"{cell}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
    }

    #[test]
    fn csv_is_read_whatever_separates_it() {
        for file in ["a,b\n1,\"x, y\"\n", "a;b\r\n1;\"x, y\"\r\n", "\u{feff}a\tb\n1\tx, y"] {
            assert_eq!(read_table(file.as_bytes()), Ok(table(&["a", "b"], &[&["1", "x, y"]])), "{file:?}");
        }
        assert!(matches!(read_table(b"a,b\n1,2,3\n"), Err(TableFault::BadRow(2, _))));
        assert_eq!(read_table(b"a,a\n1,2\n"), Err(TableFault::BadHeading("a".to_owned())));
        assert_eq!(read_table(b"a,b\n,\n"), Err(TableFault::Empty));
        assert_eq!(read_table(b""), Err(TableFault::Empty));
        assert_eq!(read_table(b"a,b\n1,=1+1\n"), Err(TableFault::Formula("B2".to_owned())));
    }

    #[test]
    fn a_sheet_is_read_with_its_numbers_and_gaps() {
        let rows = format!(
            "<row r=\"1\">{}{}{}</row><row r=\"3\"><c r=\"A3\"><v>2026</v></c>{}</row>",
            inline("A1", "year"),
            inline("B1", "words"),
            inline("C1", "note"),
            inline("C3", "here")
        );
        assert_eq!(read_table(&workbook(&rows)), Ok(table(&["year", "words", "note"], &[&["2026", "", "here"]])));
    }

    #[test]
    fn a_formula_is_refused_with_its_cell() {
        let rows =
            format!("<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\"><f>1+1</f><v>2</v></c></row>", inline("A1", "a"));
        assert_eq!(read_table(&workbook(&rows)), Err(TableFault::Formula("A2".to_owned())));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let zeros = "0".repeat(usize::try_from(UNPACKED_LIMIT).expect("small") + 1);
        let bomb = packed(&[("xl/workbook.xml", zeros)]);
        assert!(bomb.len() < FILE_LIMIT);
        assert_eq!(read_table(&bomb), Err(TableFault::Bomb));
        let far =
            format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", inline("A1", "a"), inline("XFD1048576", "b"));
        assert_eq!(read_table(&workbook(&far)), Err(TableFault::TooManyColumns));
        let deep =
            format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", inline("A1", "a"), inline("A1048576", "b"));
        assert_eq!(read_table(&workbook(&deep)), Err(TableFault::TooManyRows));
        assert_eq!(read_table(&vec![b'a'; FILE_LIMIT + 1]), Err(TableFault::TooLarge));
        assert_eq!(read_table(b"PK\x03\x04nothing"), Err(TableFault::UnknownFormat));
        assert_eq!(read_table(b"%PDF-1.7\0"), Err(TableFault::UnknownFormat));
    }

    #[test]
    fn lines_of_json_become_columns() {
        let lines = "{\"a\":1,\"stances\":[{\"topic\":\"t\",\"value\":\"s\"}]}\n\n{\"b\":[\"x\",\"y\"],\"a\":null}\n";
        let expected =
            table(&["a", "stances.0.topic", "stances.0.value", "b"], &[&["1", "t", "s", ""], &["", "", "", "x\ny"]]);
        assert_eq!(read_table(lines.as_bytes()), Ok(expected));
        assert!(matches!(read_table(b"{\"a\":1}\n[2]\n"), Err(TableFault::BadRow(2, _))));
        assert!(matches!(read_table(b"{\"a\":1}\n{\"a\":\n"), Err(TableFault::BadRow(2, _))));
    }

    proptest! {
        #[test]
        fn whatever_the_file_holds_it_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(table) = read_table(&bytes) {
                prop_assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
            }
        }

        #[test]
        fn what_is_written_as_csv_is_read_back(cells in proptest::collection::vec("[a-z ,;\"\n]{1,8}", 1..20)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["one", "two"]).expect("a row");
            for cell in &cells {
                writer.write_record([cell, "x"]).expect("a row");
            }
            let file = writer.into_inner().expect("a file");
            let read = read_table(&file).expect("a table");
            prop_assert_eq!(read.rows.iter().map(|row| &row[0]).collect::<Vec<_>>(), cells.iter().collect::<Vec<_>>());
        }
    }
}
