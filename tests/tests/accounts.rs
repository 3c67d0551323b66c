//! Signing in and what belongs to it.

use acceptance::{Backend, Import, Member, Setup, TestDatabase, TestServer, totp_code};
use chrono::TimeDelta;
use domain::Role;
use server::http::CookiePolicy;
use service::{import::Mode, ports::Clock};

const TODAY: &str = "2026-11-23";

async fn server(setup: Setup) -> TestServer {
    let database = TestDatabase::new(Backend::Sqlite).await;
    Import::starter().run(database.open().await.as_ref(), Mode::Keep).await.expect("an import");
    TestServer::set_up(database, TODAY, setup).await
}

/// Sets a second factor up; gives its secret and the recovery codes.
async fn add_second_factor(server: &TestServer, member: &Member) -> (String, Vec<String>) {
    let page = member.get("/edit/account/second-factor").await;
    let secret = page.attributes("input[name=secret]", "value").remove(0);
    let code = totp_code(&secret, server.clock.now());
    let fields = [("secret", secret.as_str()), ("code", &code), ("password", &member.password)];
    let codes = member.post("/edit/account/second-factor", &fields).await;
    assert_eq!(codes.status, 200, "{}", codes.body);
    (secret, codes.texts(".codes code"))
}

#[tokio::test]
async fn the_answer_for_an_unknown_name_is_that_for_a_wrong_password() {
    let server = TestServer::on(TODAY).await;
    let member = server.member(Role::Editor).await;
    let wrong = member.post("/login", &[("email", &member.email), ("password", "not the password")]).await;
    let unknown = member.post("/login", &[("email", "nobody@example.org"), ("password", "not the password")]).await;
    let odd = member.post("/login", &[("email", "no address"), ("password", "")]).await;
    assert_eq!((wrong.status, unknown.status, odd.status), (401, 401, 401));
    let without = |reply: &acceptance::Reply, email: &str| reply.body.replace(email, "");
    assert_eq!(without(&wrong, &member.email), without(&unknown, "nobody@example.org"));
    assert_eq!(wrong.attributes("#email", "value"), [member.email.as_str()], "what was typed is still there");
    assert!(wrong.attributes("#password", "value").iter().all(String::is_empty));
}

#[tokio::test]
async fn signing_in_goes_on_to_where_one_was_going_and_to_no_other_site() {
    let server = TestServer::on(TODAY).await;
    let member = server.member(Role::Editor).await;
    let sent = member.get("/es/edit/account").await;
    assert_eq!(sent.header("location"), Some("/es/login?next=%2Fes%2Fedit%2Faccount"));
    let form = member.get("/es/login?next=%2Fes%2Fedit%2Faccount").await;
    assert_eq!(form.attributes("input[name=next]", "value"), ["/es/edit/account"]);
    for (next, expected) in
        [("/es/edit/account", "/es/edit/account"), ("//elsewhere.example", "/es/edit"), ("", "/es/edit")]
    {
        let fields = [("email", member.email.as_str()), ("password", &member.password), ("next", next)];
        assert_eq!(member.post("/es/login", &fields).await.header("location"), Some(expected));
    }
    let account = member.get("/es/edit/account").await;
    assert_eq!((account.status, account.header("cache-control")), (200, Some("no-store")));
    assert!(member.get("/").await.text("header.site").contains("editor"), "the header says who is signed in");
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_a_code_is_good_once() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let (secret, recovery_codes) = add_second_factor(&server, &member).await;
    assert_eq!(recovery_codes.len(), 10);

    let elsewhere = member.elsewhere();
    let reply = elsewhere.sign_in().await;
    assert_eq!(reply.header("location"), Some("/login/code?next="));
    assert_eq!(elsewhere.get("/edit").await.header("location"), Some("/login/code?next=%2Fedit"));
    // The code that set the factor up was used by that.
    let used = totp_code(&secret, server.clock.now());
    assert_eq!(elsewhere.post("/login/code", &[("code", &used)]).await.status, 401);
    server.clock.advance(TimeDelta::seconds(60));
    let code = totp_code(&secret, server.clock.now());
    let reply = elsewhere.post("/login/code", &[("code", &code), ("next", "/edit/account")]).await;
    assert_eq!((reply.status, reply.header("location")), (303, Some("/edit/account")));
    assert_eq!(elsewhere.get("/edit").await.status, 200);

    let third = member.elsewhere();
    third.sign_in().await;
    assert_eq!(third.post("/login/code", &[("code", &code)]).await.status, 401, "used before");
    assert_eq!(third.post("/login/code", &[("code", &recovery_codes[0])]).await.status, 303);
    let fourth = member.elsewhere();
    fourth.sign_in().await;
    assert_eq!(fourth.post("/login/code", &[("code", &recovery_codes[0])]).await.status, 401, "used before");
    assert!(third.get("/edit/account").await.body.contains("9 recovery codes are left"));
}

