//! One change as somebody makes it: a form that is sent, until the answer, after which every page shows what changed.

use std::time::Instant;

use anyhow::{Context, ensure};

use super::{
    TIMES, WARM_UP,
    client::Client,
    figures::Times,
    server::{ADDRESS, postura},
};
use crate::run::output;

/// Withdraws statements of a record that has so many, one after the other.
pub(super) fn withdrawals(url: &str, count: usize) -> anyhow::Result<Times> {
    let mut client = Client::connect(ADDRESS)?;
    let cookie = sign_in(&mut client, url)?;
    let mut times = Vec::with_capacity(TIMES);
    for at in 0..WARM_UP + TIMES {
        let slug = format!("generated-2026-{:08}", at * 7_919 % count + 1);
        let begun = Instant::now();
        let answer = client.post(&format!("/edit/statements/{slug}/withdraw"), "version=1&reason=Measured", &cookie)?;
        let taken = begun.elapsed();
        ensure!(answer.status == 303, "{slug} was not withdrawn: {}", answer.status);
        ensure!(client.status_of(&format!("/statements/{slug}"))? == 410, "{slug} is still shown");
        if at >= WARM_UP {
            times.push(taken);
        }
    }
    Ok(Times::new(times))
}

/// Opens an account and signs in with it; gives the cookie.
fn sign_in(client: &mut Client, url: &str) -> anyhow::Result<String> {
    let account = ["--name", "Reviewer", "--email", "reviewer@example.org", "--role", "reviewer"];
    let link = output(postura().args(["user", "add", "--database-url", url]).args(account))?;
    let place = link.find("/password/").context("user add gave no link")?;
    let password = "new-password=four+words+in+a+row&repeat-password=four+words+in+a+row";
    ensure!(client.post(link[place..].trim(), password, "")?.status == 200, "the password was not taken");
    let answer = client.post("/login", "email=reviewer%40example.org&password=four+words+in+a+row", "")?;
    answer.cookie.context("signing in gave no cookie")
}
