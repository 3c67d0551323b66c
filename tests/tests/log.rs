//! The audit log: every mutation is exactly one row, whatever it is.

use std::collections::BTreeSet;

use acceptance::{
    Member, Reply, TestServer, totp_code,
    writing::{GOOD, begin, location, step, with},
};
use domain::Role;
use server::http::ROUTES;

/// Counts what each mutation adds to the log.
struct Ledger<'a> {
    server: &'a TestServer,
    covered: BTreeSet<&'static str>,
}

impl Ledger<'_> {
    async fn rows(&self) -> i64 {
        self.server.database.number("SELECT COUNT(*) FROM audit").await
    }

    /// Sends a form to a route and expects so many rows more.
    async fn expect(
        &mut self,
        rows: i64,
        route: &'static str,
        who: &Member,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Reply {
        let before = self.rows().await;
        let reply = who.post(path, fields).await;
        assert!(reply.status < 400, "{path}: {} {}", reply.status, reply.text("main"));
        assert_eq!(self.rows().await - before, rows, "{path}");
        self.covered.insert(route);
        reply
    }

    async fn one(&mut self, route: &'static str, who: &Member, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.expect(1, route, who, path, fields).await
    }
}

/// Takes a step of a draft.
async fn take(
    ledger: &mut Ledger<'_>,
    route: &'static str,
    who: &Member,
    review: &str,
    name: &str,
    more: &[(&str, &str)],
) -> Reply {
    let version = who.get(review).await.attributes("#steps input[name=version]", "value").remove(0);
    let fields = [more, &[("version", version.as_str())]].concat();
    ledger.one(route, who, &review.replace("review", name), &fields).await
}

#[tokio::test]
async fn every_mutation_is_one_row() {
    let server = TestServer::on("2026-11-23").await;
    let covered = do_everything(&server).await;
    let routes: BTreeSet<&str> = ROUTES.iter().filter(|route| route.method == "POST").map(|route| route.path).collect();
    assert_eq!(routes, covered, "a route that changes something is not in this test");
}

/// Sends a form to every route that takes one; says to which.
pub(crate) async fn do_everything(server: &TestServer) -> BTreeSet<&'static str> {
    let (admin, reviewer) = (server.member(Role::Admin).await, server.member(Role::Reviewer).await);
    let editor = server.signed_in(Role::Editor).await;
    let mut ledger = Ledger { server, covered: BTreeSet::new() };
    for member in [&admin, &reviewer] {
        let fields = [("email", member.email.as_str()), ("password", member.password.as_str())];
        ledger.one("/login", member, "/login", &fields).await;
    }
    statements(&mut ledger, &editor, &reviewer).await;
    batches(&mut ledger, &editor).await;
    sources_and_reference_data(&mut ledger, &editor, &reviewer, &admin).await;
    accounts(&mut ledger, &editor, &admin).await;
    ledger.covered
}

async fn statements(ledger: &mut Ledger<'_>, editor: &Member, reviewer: &Member) {
    let key = editor.get("/edit/statements/new").await.attributes("input[name=key]", "value").remove(0);
    let fields = [GOOD, &[("key", key.as_str()), ("action", "save")]].concat();
    let draft = location(&ledger.one("/edit/drafts", editor, "/edit/drafts", &fields).await);
    let draft = draft.split('?').next().expect("a path");
    ledger.expect(0, "/edit/drafts", editor, "/edit/drafts", &fields).await;
    let changed = with(GOOD, &[("note", "A remark."), ("version", "1"), ("action", "save")]);
    ledger.one("/edit/drafts/{id}", editor, draft, &changed).await;
    let review = format!("{draft}/review");
    take(ledger, "/edit/drafts/{id}/submit", editor, &review, "submit", &[]).await;
    take(ledger, "/edit/drafts/{id}/send-back", reviewer, &review, "send-back", &[("reason", "Why?")]).await;
    take(ledger, "/edit/drafts/{id}/submit", editor, &review, "submit", &[]).await;
    let path = location(&take(ledger, "/edit/drafts/{id}/publish", reviewer, &review, "publish", &[]).await);
    let withdrawal = format!("/edit{path}/withdraw");
    let fields = [("version", "1"), ("reason", "Not theirs.")];
    ledger.one("/edit/statements/{slug}/withdraw", reviewer, &withdrawal, &fields).await;
    let restored = ledger
        .one("/edit/statements/{slug}/restore", editor, &format!("/edit{path}/restore"), &[("version", "1")])
        .await;
    let discard = location(&restored).replace("review", "discard");
    ledger.one("/edit/drafts/{id}/discard", editor, &discard, &[("version", "1")]).await;
    let other = location(&begin(editor, &with(GOOD, &[("source-url", "https://example.net/again")]), "save").await);
    let reprint = format!("{}/reprint", other.split('?').next().expect("a path"));
    let fields = [("version", "1"), ("statement", "seed-msf-remove-provisions")];
    ledger.one("/edit/drafts/{id}/reprint", editor, &reprint, &fields).await;
}

