//! What a stranger, a slow client or one bad file can do to the server: nothing that others notice.

use std::{io::Write, process::Stdio, time::Duration};

use acceptance::{Backend, Import, Member, Setup, TestDatabase, TestServer, writing::location};
use domain::Role;
use reqwest::Method;
use server::http::{Access, Kind, MOST_FIELDS, ROUTES, Route, STRANGER_BODY};
use service::import::Mode;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const TODAY: &str = "2026-11-23";

/// The address of a route, with something in its places.
fn path_of(route: &Route) -> String {
    route.path.replace("{slug}", "msf").replace("{token}", "unknown").replace("{id}", "1").replace("{kind}", "topics")
}

fn forms() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().filter(|route| route.method == Method::POST)
}

#[tokio::test]
async fn every_form_of_a_stranger_ends_at_64_kb() {
    let server = TestServer::on(TODAY).await;
    let stranger = Member::new(server.address, "nobody@example.org");
    for route in forms() {
        for (length, too_long) in [(STRANGER_BODY, false), (STRANGER_BODY + 1, true)] {
            let words = "a".repeat(length - "x=".len());
            let reply = stranger.post(&path_of(route), &[("x", &words)]).await;
            assert_eq!(reply.status == 413, too_long, "{} with {length}: {}", route.path, reply.status);
        }
        let refused = stranger.post(&path_of(route), &[("x", &"a".repeat(STRANGER_BODY))]).await;
        assert!(refused.text("main").contains("what you typed is still there"), "{}", refused.text("main"));
    }
}

#[tokio::test]
async fn every_form_of_somebody_signed_in_ends_where_its_kind_says() {
    let server = TestServer::on(TODAY).await;
    let admin = server.signed_in(Role::Admin).await;
    for route in forms().filter(|route| matches!(route.access, Access::Role(_) | Access::Confirmed(_))) {
        let longest = route.kind.policy().body;
        let reply = admin.post(&path_of(route), &[("x", &"a".repeat(longest - "x=".len() + 1))]).await;
        assert_eq!(reply.status, 413, "{}", route.path);
        let short = admin.post(&path_of(route), &[("x", "a")]).await;
        assert_ne!(short.status, 413, "{}", route.path);
    }
    assert!(ROUTES.iter().any(|route| route.kind == Kind::File));
}

#[tokio::test]
async fn a_form_of_nothing_but_fields_is_refused_and_costs_no_more_than_its_bytes() {
    let server = TestServer::on(TODAY).await;
    let stranger = Member::new(server.address, "nobody@example.org");
    let admin = server.signed_in(Role::Admin).await;
    let fields = vec![("a", ""); MOST_FIELDS + 1];
    for (who, path) in [(&stranger, "/edit/drafts"), (&stranger, "/login"), (&admin, "/edit/import/1/columns")] {
        let reply = who.post(path, &fields).await;
        assert_eq!(reply.status, 413, "{path}");
        assert!(reply.body.len() < 20_000, "{path}: the answer has {} bytes", reply.body.len());
    }
    let kept = vec![("kept:a", ""); MOST_FIELDS];
    let reply = stranger.post("/login", &[&[("kept-path", "/x")], &kept[..MOST_FIELDS - 1]].concat()).await;
    assert_eq!(reply.status, 401, "as many as there may be");
}

