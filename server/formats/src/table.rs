//! Reading a table out of a file that somebody hands in: CSV, XLSX or lines of JSON. The file is not trusted:
//! its size, what it unpacks to, its cells and its formulas are looked at first. Nothing of it is left out in silence: what
//! cannot be taken is a fault with its cell, and what was passed over stands in the [`Reading`].

mod cell_date;
mod csv_rows;

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use calamine::{DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use domain::{Charset, Reading, TableRow};
use serde_json::Value;
use service::{
    intake::{FILE_LIMIT, MOST_ROWS, Table, TableFault},
    unique_json,
};

use self::cell_date::{Shown, shown};
use crate::document::decoded;

/// The most bytes that a packed file may unpack to.
const UNPACKED_LIMIT: u64 = 64 * 1024 * 1024;

/// The most parts of a packed file.
const MOST_PARTS: usize = 2_000;

/// The most columns.
const MOST_COLUMNS: usize = 200;

/// The most that all cells may hold together, in bytes. A workbook can name one long text in any number of cells.
const CELLS_LIMIT: usize = 32 * 1024 * 1024;

/// Reads the table of a file; the format is told from what the file holds, and so is the encoding of a text unless it is
/// given.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read_table(bytes: &[u8], charset: Option<Charset>) -> Result<Table, TableFault> {
    if bytes.len() > FILE_LIMIT {
        return Err(TableFault::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return read_xlsx(bytes)?.table();
    }
    let decoded = decoded(bytes, charset).map_err(|_| TableFault::UnknownFormat)?;
    let text = &decoded.text;
    let lines = if text.trim_start().starts_with('{') { read_json_lines(text)? } else { read_csv(text)? };
    Lines { reading: Reading { sheet: None, other_sheets: Vec::new(), ..decoded.reading }, ..lines }.table()
}

/// The cells of a file as they stand in it.
#[derive(Default)]
struct Lines {
    heading: Vec<String>,
    /// Each with its number in the file and as many cells as it has.
    rows: Vec<TableRow>,
    reading: Reading,
}

impl Lines {
    /// Brings rows and heading together: a cell for every column, and a heading for every cell that holds something.
    fn table(self) -> Result<Table, TableFault> {
        let Self { heading, mut rows, reading } = self;
        rows.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
        if rows.is_empty() {
            return Err(TableFault::Empty);
        }
        let heading: Vec<String> = heading.iter().map(|name| name.trim().to_owned()).collect();
        for (i, name) in heading.iter().enumerate() {
            if !name.is_empty() && heading[..i].contains(name) {
                return Err(TableFault::BadHeading(name.clone()));
            }
        }
        let is_column = |at: usize| heading.get(at).is_some_and(|name| !name.is_empty());
        for row in &rows {
            let stray = row.cells.iter().enumerate().find(|(at, cell)| !is_column(*at) && !cell.trim().is_empty());
            if let Some((at, _)) = stray {
                return Err(TableFault::NoHeading(cell_name(row.number - 1, at)));
            }
        }
        // Columns without a name hold nothing.
        let columns: Vec<usize> = (0..heading.len()).filter(|at| is_column(*at)).collect();
        for row in &mut rows {
            row.cells.resize(heading.len().max(row.cells.len()), String::new());
            row.cells = columns.iter().map(|at| std::mem::take(&mut row.cells[*at])).collect();
        }
        let columns = columns.into_iter().map(|at| heading[at].clone()).collect();
        Ok(Table { columns, rows, reading })
    }
}

fn read_csv(text: &str) -> Result<Lines, TableFault> {
    let separator = csv_rows::separator(text);
    let numbers = csv_rows::row_numbers(text, separator)?;
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Lines::default();
    let mut numbers = numbers.into_iter();
    for record in reader.records() {
        let number = numbers.next().unwrap_or_default();
        let record = record.map_err(|error| TableFault::BadRow(number, error.to_string()))?;
        if record.len() > MOST_COLUMNS && record.iter().skip(MOST_COLUMNS).any(|cell| !cell.trim().is_empty()) {
            return Err(TableFault::TooManyColumns);
        }
        let cells = record.iter().take(MOST_COLUMNS).map(str::to_owned).collect::<Vec<String>>();
        if lines.heading.is_empty() {
            lines.heading = cells;
            continue;
        }
        if let Some(at) = cells.iter().position(|cell| cell.starts_with('=')) {
            return Err(TableFault::Formula(cell_name(number - 1, at)));
        }
        if lines.rows.len() == MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        lines.rows.push(TableRow { number, cells });
    }
    // The two read the same marks by the same rules; where they did not, rows would have the wrong numbers.
    if numbers.next().is_some() {
        return Err(TableFault::UnknownFormat);
    }
    Ok(lines)
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

/// Reads the first sheet that can be seen, cell by cell: a table made of its corners could be larger than any memory.
fn read_xlsx(bytes: &[u8]) -> Result<Lines, TableFault> {
    check_unpacked(bytes)?;
    let unreadable = |_: XlsxError| TableFault::UnknownFormat;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (seen, hidden): (Vec<_>, Vec<_>) = sheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
    let mut names = seen.into_iter().chain(hidden).map(|sheet| sheet.name.clone());
    let sheet = names.next().ok_or(TableFault::Empty)?;
    let other_sheets: Vec<String> = names.collect();
    let formats = date_formats(&mut workbook, &sheet).map_err(unreadable)?;
    let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut left = CELLS_LIMIT;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(unreadable)? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        let name = || cell_name(row, column);
        if cell.formula.is_some() {
            return Err(TableFault::Formula(name()));
        }
        // Counted before it is copied out of the workbook.
        if let DataRef::SharedString(text) = &cell.value {
            left = left.checked_sub(text.len()).ok_or(TableFault::Bomb)?;
        }
        let text = match cell.value {
            DataRef::Error(error) => return Err(TableFault::ErrorCell(name(), error.to_string())),
            DataRef::DateTime(moment) => {
                date_text(&moment, formats.get(&cell.pos)).ok_or_else(|| TableFault::NoYear(name()))?
            }
            other => cell_text(other),
        };
        if text.is_empty() {
            continue;
        }
        if column >= MOST_COLUMNS {
            return Err(TableFault::TooManyColumns);
        }
        if row > MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    let mut rows = (1..).zip(rows).map(|(number, cells)| TableRow { number, cells });
    let heading = rows.next().map(|row| row.cells).unwrap_or_default();
    let reading = Reading { sheet: Some(sheet), other_sheets, ..Reading::default() };
    Ok(Lines { heading, rows: rows.collect(), reading })
}

/// What a day is shown as, by the place of its cell.
type DateFormats = HashMap<(u32, u32), Shown>;

/// The cells whose number format shows less than a day.
fn date_formats(workbook: &mut Xlsx<Cursor<&[u8]>>, sheet: &str) -> Result<DateFormats, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let shown_by_style: Vec<Shown> = cells
        .styles()
        .iter()
        .map(|style| shown(style.number_format.as_ref().map(|format| format.format_code.as_ref())))
        .collect();
    let mut formats = DateFormats::new();
    while let Some((row, column, style)) = cells.next_style_id()? {
        let shown = shown_by_style.get(style).copied().unwrap_or(Shown::Day);
        if shown != Shown::Day && (row as usize) <= MOST_ROWS && (column as usize) < MOST_COLUMNS {
            formats.insert((row, column), shown);
        }
    }
    Ok(formats)
}

/// A date as far as its cell shows it; nothing where that is not even a year.
fn date_text(moment: &ExcelDateTime, shown: Option<&Shown>) -> Option<String> {
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    match shown.copied().unwrap_or(Shown::Day) {
        Shown::Day => Some(format!("{year:04}-{month:02}-{day:02}")),
        Shown::Month => Some(format!("{year:04}-{month:02}")),
        Shown::Year => Some(format!("{year:04}")),
        Shown::NoYear => None,
    }
}

fn cell_text(value: DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text,
        DataRef::SharedString(text) => text.to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Whole numbers are stored like all others; "2026" is meant, not "2026.0".
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => yes.to_string(),
        DataRef::DateTime(_) | DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

fn read_json_lines(text: &str) -> Result<Lines, TableFault> {
    let mut lines = Lines::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |reason: String| TableFault::BadRow(i + 1, reason);
        let value = unique_json::from_slice(line.as_bytes()).map_err(|error| bad(error.to_string()))?;
        let Value::Object(object) = value else { return Err(bad("an object { ... } was expected".to_owned())) };
        if lines.rows.len() == MOST_ROWS {
            return Err(TableFault::TooManyRows);
        }
        let mut cells = Vec::new();
        for (name, value) in object {
            flatten(&name, value, &mut cells);
            if cells.len() > MOST_COLUMNS {
                return Err(TableFault::TooManyColumns);
            }
        }
        let mut row = vec![String::new(); lines.heading.len()];
        for (name, text) in cells {
            let at = *places.entry(name).or_insert_with_key(|name| {
                lines.heading.push(name.clone());
                row.push(String::new());
                lines.heading.len() - 1
            });
            if lines.heading.len() > MOST_COLUMNS {
                return Err(TableFault::TooManyColumns);
            }
            row[at] = text;
        }
        lines.rows.push(TableRow { number: i + 1, cells: row });
    }
    Ok(lines)
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

    fn read(bytes: &[u8]) -> Result<Table, TableFault> {
        read_table(bytes, None)
    }

    /// What columns and rows a file has, however it was read.
    fn cells(bytes: &[u8]) -> Result<(Vec<String>, Vec<TableRow>), TableFault> {
        read(bytes).map(|table| (table.columns, table.rows))
    }

    fn table(columns: &[&str], rows: &[(usize, &[&str])]) -> (Vec<String>, Vec<TableRow>) {
        let owned = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let rows = rows.iter().map(|(number, cells)| TableRow { number: *number, cells: owned(cells) });
        (owned(columns), rows.collect())
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
            assert_eq!(cells(file.as_bytes()), Ok(table(&["a", "b"], &[(2, &["1", "x, y"])])), "{file:?}");
        }
        assert_eq!(read(b"a,b\n1,2,3\n"), Err(TableFault::NoHeading("C2".to_owned())));
        assert_eq!(cells(b"a,b,,\n1\n\n2,3,,\n"), Ok(table(&["a", "b"], &[(2, &["1", ""]), (4, &["2", "3"])])));
        assert_eq!(read(b"a,a\n1,2\n"), Err(TableFault::BadHeading("a".to_owned())));
        assert_eq!(read(b"a,b\n,\n"), Err(TableFault::Empty));
        assert_eq!(read(b""), Err(TableFault::Empty));
        assert_eq!(read(b"a,b\n1,=1+1\n"), Err(TableFault::Formula("B2".to_owned())));
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
        assert_eq!(cells(&workbook(&rows)), Ok(table(&["year", "words", "note"], &[(3, &["2026", "", "here"])])));
    }

    #[test]
    fn a_formula_is_refused_with_its_cell() {
        let rows =
            format!("<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\"><f>1+1</f><v>2</v></c></row>", inline("A1", "a"));
        assert_eq!(read(&workbook(&rows)), Err(TableFault::Formula("A2".to_owned())));
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused() {
        let zeros = "0".repeat(usize::try_from(UNPACKED_LIMIT).expect("small") + 1);
        let bomb = packed(&[("xl/workbook.xml", zeros)]);
        assert!(bomb.len() < FILE_LIMIT);
        assert_eq!(read(&bomb), Err(TableFault::Bomb));
        let far =
            format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", inline("A1", "a"), inline("XFD1048576", "b"));
        assert_eq!(read(&workbook(&far)), Err(TableFault::TooManyColumns));
        let deep =
            format!("<row r=\"1\">{}</row><row r=\"1048576\">{}</row>", inline("A1", "a"), inline("A1048576", "b"));
        assert_eq!(read(&workbook(&deep)), Err(TableFault::TooManyRows));
        assert_eq!(read(&vec![b'a'; FILE_LIMIT + 1]), Err(TableFault::TooLarge));
        assert_eq!(read(b"PK\x03\x04nothing"), Err(TableFault::UnknownFormat));
        assert_eq!(read(b"%PDF-1.7\0"), Err(TableFault::UnknownFormat));
    }

    #[test]
    fn lines_of_json_become_columns() {
        let lines = "{\"a\":1,\"stances\":[{\"topic\":\"t\",\"value\":\"s\"}]}\n\n{\"b\":[\"x\",\"y\"],\"a\":null}\n";
        let expected = table(
            &["a", "stances.0.topic", "stances.0.value", "b"],
            &[(1, &["1", "t", "s", ""]), (3, &["", "", "", "x\ny"])],
        );
        assert_eq!(cells(lines.as_bytes()), Ok(expected));
        assert!(matches!(read(b"{\"a\":1}\n[2]\n"), Err(TableFault::BadRow(2, _))));
        assert!(matches!(read(b"{\"a\":1}\n{\"a\":\n"), Err(TableFault::BadRow(2, _))));
    }

    proptest! {
        #[test]
        fn whatever_the_file_holds_it_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(table) = read(&bytes) {
                prop_assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()));
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
            let table = read(&file).expect("a table");
            prop_assert_eq!(table.rows.iter().map(|row| &row.cells[0]).collect::<Vec<_>>(), cells.iter().collect::<Vec<_>>());
        }
    }
}
