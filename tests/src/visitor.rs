//! Somebody who reads pages, without JavaScript.

use std::net::SocketAddr;

use reqwest::{Client, header::HeaderMap, redirect::Policy};
use scraper::{ElementRef, Html, Selector};

/// A reader.
pub struct Visitor {
    client: Client,
    base: String,
}

/// What came back.
pub struct Reply {
    /// The address asked for.
    pub path: String,
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it was sent.
    pub bytes: Vec<u8>,
    /// The body, as far as it is text.
    pub body: String,
    /// The body, as a browser reads it.
    pub html: Html,
}

impl Visitor {
    /// A reader of the server at an address, who does not follow redirects.
    ///
    /// # Panics
    /// When no client can be made.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().expect("a client");
        Self { client, base: format!("http://{address}") }
    }

    /// Goes to an address.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.client.get(format!("{}{path}", self.base)), path).await
    }

    /// Sends a request of another form.
    ///
    /// # Panics
    /// When nothing answers.
    pub async fn request(&self, method: reqwest::Method, path: &str, headers: &[(&str, &str)], body: String) -> Reply {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, path).await
    }

    async fn send(&self, request: reqwest::RequestBuilder, path: &str) -> Reply {
        Reply::of(request, path).await
    }
}

impl Reply {
    /// Sends a request and takes what comes back.
    ///
    /// # Panics
    /// When nothing answers.
    pub(crate) async fn of(request: reqwest::RequestBuilder, path: &str) -> Self {
        let response = request.send().await.expect(path);
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.expect(path).to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        Self { path: path.to_owned(), status, headers, html: Html::parse_document(&body), body, bytes }
    }

    /// The elements that a selector finds.
    ///
    /// # Panics
    /// When the selector is none.
    #[must_use]
    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).expect(selector)).collect()
    }

    /// The text of the first element that a selector finds, with single spaces.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn text(&self, selector: &str) -> String {
        let element = self.all(selector).into_iter().next();
        text_of(element.unwrap_or_else(|| panic!("{} has no {selector}", self.path)))
    }

    /// The texts of all elements that a selector finds, with single spaces.
    #[must_use]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).into_iter().map(text_of).collect()
    }

    /// An attribute of every element that a selector finds.
    #[must_use]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        self.all(selector).into_iter().filter_map(|element| element.attr(name)).map(str::to_owned).collect()
    }

    /// A header, as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

fn text_of(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
