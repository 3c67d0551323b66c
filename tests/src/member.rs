//! Somebody with an account, in a browser of their own, without JavaScript.

use std::{net::SocketAddr, sync::Arc};

use reqwest::{
    Client, Url,
    cookie::{CookieStore, Jar},
    multipart::{Form, Part},
    redirect::Policy,
};

use crate::Reply;

/// What came back, as it is.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it leads.
    pub location: Option<String>,
    /// The body.
    pub body: String,
}

/// A person with an account and a browser.
#[derive(Clone)]
pub struct Member {
    client: Client,
    cookies: Arc<Jar>,
    base: String,
    /// What they sign in with.
    pub email: String,
    /// Their password.
    pub password: String,
}

impl Member {
    /// Somebody with an address and the password that all have in tests.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn new(address: SocketAddr, email: &str) -> Self {
        let cookies = Arc::new(Jar::default());
        let client = Client::builder().redirect(Policy::none()).cookie_provider(Arc::clone(&cookies)).build();
        Self {
            client: client.expect("a client"),
            cookies,
            base: format!("http://{address}"),
            email: email.to_owned(),
            password: "four words in a row".to_owned(),
        }
    }

    /// The same person in another browser.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        let address = self.base.trim_start_matches("http://").parse().expect("an address");
        Self { password: self.password.clone(), ..Self::new(address, &self.email) }
    }

    /// Signs in with the password.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn sign_in(&self) -> Reply {
        self.post("/login", &[("email", &self.email), ("password", &self.password)]).await
    }

    /// Goes to an address.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn get(&self, path: &str) -> Reply {
        Reply::of(self.client.get(format!("{}{path}", self.base)), path).await
    }

    /// Sends a form, as a page of the site does.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        self.post_with(path, fields, &[("origin", &self.base), ("sec-fetch-site", "same-origin")]).await
    }

    /// Sends a form with a file, as a page of the site does.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn post_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Reply {
        Reply::of(self.with_file(path, fields, field, name, bytes), path).await
    }

    /// The status that a form with a file gets; 0 where nothing answers.
    pub async fn post_file_status(&self, path: &str, field: &str, name: &str, bytes: Vec<u8>) -> u16 {
        Answer::of(self.with_file(path, &[], field, name, bytes)).await.map_or(0, |answer| answer.status)
    }

    fn with_file(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> reqwest::RequestBuilder {
        let file = Part::bytes(bytes).file_name(name.to_owned());
        let form =
            fields.iter().fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
        let request = self.client.post(format!("{}{path}", self.base)).header("origin", &self.base);
        request.header("sec-fetch-site", "same-origin").multipart(form.part(field.to_owned(), file))
    }

    /// Sends a form with headers of the test's choice.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn post_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body = words::paths::encode(fields);
        let mut request = self.client.post(format!("{}{path}", self.base)).body(body);
        request = request.header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Reply::of(request, path).await
    }

    /// The same browser at another address of the same machine.
    #[must_use]
    pub fn at(&self, address: SocketAddr) -> Self {
        Self { base: format!("http://{address}"), ..self.clone() }
    }

    /// Goes to an address of a server that may be gone.
    pub async fn try_get(&self, path: &str) -> Option<Answer> {
        Answer::of(self.client.get(format!("{}{path}", self.base))).await
    }

    /// Sends a form to a server that may be gone.
    pub async fn try_post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let request = self.client.post(format!("{}{path}", self.base)).body(words::paths::encode(fields));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        Answer::of(request.header("origin", &self.base).header("sec-fetch-site", "same-origin")).await
    }

    /// The cookies that the browser holds, as it sends them.
    ///
    /// # Panics
    /// When the address is none.
    #[must_use]
    pub fn cookies(&self) -> String {
        let url: Url = self.base.parse().expect("an address");
        self.cookies.cookies(&url).and_then(|value| value.to_str().map(str::to_owned).ok()).unwrap_or_default()
    }

    /// Puts a cookie into the browser.
    ///
    /// # Panics
    /// When the address is none.
    pub fn plant(&self, cookie: &str) {
        self.cookies.add_cookie_str(cookie, &self.base.parse().expect("an address"));
    }
}

impl Answer {
    async fn of(request: reqwest::RequestBuilder) -> Option<Self> {
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        let location = response.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        Some(Self { status, location, body: response.text().await.ok()? })
    }

    /// The value of the first field of a name in a form of it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let named = self.body.split_once(&format!("name=\"{name}\""))?.1;
        let tag = named.split_once('>')?.0;
        tag.split_once("value=\"").and_then(|(_, value)| value.split_once('"')).map(|(value, _)| value.to_owned())
    }
}

/// The code that an authenticator shows for a secret at a moment.
///
/// # Panics
/// When the secret is none.
#[must_use]
pub fn totp_code(secret: &str, now: chrono::DateTime<chrono::Utc>) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("a secret");
    let totp = totp_rs::Builder::new().with_secret(secret).build().expect("an authenticator");
    totp.generate(now.timestamp().unsigned_abs()).to_string()
}