#[tokio::test]
async fn an_address_has_so_many_connections_and_the_next_is_told() {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    let setup = Setup { connections_per_address: 4, ..Setup::default() };
    let server = TestServer::set_up(database, TODAY, setup).await;
    let mut quiet = Vec::new();
    for _ in 0..4 {
        quiet.push(TcpStream::connect(server.address).await.expect("a connection"));
    }
    // Each is known to have its place once it was answered.
    for stream in &mut quiet {
        stream.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("a request");
        let mut first = [0; 12];
        stream.read_exact(&mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    let mut told = String::new();
    let mut fifth = TcpStream::connect(server.address).await.expect("a connection");
    fifth.read_to_string(&mut told).await.expect("an answer, and then the end");
    assert!(told.starts_with("HTTP/1.1 503") && told.contains("retry-after"), "{told}");
    quiet.pop();
    // The server sees the end of a connection a moment after it was closed here.
    for _ in 0..100 {
        let mut next = TcpStream::connect(server.address).await.expect("a connection");
        next.write_all(b"GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.expect("a request");
        let mut answer = String::new();
        if next.read_to_string(&mut answer).await.is_ok() && answer.starts_with("HTTP/1.1 200") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the place of a closed connection was not given back");
}

/// A workbook whose one long text stands in 1,998 cells: 40 kB that want 60 GB.
pub(crate) fn one_text_in_many_cells() -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str, id: u8| {
        format!("<Relationship Id=\"rId{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let relations = |inside: String| format!("<Relationships xmlns=\"{package}\">{inside}</Relationships>");
    let rows = (1..=1_998)
        .map(|n| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>0</v></c></row>"))
        .collect::<Vec<_>>()
        .concat();
    let parts = [
        ("_rels/.rels", relations(relation("officeDocument", "xl/workbook.xml", 1))),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"One\" sheetId=\"1\" \
                 r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relations(
                relation("worksheet", "worksheets/sheet1.xml", 1) + &relation("sharedStrings", "sharedStrings.xml", 2),
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>")),
        (
            "xl/sharedStrings.xml",
            format!("<sst xmlns=\"{main}\"><si><t>{}</t></si></sst>", "a".repeat(30 * 1024 * 1024)),
        ),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(text.as_bytes()).expect("a part");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Formatting that is open when paragraph after paragraph begins has to be opened anew in each.
pub(crate) fn formatting_without_end() -> Vec<u8> {
    let open = (0..20_000).map(|n| format!("<b id={n}>")).collect::<Vec<_>>().concat();
    format!("<!DOCTYPE html><body><p>{open}{}", "<p>x".repeat(200_000)).into_bytes()
}

#[test]
fn whoever_reads_files_stands_back_behind_the_server() {
    let mut reader = acceptance::postura()
        .args(["read-file", "table"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("a process");
    let stood_back = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", reader.id())).expect("a process");
        // The fields after the name, which may hold anything: state is the third of all, nice the nineteenth.
        stat.rsplit(')').next().is_some_and(|fields| fields.split_whitespace().nth(19 - 3) == Some("10"))
    });
    drop(reader.stdin.take());
    assert!(reader.wait().expect("an end").success());
    assert!(stood_back);
}

#[tokio::test]
async fn a_file_that_is_made_to_take_all_memory_and_time_takes_neither() {
    let server = TestServer::on(TODAY).await;
    let editor = server.signed_in(Role::Editor).await;
    let keys = |count: usize| {
        let keys: Vec<String> = (0..count).map(|n| format!("\"k{n}\":1")).collect();
        format!("{{{}}}", keys.join(",")).into_bytes()
    };
    let numbers = format!("{{\"a\":[{}1]}}", "1,".repeat(1_200_000)).into_bytes();
    for (name, file) in [
        ("cells.xlsx", one_text_in_many_cells()),
        ("keys.jsonl", keys(400_000)),
        ("numbers.jsonl", numbers),
        ("deep.jsonl", [b"{\"a\":".repeat(200_000), b"1".to_vec()].concat()),
    ] {
        let reply = editor.post_file("/edit/import", &[], "file", name, file).await;
        assert_eq!(reply.status, 422, "{name}: {}", reply.text("main"));
        assert!(!reply.text("#file-error").is_empty(), "{name}");
    }
    let source = [("title", "Deep"), ("url", "https://example.org/deep"), ("kind", "other"), ("tier", "5")];
    let deep = format!("<html><body>{}words", "<b>".repeat(100_000)).into_bytes();
    let added = editor.post_file("/edit/sources", &source, "file", "deep.html", deep).await;
    assert!(editor.get(&location(&added)).await.text(".source-text").contains("words"));
    let source = [("title", "Wide"), ("url", "https://example.org/wide"), ("kind", "other"), ("tier", "5")];
    let refused = editor.post_file("/edit/sources", &source, "file", "wide.html", formatting_without_end()).await;
    assert_eq!(refused.status, 422);
    assert_eq!(refused.attributes("#title", "value"), ["Wide"], "what was typed is still there");
    assert_eq!(server.visitor().get("/livez").await.status, 200);
}
