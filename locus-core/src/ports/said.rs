//! What the system says of a failure, in the words of a refusal.

/// The system's words, without its number and as a part of a sentence.
#[must_use]
pub fn said(error: &std::io::Error) -> String {
    let said = error.to_string();
    let said = said.split(" (os error ").next().unwrap_or_default();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Error;

    #[test]
    fn words_without_a_number() {
        assert_eq!(said(&Error::other("it is no file")), "it is no file");
        assert!(!said(&Error::from_raw_os_error(6)).contains("(os error"));
    }
}
