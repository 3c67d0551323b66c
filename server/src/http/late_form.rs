//! What somebody typed into a form and sent when their session was over. It is not stored: it travels
//! through the pages of signing in, in hidden fields, until it can be sent again.

use super::forms::FormFields;

/// What stands before the name of every kept field.
const PREFIX: &str = "kept:";

/// The field with the address the form goes to.
const PATH: &str = "kept-path";

/// A form on its way through signing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LateForm {
    /// Where it goes to.
    pub(super) path: String,
    /// What was typed.
    pub(super) fields: FormFields,
}

impl LateForm {
    /// Takes a kept form out of the fields of a page of signing in.
    pub(super) fn read(fields: &FormFields) -> Option<Self> {
        let path = fields.get(PATH);
        let kept = fields
            .pairs()
            .iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone())));
        is_own_path(path).then(|| Self { path: path.to_owned(), fields: kept.collect() })
    }

    /// The hidden fields that carry it.
    pub(super) fn hidden_fields(&self) -> Vec<(String, String)> {
        let path = [(PATH.to_owned(), self.path.clone())];
        let fields = self.fields.pairs().iter().map(|(name, value)| (format!("{PREFIX}{name}"), value.clone()));
        path.into_iter().chain(fields).collect()
    }
}

/// Whether a path leads to this site: a link to another must not look like one of ours.
pub(super) fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.contains(char::is_control)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_paths_of_this_site_are_gone_back_to() {
        assert!(is_own_path("/edit") && is_own_path("/es/edit/drafts/7?x=//y"));
        for bad in [
            "",
            "edit",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "https://elsewhere.example",
            "/\t/x",
            "/\u{1}",
            "/\u{7f}",
        ] {
            assert!(!is_own_path(bad), "{bad:?} was taken");
        }
    }

    proptest! {
        #[test]
        fn what_was_typed_comes_through(fields in proptest::collection::vec(("[a-z:-]{1,12}", "\\PC{0,40}"), 0..8)) {
            let kept = LateForm { path: "/edit/x".to_owned(), fields: fields.into_iter().collect() };
            let others = [("email".to_owned(), "a@b.c".to_owned())];
            let sent: FormFields = kept.hidden_fields().into_iter().chain(others).collect();
            prop_assert_eq!(LateForm::read(&sent), Some(kept));
        }
    }
}
