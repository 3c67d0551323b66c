//! Reading the fields of a JSON object one by one, with a fault for each that cannot be taken.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde_json::{Map, Value};

use super::{Faults, Place, TextFile};
use crate::domain::{ADDRESS_LENGTH, LINE_LENGTH, REMARK_LENGTH, Slug, TEXT_LENGTH, is_web_address};

/// An object whose fields are taken out one by one; what is left over at the end is a fault too, so
/// that a misspelt field is not lost in silence.
pub(super) struct Fields<'a> {
    object: Map<String, Value>,
    pub(super) place: &'a Place,
    faults: &'a mut Faults,
    faults_before: u64,
}

impl<'a> Fields<'a> {
    /// Starts reading an object; `None`, with a fault, when the value is not one.
    pub(super) fn of(value: Value, place: &'a Place, faults: &'a mut Faults) -> Option<Self> {
        let faults_before = faults.count();
        if let Value::Object(object) = value {
            Some(Self { object, place, faults, faults_before })
        } else {
            faults.add(place, "object", "an object { ... } was expected");
            None
        }
    }

    /// Notes a fault of a field.
    pub(super) fn fault(&mut self, field: &str, reason: impl fmt::Display) {
        self.faults.add(self.place, field, reason);
    }

    fn take(&mut self, field: &str) -> Option<Value> {
        self.object.remove(field).filter(|value| !value.is_null())
    }

    /// Passes over fields that repeat what is known from elsewhere.
    pub(super) fn pass_over(&mut self, fields: &[&str]) {
        for field in fields {
            self.object.remove(*field);
        }
    }

    /// A text that may be missing, `null` or empty.
    pub(super) fn optional_text(&mut self, field: &str) -> Option<String> {
        match self.take(field)? {
            Value::String(text) if text.contains('\0') => {
                self.fault(field, "has a NUL character, which no database can keep");
                None
            }
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) if text.chars().count() > longest(field) => {
                self.fault(field, format!("at most {} characters are taken", longest(field)));
                None
            }
            Value::String(text) => Some(text),
            other => {
                self.fault(field, format!("a text was expected, found {other}"));
                None
            }
        }
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, field: &str) -> Option<String> {
        let faults = self.faults.count();
        let text = self.optional_text(field);
        if text.is_none() && self.faults.count() == faults {
            self.fault(field, "is missing");
        }
        text
    }

    fn parse<T: FromStr<Err: fmt::Display>>(&mut self, field: &str, text: Option<String>) -> Option<T> {
        match text?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.fault(field, error);
                None
            }
        }
    }

    /// A code, slug or date that must be there.
    pub(super) fn parsed<T: FromStr<Err: fmt::Display>>(&mut self, field: &str) -> Option<T> {
        let text = self.text(field);
        self.parse(field, text)
    }

    /// A code, slug or date that may be missing.
    pub(super) fn optional_parsed<T: FromStr<Err: fmt::Display>>(&mut self, field: &str) -> Option<T> {
        let text = self.optional_text(field);
        self.parse(field, text)
    }

    /// A web address that may be missing.
    pub(super) fn optional_url(&mut self, field: &str) -> Option<String> {
        let url = self.optional_text(field)?;
        if is_web_address(&url) {
            Some(url)
        } else {
            self.fault(field, format!("\u{201c}{url}\u{201d} is not an http or https address"));
            None
        }
    }

    /// A whole number that must be there.
    pub(super) fn number(&mut self, field: &str) -> Option<i64> {
        match self.take(field) {
            Some(Value::Number(number)) if number.is_i64() => number.as_i64(),
            Some(other) => {
                self.fault(field, format!("a whole number was expected, found {other}"));
                None
            }
            None => {
                self.fault(field, "is missing");
                None
            }
        }
    }

    /// Yes or no; no when missing.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        match self.take(field) {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(other) => {
                self.fault(field, format!("true or false was expected, found {other}"));
                false
            }
        }
    }

    /// A list; empty when missing.
    pub(super) fn list(&mut self, field: &str) -> Vec<Value> {
        match self.take(field) {
            None => Vec::new(),
            Some(Value::Array(items)) => items,
            Some(other) => {
                self.fault(field, format!("a list was expected, found {other}"));
                Vec::new()
            }
        }
    }

    /// A list of texts; empty when missing.
    pub(super) fn texts(&mut self, field: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(field) {
            match item {
                Value::String(text) if !text.contains('\0') => texts.push(text),
                other => self.fault(field, format!("a text was expected, found {other}")),
            }
        }
        texts
    }

    /// A list of slugs or dates; empty when missing.
    pub(super) fn parsed_list<T: FromStr<Err: fmt::Display>>(&mut self, field: &str) -> Vec<T> {
        let texts = self.texts(field);
        texts.into_iter().filter_map(|text| self.parse(field, Some(text))).collect()
    }

    /// Reads an object that may be missing or `null`.
    pub(super) fn optional_object<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.take(field)?;
        let mut inner = Fields::of(value, self.place, self.faults)?;
        let object = read(&mut inner);
        inner.finish(object)
    }

    /// Reads the objects of a list with the same care.
    pub(super) fn objects<T>(&mut self, field: &str, mut read: impl FnMut(&mut Fields<'_>) -> Option<T>) -> Vec<T> {
        let mut objects = Vec::new();
        for item in self.list(field) {
            if let Some(mut inner) = Fields::of(item, self.place, self.faults) {
                let object = read(&mut inner);
                objects.extend(inner.finish(object));
            }
        }
        objects
    }

    /// Gives what was made of the fields, unless one of them had a fault or a field is left over.
    pub(super) fn finish<T>(self, made: Option<T>) -> Option<T> {
        for field in self.object.keys() {
            self.faults.add(self.place, field.clone(), "is not a field of this format");
        }
        made.filter(|_| self.faults.count() == self.faults_before)
    }
}

/// How long the text of a field may be, in characters: as long as where it is changed by hand.
fn longest(field: &str) -> usize {
    match field {
        "text" | "translation_en" => TEXT_LENGTH,
        "condition" | "rationale" | "note" | "coding_note" => REMARK_LENGTH,
        _ if field.starts_with("proposition") || field.starts_with("outcome") => REMARK_LENGTH,
        _ if field.ends_with("url") || field == "against" => ADDRESS_LENGTH,
        _ => LINE_LENGTH,
    }
}

/// Reads the entries of a JSON array, each name once.
pub(super) fn read_entries<T>(
    file: &TextFile,
    faults: &mut Faults,
    read: impl Fn(&mut Fields<'_>) -> Option<T>,
    slug_of: impl Fn(&T) -> &Slug,
) -> Vec<T> {
    let values: Vec<Value> = match serde_json::from_str(&file.text) {
        Ok(values) => values,
        Err(error) => {
            faults.add(&Place::file(&file.name), "JSON", error);
            return Vec::new();
        }
    };
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for (i, value) in values.into_iter().enumerate() {
        let place = Place::entry(&file.name, i + 1);
        let Some(mut fields) = Fields::of(value, &place, faults) else { continue };
        let entry = read(&mut fields);
        let Some(entry) = fields.finish(entry) else { continue };
        if seen.insert(slug_of(&entry).clone()) {
            entries.push(entry);
        } else {
            faults.add(&place, "slug", format!("\u{201c}{}\u{201d} stands in this file twice", slug_of(&entry)));
        }
    }
    entries
}
