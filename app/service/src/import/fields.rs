//! Reading the fields of a JSON object one by one, with a fault for each that cannot be taken.

use std::{borrow::Cow, collections::BTreeSet, fmt};

use chrono::NaiveDate;
use domain::{CalendarPeriod, Fault, Faulty, Given, Slug, Valid};
use serde_json::{Map, Value};

use super::{Faults, Place, TextFile};

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

    /// Takes a value of a kind; what is of another is a fault.
    fn read<T>(&mut self, field: &str, kind: &str, read: impl FnOnce(Value) -> Result<T, Value>) -> Given<T> {
        match self.take(field).map(read) {
            None => Given::Nothing,
            Some(Ok(value)) => Given::Value(value),
            Some(Err(other)) => {
                self.fault(field, format!("{kind} was expected, found {other}"));
                Given::Unreadable
            }
        }
    }

    /// A text.
    pub(super) fn text(&mut self, field: &str) -> Given<String> {
        self.read(field, "a text", text_of)
    }

    /// A whole number, as text.
    pub(super) fn number(&mut self, field: &str) -> Given<String> {
        self.read(field, "a whole number", |value| match value {
            Value::Number(number) if number.is_i64() => Ok(number.to_string()),
            other => Err(other),
        })
    }

    /// Yes or no; no when missing.
    pub(super) fn flag(&mut self, field: &str) -> bool {
        let flag = self.read(field, "true or false", |value| value.as_bool().ok_or(value));
        flag.value().unwrap_or_default()
    }

    /// A text that is read on; what cannot be is a fault.
    fn parse<T>(&mut self, field: &str, text: &str, parse: impl FnOnce(&str) -> Result<T, Fault>) -> Given<T> {
        match parse(text.trim()) {
            Ok(value) => Given::Value(value),
            Err(fault) => {
                self.fault(field, fault);
                Given::Unreadable
            }
        }
    }

    /// A day, month or year.
    pub(super) fn period(&mut self, field: &str) -> Given<CalendarPeriod> {
        self.text(field).and_then(|text| self.parse(field, &text, |text| text.parse().map_err(Fault::from)))
    }

    /// A day.
    pub(super) fn day(&mut self, field: &str) -> Given<NaiveDate> {
        self.text(field)
            .and_then(|text| self.parse(field, &text, |text| CalendarPeriod::parse_day(text).map_err(Fault::from)))
    }

    /// A slug.
    pub(super) fn slug(&mut self, field: &str) -> Given<Slug> {
        self.text(field).and_then(|text| self.parse(field, &text, slug_of))
    }

    /// A list; empty when missing.
    fn list(&mut self, field: &str) -> Vec<Value> {
        let list = self.read(field, "a list", |value| match value {
            Value::Array(items) => Ok(items),
            other => Err(other),
        });
        list.value().unwrap_or_default()
    }

    /// A list of texts; empty when missing.
    pub(super) fn texts(&mut self, field: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(field) {
            match text_of(item) {
                Ok(text) => texts.push(text),
                Err(other) => self.fault(field, format!("a text was expected, found {other}")),
            }
        }
        texts
    }

    /// A list of dates; empty when missing.
    pub(super) fn periods(&mut self, field: &str) -> Vec<CalendarPeriod> {
        let texts = self.texts(field);
        texts
            .iter()
            .filter_map(|text| self.parse(field, text, |text| text.parse().map_err(Fault::from)).value())
            .collect()
    }

    /// A list of slugs; empty when missing.
    pub(super) fn slugs(&mut self, field: &str) -> Vec<Slug> {
        let texts = self.texts(field);
        texts.iter().filter_map(|text| self.parse(field, text, slug_of).value()).collect()
    }

    /// Notes the faults of a check, under the names that this format has for their places.
    pub(super) fn keep<T, P>(
        &mut self,
        checked: Result<Valid<T>, Faulty<P>>,
        name: impl Fn(P) -> Cow<'static, str>,
    ) -> Option<Valid<T>> {
        let faults = match checked {
            Ok(made) => return Some(made),
            Err(faults) => faults,
        };
        for (at, fault) in faults {
            self.fault(&name(at), fault);
        }
        None
    }

    /// Reads an object that may be missing or `null`.
    pub(super) fn object<T>(&mut self, field: &str, read: impl FnOnce(&mut Fields<'_>) -> T) -> Given<T> {
        let Some(value) = self.take(field) else { return Given::Nothing };
        let Some(mut inner) = Fields::of(value, self.place, self.faults) else { return Given::Unreadable };
        let object = read(&mut inner);
        inner.finish(Some(object)).map_or(Given::Unreadable, Given::Value)
    }

    /// Reads the objects of a list with the same care.
    pub(super) fn objects<T>(&mut self, field: &str, mut read: impl FnMut(&mut Fields<'_>) -> T) -> Vec<T> {
        let mut objects = Vec::new();
        for item in self.list(field) {
            if let Some(mut inner) = Fields::of(item, self.place, self.faults) {
                let object = read(&mut inner);
                // What is left over in it is a fault, and what was read is looked at all the same.
                inner.finish(Some(()));
                objects.push(object);
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

fn text_of(value: Value) -> Result<String, Value> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(other),
    }
}

fn slug_of(text: &str) -> Result<Slug, Fault> {
    text.parse().map_err(|_| Fault::NotASlug)
}

/// Reads the entries of a JSON array, each name once.
pub(super) fn read_entries<T>(
    file: &TextFile,
    faults: &mut Faults,
    read: impl Fn(&mut Fields<'_>) -> Option<Valid<T>>,
    slug_of: impl Fn(&T) -> &Slug,
) -> Vec<Valid<T>> {
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