#[tokio::test]
async fn where_a_second_factor_is_required_nothing_goes_without() {
    let server = server(Setup { second_factor_required: true, ..Setup::default() }).await;
    let member = server.member(Role::Admin).await;
    assert_eq!(member.sign_in().await.header("location"), Some("/edit/account/second-factor"));
    assert_eq!(member.get("/edit").await.header("location"), Some("/edit/account/second-factor"));
    assert_eq!(member.get("/edit/users").await.header("location"), Some("/edit/account/second-factor"));
    add_second_factor(&server, &member).await;
    assert_eq!(member.get("/edit").await.status, 200);
    let fields = [("factor-password", member.password.as_str())];
    let kept = member.post("/edit/account/second-factor/remove", &fields).await;
    assert_eq!(kept.status, 422);
    assert!(kept.text(".error-summary").contains("required"));
}

#[tokio::test]
async fn a_planted_token_is_worth_nothing() {
    let server = TestServer::on(TODAY).await;
    let member = server.member(Role::Editor).await;
    member.plant("postura=planted; Path=/");
    member.sign_in().await;
    assert!(!member.cookies().contains("planted"), "signing in gives a new token");
    let (secret, _) = add_second_factor(&server, &member).await;

    // Somebody who knows the token from before the second factor does not get in with it afterwards.
    let elsewhere = member.elsewhere();
    elsewhere.sign_in().await;
    let before = elsewhere.cookies();
    server.clock.advance(TimeDelta::seconds(60));
    elsewhere.post("/login/code", &[("code", &totp_code(&secret, server.clock.now()))]).await;
    assert_ne!(elsewhere.cookies(), before);
    let thief = member.elsewhere();
    for cookie in before.split("; ") {
        thief.plant(&format!("{cookie}; Path=/"));
    }
    assert_eq!(thief.get("/edit").await.header("location"), Some("/login?next=%2Fedit"));
}

#[tokio::test]
async fn a_session_ends_after_a_while_by_signing_out_and_from_elsewhere() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let is_in = async |member: &Member| member.get("/edit").await.status == 200;

    server.clock.advance(TimeDelta::hours(7));
    assert!(is_in(&member).await, "used every now and then it goes on");
    server.clock.advance(TimeDelta::hours(7));
    assert!(is_in(&member).await);
    server.clock.advance(TimeDelta::hours(8));
    assert!(!is_in(&member).await, "eight hours without use are the end");
    member.sign_in().await;
    for _ in 0..14 {
        server.clock.advance(TimeDelta::hours(5));
        assert!(is_in(&member).await);
    }
    server.clock.advance(TimeDelta::hours(2));
    assert!(!is_in(&member).await, "so are 72 hours in any case");

    member.sign_in().await;
    let stolen = member.elsewhere();
    for cookie in member.cookies().split("; ") {
        stolen.plant(&format!("{cookie}; Path=/"));
    }
    assert!(is_in(&stolen).await);
    member.post("/logout", &[]).await;
    assert!(!is_in(&member).await && !is_in(&stolen).await, "signing out ends the session, not only the cookie");

    member.sign_in().await;
    let elsewhere = member.elsewhere();
    elsewhere.sign_in().await;
    let page = member.get("/edit/account").await;
    let other = page.attributes("input[name=session]", "value").remove(0);
    member.post("/edit/account/sessions", &[("session", &other)]).await;
    assert!(is_in(&member).await && !is_in(&elsewhere).await);
    elsewhere.sign_in().await;
    let fields = [
        ("password", member.password.as_str()),
        ("new-password", "another four words"),
        ("repeat-password", "another four words"),
    ];
    assert_eq!(member.post("/edit/account", &fields).await.status, 200);
    assert!(is_in(&member).await && !is_in(&elsewhere).await, "a new password ends the other sessions");
}