async fn batches(ledger: &mut Ledger<'_>, editor: &Member) {
    let file = b"who,year,quote,language,directness,venue,url,title,source kind,tier,role\n\
        MSF,2026,Words in a table.,en,verbatim,letter,https://example.org/t,T,ngo,2,x\n";
    let before = ledger.rows().await;
    let batch = location(&editor.post_file("/edit/import", &[], "file", "t.csv", file.to_vec()).await);
    assert_eq!(ledger.rows().await - before, 1);
    ledger.covered.insert("/edit/import");
    let fields = ["stakeholder", "year", "text", "language", "directness", "venue", "source-url", "source-title"];
    let fields = fields.into_iter().chain(["source-kind", "source-tier", ""]).enumerate();
    let fields: Vec<(String, String)> = fields
        .map(|(i, field)| (format!("column-{i}"), field.to_owned()))
        .chain([("version".into(), "1".into())])
        .collect();
    let fields = acceptance::writing::borrowed(&fields);
    ledger.one("/edit/import/{id}/columns", editor, &format!("{batch}/columns"), &fields).await;
    ledger.one("/edit/import/{id}/keep", editor, &format!("{batch}/keep"), &[("as", "drafts"), ("version", "2")]).await;
    let fields = [("reason", "A try."), ("version", "3")];
    ledger.one("/edit/import/{id}/undo", editor, &format!("{batch}/undo"), &fields).await;
}

async fn sources_and_reference_data(ledger: &mut Ledger<'_>, editor: &Member, reviewer: &Member, admin: &Member) {
    let fields = [("url", "https://example.org/a"), ("title", "A"), ("kind", "ngo"), ("tier", "2")];
    let source = location(&ledger.one("/edit/sources", editor, "/edit/sources", &fields).await);
    let text = [("text", "Access to medicines must come first.")];
    ledger.one("/edit/sources/{id}/text", editor, &format!("{source}/text"), &text).await;
    let route = "/edit/sources/{id}/verify";
    ledger.expect(0, route, editor, &format!("{source}/verify"), &[]).await;
    let good = with(GOOD, &[("source-url", "https://example.org/b"), ("source-title", "B")]);
    let review = acceptance::writing::submitted(editor, &good).await;
    step(reviewer, &review, "publish", &[]).await;
    let with_text = [("url", "https://example.org/b"), ("title", "B"), ("kind", "ngo"), ("tier", "2"), text[0]];
    let source = location(&editor.post("/edit/sources", &with_text).await);
    ledger.one(route, editor, &format!("{source}/verify"), &[]).await;

    let kind = "/edit/reference/{kind}";
    for (name, label) in [("one", "One"), ("two", "Two")] {
        let fields = [("label-en", label), ("proposition-en", "It should be so."), ("slug", name)];
        ledger.one(kind, reviewer, "/edit/reference/topic", &fields).await;
    }
    let seen = reviewer.get("/edit/reference/topic/item/one").await.attributes("input[name=seen]", "value").remove(0);
    let fields = [("label-en", "One"), ("proposition-en", "It should not."), ("reason", "Why."), ("seen", &seen)];
    let item = "/edit/reference/{kind}/item/{key}";
    ledger.one(item, reviewer, "/edit/reference/topic/item/one", &fields).await;
    let path = source.replace("/edit/sources/", "/edit/reference/source/item/");
    let seen = reviewer.get(&path).await.attributes("input[name=seen]", "value").remove(0);
    let changed = [("title", "B2"), ("reason", "Read on the page."), ("seen", &seen)];
    ledger.one(item, reviewer, &path, &acceptance::writing::with(&with_text[..4], &changed)).await;
    let fields = [("into", "two"), ("merge-reason", "The same.")];
    let merge = "/edit/reference/{kind}/item/{key}/merge";
    ledger.one(merge, admin, "/edit/reference/topic/item/one/merge", &fields).await;
    let undo = admin.get("/edit/reference").await.attributes("td form", "action").remove(0);
    ledger.one("/edit/merges/{id}/undo", admin, &undo, &[]).await;
}

