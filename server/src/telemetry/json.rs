//! A line of the log as JSON.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::{Event, Subscriber};
use tracing_log::NormalizeEvent;
use tracing_serde::fields::{AsMap, SerializeFieldMap};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormattedFields,
        format::{JsonFields, Writer},
        time::{FormatTime, SystemTime},
    },
    registry::{LookupSpan, Scope, SpanRef},
};

/// Writes an event with the spans it belongs to, from the request down.
///
/// The formatter that comes with `tracing-subscriber` lists the spans of the thread instead (tokio-rs/tracing #1408 and
/// #2531). A step can end on the thread of a database connection, which is in no request, and its line would not say whose
/// step it was.
pub struct JsonLines;

#[derive(Serialize)]
struct Line<'a> {
    timestamp: String,
    level: &'a str,
    #[serde(flatten)]
    fields: SerializeFieldMap<'a, Event<'a>>,
    target: &'a str,
    spans: Vec<Map<String, Value>>,
}

impl<S> FormatEvent<S, JsonFields> for JsonLines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, JsonFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let of_log = event.normalized_metadata();
        let metadata = of_log.as_ref().unwrap_or_else(|| event.metadata());
        let mut timestamp = String::new();
        SystemTime.format_time(&mut Writer::new(&mut timestamp))?;
        let line = Line {
            timestamp,
            level: metadata.level().as_str(),
            fields: event.field_map(),
            target: metadata.target(),
            spans: context.event_scope().into_iter().flat_map(Scope::from_root).map(|span| described(&span)).collect(),
        };
        let line = serde_json::to_string(&line).map_err(|_| fmt::Error)?;
        writeln!(writer, "{line}")
    }
}

/// A span's name and fields.
fn described<S>(span: &SpanRef<'_, S>) -> Map<String, Value>
where
    S: for<'a> LookupSpan<'a>,
{
    let extensions = span.extensions();
    let fields = extensions.get::<FormattedFields<JsonFields>>();
    let mut described: Map<String, Value> =
        fields.and_then(|fields| serde_json::from_str(&fields.fields).ok()).unwrap_or_default();
    described.insert("name".to_owned(), span.name().into());
    described
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex, PoisonError},
        thread,
    };

    use tracing::dispatcher;
    use tracing_subscriber::fmt::format::FmtSpan;

    use super::*;

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Written {
        fn lines(&self) -> Vec<Value> {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let text = str::from_utf8(&bytes).expect("a text");
            text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
        }
    }

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(happens: impl FnOnce()) -> Vec<Value> {
        let written = Written::default();
        let to = written.clone();
        let logger = tracing_subscriber::fmt()
            .with_span_events(FmtSpan::CLOSE)
            .with_writer(move || to.clone())
            .fmt_fields(JsonFields::new())
            .event_format(JsonLines);
        tracing::subscriber::with_default(logger.finish(), happens);
        written.lines()
    }

    #[test]
    fn a_step_that_ends_on_a_thread_that_is_in_no_request_is_logged_under_its_request() {
        let lines = logged(|| {
            let request = tracing::info_span!("request", id = "one");
            let step = request.in_scope(|| tracing::info_span!("step", of = 2));
            let logger = dispatcher::get_default(Clone::clone);
            let elsewhere = thread::spawn(move || dispatcher::with_default(&logger, || drop(step)));
            elsewhere.join().expect("an end");
            tracing::info!("between");
        });
        let spans: Vec<&Value> = lines.iter().map(|line| &line["spans"]).collect();
        let request = serde_json::json!({ "name": "request", "id": "one" });
        let step = serde_json::json!({ "name": "step", "of": 2 });
        let expected = [serde_json::json!([request, step]), serde_json::json!([]), serde_json::json!([request])];
        assert_eq!(spans, expected.iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_line_says_when_what_and_where() {
        let lines = logged(|| tracing::warn!(statements = 3, "not \"all\" of it"));
        let [line] = lines.as_slice() else { panic!("{lines:?}") };
        assert_eq!((&line["level"], &line["message"]), (&"WARN".into(), &"not \"all\" of it".into()));
        assert_eq!((&line["statements"], &line["target"]), (&3.into(), &module_path!().into()));
        let timestamp = line["timestamp"].as_str().expect("a text");
        assert!(chrono::DateTime::parse_from_rfc3339(timestamp).is_ok(), "{timestamp}");
    }
}