#[tokio::test]
async fn nobody_s_sessions_can_be_ended_by_somebody_else() {
    let server = TestServer::on(TODAY).await;
    let (editor, reviewer) = (server.signed_in(Role::Editor).await, server.signed_in(Role::Reviewer).await);
    let elsewhere = editor.elsewhere();
    elsewhere.sign_in().await;
    let theirs = editor.get("/edit/account").await.attributes("input[name=session]", "value").remove(0);
    reviewer.post("/edit/account/sessions", &[("session", &theirs)]).await;
    assert_eq!((editor.get("/edit").await.status, elsewhere.get("/edit").await.status), (200, 200));
}

#[tokio::test]
async fn what_was_typed_when_the_session_was_over_is_back_after_signing_in() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Admin).await;
    server.clock.advance(TimeDelta::hours(9));
    let typed = [("name", "Ana \"<b>\" O\u{2019}Neil"), ("email", "ana@example.org"), ("role", "reviewer")];
    let kept = member.post("/edit/users", &typed).await;
    assert_eq!(kept.status, 401);
    assert!(kept.text(".notice").contains("What you typed is kept"));
    let hidden = |reply: &acceptance::Reply| -> Vec<(String, String)> {
        let names = reply.attributes("form.stacked input[type=hidden]", "name");
        names.into_iter().zip(reply.attributes("form.stacked input[type=hidden]", "value")).collect()
    };
    let mut fields = hidden(&kept);
    fields.extend([("email".to_owned(), member.email.clone()), ("password".to_owned(), "wrong password".to_owned())]);
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let again = member.post("/login", &sent).await;
    assert_eq!(again.status, 401);
    let mut fields = hidden(&again);
    fields.extend([("email".to_owned(), member.email.clone()), ("password".to_owned(), member.password.clone())]);
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let back = member.post("/login", &sent).await;
    assert_eq!((back.status, back.attributes("form.stacked", "action")), (200, vec!["/edit/users".to_owned()]));
    let fields = hidden(&back);
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(sent, typed);
    assert_eq!(member.post("/edit/users", &sent).await.status, 200);
    assert!(member.get("/edit/users").await.text("table").contains("Ana \"<b>\" O\u{2019}Neil"));
}

#[tokio::test]
async fn an_admin_opens_changes_and_closes_accounts_but_not_the_last_admin_s() {
    let server = TestServer::on(TODAY).await;
    let admin = server.signed_in(Role::Admin).await;
    let wrong = admin.post("/edit/users", &[("name", ""), ("email", "no address"), ("role", "editor")]).await;
    assert_eq!((wrong.status, wrong.all(".error-summary li").len()), (422, 2));
    assert_eq!(wrong.attributes("#email", "value"), ["no address"]);
    let taken = admin.post("/edit/users", &[("name", "A"), ("email", "ADMIN@example.org"), ("role", "editor")]).await;
    assert!(taken.text(".error-summary").contains("already"));
    let added = admin.post("/edit/users", &[("name", "Eva"), ("email", "eva@example.org"), ("role", "editor")]).await;
    let link = added.text(".one-time-link");
    let path = link.trim_start_matches(&format!("http://{}", server.address)).to_owned();
    assert!(path.starts_with("/password/"), "{link}");

    let eva = Member::new(server.address, "eva@example.org");
    assert_eq!(eva.sign_in().await.status, 401, "no password yet");
    let short = eva.post(&path, &[("new-password", "short"), ("repeat-password", "short")]).await;
    assert_eq!(short.status, 422);
    let unlike = eva.post(&path, &[("new-password", &eva.password), ("repeat-password", "something else")]).await;
    assert_eq!(unlike.status, 422);
    let set = eva.post(&path, &[("new-password", &eva.password), ("repeat-password", &eva.password)]).await;
    assert_eq!(set.status, 200);
    assert_eq!(
        eva.post(&path, &[("new-password", &eva.password), ("repeat-password", &eva.password)]).await.status,
        410
    );
    assert_eq!(eva.sign_in().await.status, 303);

    let users = admin.get("/edit/users").await;
    let of = |name: &str| {
        let links = users.attributes("tbody a", "href");
        let names = users.texts("tbody a");
        links[names.iter().position(|other| other == name).expect(name)].clone()
    };
    let closed = admin.post(&of("Eva"), &[("name", "Eva"), ("role", "editor")]).await;
    assert_eq!(closed.status, 303);
    assert_eq!((eva.get("/edit").await.status, eva.sign_in().await.status), (303, 401), "closed");
    let last = admin.post(&of("admin"), &[("name", "admin"), ("role", "editor"), ("active", "yes")]).await;
    assert_eq!(last.status, 422);
    assert!(last.text(".error-summary").contains("last admin"));
    assert_eq!(admin.get("/edit/users").await.status, 200);
}