async fn accounts(ledger: &mut Ledger<'_>, editor: &Member, admin: &Member) {
    let fields = [("name", "new"), ("email", "new@example.org"), ("role", "editor")];
    let added = ledger.one("/edit/users", admin, "/edit/users", &fields).await;
    let token = added.body.split("/password/").nth(1).expect("a link");
    let token: String = token.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
    let passwords = [("new-password", "four words in a row"), ("repeat-password", "four words in a row")];
    ledger.one("/password/{token}", admin, &format!("/password/{token}"), &passwords).await;
    let user = admin.get("/edit/users").await.attributes("main td a, main th a", "href");
    let user = user.iter().find(|path| path.contains("/edit/users/")).expect("a person").clone();
    let id = ledger.server.database.number("SELECT MAX(id) FROM account").await;
    let user = format!("{}/{id}", user.rsplit_once('/').expect("a path").0);
    ledger.one("/edit/users/{id}", admin, &user, &[("name", "newer"), ("role", "editor"), ("active", "yes")]).await;
    ledger.one("/edit/users/{id}/link", admin, &format!("{user}/link"), &[]).await;

    let confirmed = [("password", admin.password.as_str()), ("kept-path", "/edit/users")];
    ledger.one("/login/confirm", admin, "/login/confirm", &confirmed).await;

    let secret = add_factor(ledger, editor).await;
    let again = editor.elsewhere();
    let fields = [("email", again.email.as_str()), ("password", again.password.as_str())];
    ledger.one("/login", &again, "/login", &fields).await;
    let later = service::ports::Clock::now(&ledger.server.clock) + chrono::Duration::seconds(30);
    let code = totp_code(&secret, later);
    ledger.one("/login/code", &again, "/login/code", &[("code", code.as_str())]).await;
    let password = [("factor-password", editor.password.as_str())];
    ledger.one("/edit/account/recovery-codes", editor, "/edit/account/recovery-codes", &password).await;
    ledger.one("/edit/account/second-factor/remove", editor, "/edit/account/second-factor/remove", &password).await;
    ledger.one("/edit/account/sessions", editor, "/edit/account/sessions", &[]).await;
    let fields = [
        ("password", "four words in a row"),
        ("new-password", "five words in a row now"),
        ("repeat-password", "five words in a row now"),
    ];
    ledger.one("/edit/account", editor, "/edit/account", &fields).await;
    let password = "five words in a row now";
    let mut editor = editor.elsewhere();
    password.clone_into(&mut editor.password);
    editor.sign_in().await;
    add_factor(ledger, &editor).await;
    ledger.one("/logout", &editor, "/logout", &[]).await;
    let id = ledger.server.database.number("SELECT id FROM account WHERE email = 'editor@example.org'").await;
    let remove = "/edit/users/{id}/second-factor/remove";
    ledger.one(remove, admin, &format!("/edit/users/{id}/second-factor/remove"), &[]).await;
}

/// Sets a second factor up; gives its secret.
async fn add_factor(ledger: &mut Ledger<'_>, member: &Member) -> String {
    let page = member.get("/edit/account/second-factor").await;
    let secret = page.attributes("form.stacked input[name=secret]", "value").remove(0);
    let code = totp_code(&secret, service::ports::Clock::now(&ledger.server.clock));
    let fields = [("secret", secret.as_str()), ("code", code.as_str()), ("password", member.password.as_str())];
    ledger.one("/edit/account/second-factor", member, "/edit/account/second-factor", &fields).await;
    secret
}
