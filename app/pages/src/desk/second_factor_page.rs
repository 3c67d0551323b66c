//! Setting a second factor up.

use domain::Locale;
use leptos::prelude::*;
use qrcode::{Color, QrCode};
use service::accounts::{AccountError, OfferedFactor};
use words::{paths::Address, text};

use super::{
    hidden, page,
    sign_in_page::{code_field, password_field},
    status_of,
};
use crate::{
    components::{ErrorSummary, FieldError, Kept, error_of},
    document::Page,
};

/// The light border around the code, in modules (ISO/IEC 18004, section 6.3.8).
const BORDER: usize = 4;

/// The page that sets a second factor up. `required` says that nothing else can be done before.
#[must_use]
pub fn second_factor_page(locale: Locale, offer: OfferedFactor, required: bool, error: Option<&AccountError>) -> Page {
    let errors = match error {
        None => Vec::new(),
        Some(AccountError::WrongPassword) => {
            vec![FieldError::new("password", text!(locale, account.wrong_password))]
        }
        Some(_) => vec![FieldError::new("code", text!(locale, sign_in.code_wrong))],
    };
    page(status_of(&errors), text!(locale, account.add_factor), Address::SecondFactor, move || {
        let password = password_field(
            "password",
            text!(locale, account.old_password),
            "current-password",
            None,
            error_of(&errors, "password"),
        );
        let code = code_field(text!(locale, account.first_code), None, error_of(&errors, "code"));
        let required = required.then(|| view! { <p class="notice">{text!(locale, account.factor_required)}</p> });
        let grouped: Vec<String> =
            offer.secret.as_bytes().chunks(4).map(|part| String::from_utf8_lossy(part).into_owned()).collect();
        view! {
            <div class="prose">
                <ErrorSummary locale errors kept=Kept::Nothing/>
                <h1>{text!(locale, account.add_factor)}</h1>
                {required}
                <p>{text!(locale, account.factor_scan)}</p>
                {qr_code(locale, &offer.address)}
                <p>{text!(locale, account.factor_type)} " " <code class="secret">{grouped.join(" ")}</code></p>
                <form method="post" action=Address::SecondFactor.in_locale(locale) class="stacked" novalidate>
                    {hidden(("secret".to_owned(), offer.secret))} {code.view()} {password.view()}
                    <button type="submit">{text!(locale, account.add_factor)}</button>
                </form>
            </div>
        }
        .into_any()
    })
}

/// A QR code as a picture; nothing when the text is too long for one.
fn qr_code(locale: Locale, text: &str) -> Option<AnyView> {
    let code = QrCode::new(text).ok()?;
    let width = code.width();
    let path = code
        .to_colors()
        .chunks(width)
        .enumerate()
        .flat_map(|(y, row)| row.iter().enumerate().map(move |(x, color)| (x, y, *color)))
        .filter(|(_, _, color)| *color == Color::Dark)
        .map(|(x, y, _)| format!("M{} {}h1v1h-1z", x + BORDER, y + BORDER))
        .collect::<Vec<_>>()
        .concat();
    let side = width + 2 * BORDER;
    let box_ = format!("0 0 {side} {side}");
    Some(
        view! {
            <svg class="qr" viewBox=box_ role="img" aria-label=text!(locale, account.qr_code)>
                <rect width=side height=side class="qr-light"></rect>
                <path d=path class="qr-dark"></path>
            </svg>
        }
        .into_any(),
    )
}

/// The page that shows new recovery codes, this one time.
#[must_use]
pub fn recovery_codes_page(locale: Locale, codes: Vec<String>) -> Page {
    page(200, text!(locale, account.recovery_codes), Address::Account, move || {
        let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
        view! {
            <div class="prose">
                <h1>{text!(locale, account.recovery_codes)}</h1>
                <p>{text!(locale, account.recovery_codes_text)}</p>
                <ul class="codes">{codes}</ul>
                <p><a href=Address::Account.in_locale(locale)>{text!(locale, account.codes_kept)}</a></p>
            </div>
        }
        .into_any()
    })
}