#[tokio::test]
async fn a_link_is_good_for_two_days() {
    let server = TestServer::on(TODAY).await;
    let admin = server.signed_in(Role::Admin).await;
    let added = admin.post("/edit/users", &[("name", "Eva"), ("email", "eva@example.org"), ("role", "editor")]).await;
    let link = added.text(".one-time-link");
    let path = link.trim_start_matches(&format!("http://{}", server.address)).to_owned();
    server.clock.advance(TimeDelta::hours(47));
    assert_eq!(server.visitor().get(&path).await.status, 200);
    server.clock.advance(TimeDelta::hours(1));
    assert_eq!(server.visitor().get(&path).await.status, 410);
}

#[tokio::test]
async fn over_plain_http_from_elsewhere_nobody_signs_in() {
    let server = server(Setup { cookies: CookiePolicy::Never, ..Setup::default() }).await;
    let member = server.member(Role::Editor).await;
    let reply = member.sign_in().await;
    assert!(reply.header("set-cookie").is_none() && reply.text("main").contains("https"), "{}", reply.body);
    assert_eq!(reply.all("input[type=password]").len(), 0);
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let server = server(Setup { cookies: CookiePolicy::Https, ..Setup::default() }).await;
    let reply = server.member(Role::Editor).await.sign_in().await;
    let cookie = reply.header("set-cookie").expect("a cookie");
    assert!(
        cookie.starts_with("__Host-postura=") && cookie.contains("Secure") && cookie.contains("HttpOnly"),
        "{cookie}"
    );
}

#[tokio::test]
async fn tokens_and_passwords_are_kept_as_hashes_only() {
    let server = TestServer::on(TODAY).await;
    let member = server.signed_in(Role::Editor).await;
    let token = member.cookies().replace("postura=", "");
    assert!(token.len() >= 43, "256 bits: {token}");
    let password = member.password.clone();
    let store::DatabaseAddress::Sqlite(path) = &server.database.address else { unreachable!("a file") };
    let log = format!("{}-wal", path.display());
    let mut bytes = std::fs::read(path).expect("a file");
    bytes.extend(std::fs::read(log).expect("a write-ahead log"));
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("argon2id") && holds(&member.email), "the file is the one");
    assert!(!holds(&token) && !holds(&password));
}

#[tokio::test]
async fn every_change_to_an_account_is_one_row_in_the_audit_log() {
    let server = TestServer::on(TODAY).await;
    let rows = async || server.database.number("SELECT COUNT(*) FROM audit").await;
    let before = rows().await;
    let admin = server.signed_in(Role::Admin).await;
    assert_eq!(rows().await, before + 3, "the account, its password, signing in");
    let mut expected = rows().await;
    let password = admin.password.clone();
    for (path, fields) in [
        ("/edit/users", vec![("name", "Eva"), ("email", "eva@example.org"), ("role", "editor")]),
        ("/edit/users/2", vec![("name", "Eva B."), ("role", "reviewer"), ("active", "yes")]),
        ("/edit/users/2/link", vec![]),
        ("/edit/users/2/second-factor/remove", vec![]),
        ("/edit/account/sessions", vec![]),
        (
            "/edit/account",
            vec![
                ("password", password.as_str()),
                ("new-password", "another four words"),
                ("repeat-password", "another four words"),
            ],
        ),
        ("/logout", vec![]),
    ] {
        let reply = admin.post(path, &fields).await;
        assert!(reply.status == 200 || reply.status == 303, "{path}: {}", reply.status);
        expected += 1;
        assert_eq!(rows().await, expected, "{path}");
    }
    let check = server.database.open().await.verify_audit().await.expect("a check");
    assert_eq!((check.broken, i64::try_from(check.right).expect("few")), (None, expected));
}
