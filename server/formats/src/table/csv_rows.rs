//! Where the rows of a CSV file are, and whether its quotation marks are in order (RFC 4180, section 2). What reads the cells
//! is lenient: it would swallow rows after a quotation mark that is never closed, and drop marks that stand in a cell's words.

use super::{TableFault, cell_name};

/// The number of every row with something in it, as a spreadsheet counts: the first is 1, and empty lines count.
///
/// # Errors
/// When a quotation mark is not closed, or something follows one that was.
pub(super) fn row_numbers(text: &str, separator: char) -> Result<Vec<usize>, TableFault> {
    let mut rows = Vec::new();
    let (mut row, mut column, mut line) = (1, 0, 1);
    let mut is_empty = true;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => {
                if !is_empty {
                    rows.push(row);
                }
                (row, column, line, is_empty) = (row + 1, 0, line + 1, true);
            }
            '\r' => {}
            '"' => {
                is_empty = false;
                let opened = (cell_name(row - 1, column), line);
                if !skip_quoted(&mut characters, &mut line) {
                    return Err(TableFault::Unclosed { cell: opened.0, line: opened.1 });
                }
                if !matches!(characters.peek(), None | Some('\r' | '\n')) && characters.peek() != Some(&separator) {
                    return Err(TableFault::AfterQuote(opened.0));
                }
            }
            other if other == separator => (column, is_empty) = (column + 1, false),
            _ => {
                is_empty = false;
                // Quotation marks further on in a cell are part of its words.
                while characters.next_if(|next| !matches!(next, '\n' | '\r') && *next != separator).is_some() {}
            }
        }
    }
    if !is_empty {
        rows.push(row);
    }
    Ok(rows)
}

/// Goes to the end of a quoted cell; says whether it has one.
fn skip_quoted(characters: &mut std::iter::Peekable<std::str::Chars<'_>>, line: &mut usize) -> bool {
    while let Some(character) = characters.next() {
        match character {
            '"' if characters.next_if_eq(&'"').is_none() => return true,
            '\n' => *line += 1,
            _ => {}
        }
    }
    false
}

/// What separates the cells: what stands most in the heading, outside of quotation marks.
pub(super) fn separator(text: &str) -> char {
    let mut is_quoted = false;
    let mut counts = [(',', 0), (';', 0), ('\t', 0)];
    for character in text.chars() {
        match character {
            '"' => is_quoted = !is_quoted,
            '\n' if !is_quoted => break,
            _ if is_quoted => {}
            _ => counts.iter_mut().filter(|(known, _)| *known == character).for_each(|(_, count)| *count += 1),
        }
    }
    // The first of those that stand there as often.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(',', |(separator, _)| *separator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_counts_them() {
        let text = "a,b\n\n1,\"two\nlines\"\r\n,\n\n3,4";
        assert_eq!(row_numbers(text, ','), Ok(vec![1, 3, 4, 6]));
        assert_eq!(row_numbers("", ','), Ok(Vec::new()));
    }

    #[test]
    fn quotation_marks_that_are_not_in_order_are_named_with_their_cell() {
        let unclosed = |cell: &str, line| Err(TableFault::Unclosed { cell: cell.to_owned(), line });
        assert_eq!(row_numbers("a,b\n1,\"x\n2,y\n", ','), unclosed("B2", 2));
        assert_eq!(row_numbers("a\n\"1\n\"\n\"", ','), unclosed("A3", 4));
        assert_eq!(row_numbers("a,b\n\"We will\" he said,2\n", ','), Err(TableFault::AfterQuote("A2".to_owned())));
        assert_eq!(row_numbers("a;b\n1;he said \"We will\"\n\"x \"\"y\"\"\";2\n", ';'), Ok(vec![1, 2, 3]));
    }

    #[test]
    fn separators_are_counted_outside_of_quotation_marks() {
        assert_eq!(separator("a,b;c\n"), ',');
        assert_eq!(separator("\"a, b, and c\";d\n1,2,3;4"), ';');
        assert_eq!(separator("a\tb\tc,d\n"), '\t');
    }
}
