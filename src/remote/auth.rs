//! What tells an engine who asks: [HTTP authentication](https://www.rfc-editor.org/rfc/rfc9110#name-http-authentication).

use super::signed::Signed;
use super::{digest, sigv4};
use crate::error::{EngineError, Result};
use crate::project::Auth;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ureq::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Who asks, with the secrets of the environment.
pub enum Credentials {
    None,
    Basic { user: String, password: String },
    Digest { user: String, password: String },
    Bearer { token: String, variable: String },
    Sigv4(sigv4::Keys),
}

impl Credentials {
    /// Reads the secrets of an engine from the environment.
    ///
    /// # Errors
    /// If a variable that the settings name is not set.
    pub fn of(engine: &str, auth: Option<&Auth>) -> Result<Self> {
        let secret = |variable: &str| {
            let unset = || EngineError::NoSecret {
                engine: engine.to_owned(),
                variable: variable.to_owned(),
            };
            std::env::var(variable).map_err(|_| unset())
        };
        Ok(match auth {
            None => Self::None,
            Some(Auth::Basic { user, password_env }) => Self::Basic {
                user: user.clone(),
                password: secret(password_env)?,
            },
            Some(Auth::Digest { user, password_env }) => Self::Digest {
                user: user.clone(),
                password: secret(password_env)?,
            },
            Some(Auth::Bearer { token_env }) => Self::Bearer {
                token: secret(token_env)?,
                variable: token_env.clone(),
            },
            Some(Auth::Sigv4 {
                region,
                access_key_env,
                secret_key_env,
                session_token_env,
            }) => Self::Sigv4(sigv4::Keys {
                region: region.clone(),
                access_key: secret(access_key_env)?,
                secret_key: secret(secret_key_env)?,
                session_token: session_token_env.as_deref().map(secret).transpose()?,
            }),
        })
    }

    /// Returns whether nothing tells who asks until the engine has challenged a request.
    pub fn wait_for_challenge(&self) -> bool {
        matches!(self, Self::Digest { .. })
    }

    /// Returns the headers that a request needs before an engine has asked for any.
    ///
    /// # Errors
    /// If a secret has characters that a header cannot have.
    pub fn headers(&self, request: &Signed) -> Result<HeaderMap> {
        let mut headers = HeaderMap::new();
        match self {
            Self::None | Self::Digest { .. } => {}
            Self::Basic { user, password } => {
                let encoded = STANDARD.encode(format!("{user}:{password}"));
                let value = sendable(&format!("Basic {encoded}"), "password-env")?;
                headers.insert(header::AUTHORIZATION, value);
            }
            Self::Bearer { token, variable } => {
                let value = sendable(&format!("Bearer {token}"), variable)?;
                headers.insert(header::AUTHORIZATION, value);
            }
            Self::Sigv4(keys) => {
                for (name, value) in sigv4::headers(keys, request) {
                    headers.insert(
                        HeaderName::from_static(name),
                        sendable(&value, "session-token-env")?,
                    );
                }
            }
        }
        Ok(headers)
    }

    /// Returns the header that answers the challenges of an engine that has refused a request (status 401), if it can be answered.
    ///
    /// # Errors
    /// As [`Credentials::headers`].
    pub fn answer(&self, challenges: &[&str], request: &Signed) -> Result<Option<HeaderValue>> {
        let Self::Digest { user, password } = self else {
            return Ok(None);
        };
        let Some(challenge) = challenges
            .iter()
            .find_map(|text| digest::Challenge::of(text))
        else {
            return Ok(None);
        };
        let target = request
            .uri
            .path_and_query()
            .map_or("/", |target| target.as_str());
        let nonce = format!("{:032x}", rand::random::<u128>());
        let value = challenge.answer((user, password), (request.method.as_str(), target), &nonce);
        sendable(&value, "password-env").map(Some)
    }
}

/// Returns a secret as the value of a header that is not logged.
fn sendable(value: &str, variable: &str) -> Result<HeaderValue> {
    let unsendable = |_| EngineError::UnsendableSecret {
        variable: variable.to_owned(),
    };
    let mut value = HeaderValue::from_str(value).map_err(unsendable)?;
    value.set_sensitive(true);
    Ok(value)
}
