//! Accounts and sessions.

use chrono::{DateTime, Utc};
use domain::{EmailAddress, Role, User, UserId};
use service::ports::{Account, AccountStore, AccountTransaction, SecondFactor, StoreError, StoredSession, TokenHash};

use super::{Record, sql, writing::Writing};
use crate::{
    account_rows::{AccountRow, SessionRow},
    rows::unavailable,
};

/// How long a reader waits until the use of the session is noted; it goes on by itself then.
const NOTING: std::time::Duration = std::time::Duration::from_millis(250);

#[async_trait::async_trait]
impl AccountStore for Record {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_account(&self, id: UserId) -> Result<Option<Account>, StoreError> {
        self.find_row::<AccountRow, _>(sqlx::query_as(sql::ACCOUNT_BY_ID).bind(id.0)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_account_by_email(&self, email: &EmailAddress) -> Result<Option<Account>, StoreError> {
        self.find_row::<AccountRow, _>(sqlx::query_as(sql::ACCOUNT_BY_EMAIL).bind(email.as_str())).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_accounts(&self) -> Result<Vec<Account>, StoreError> {
        self.list_rows::<AccountRow, _>(sqlx::query_as(sql::ACCOUNTS)).await
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_session(&self, hash: &TokenHash) -> Result<Option<StoredSession>, StoreError> {
        let row: Option<SessionRow> = sqlx::query_as(sql::SESSION_BY_HASH)
            .bind(&hash.0)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(row.map(Into::into))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn list_sessions(&self, user: UserId) -> Result<Vec<StoredSession>, StoreError> {
        let rows: Vec<SessionRow> = sqlx::query_as(sql::SESSIONS_OF_ACCOUNT)
            .bind(user.0)
            .fetch_all(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_password_link(&self, hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(sql::PASSWORD_LINK)
            .bind(&hash.0)
            .bind(now)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(id.map(UserId))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn count_recovery_codes(&self, user: UserId) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(sql::COUNT_RECOVERY_CODES)
            .bind(user.0)
            .fetch_one(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(count.unsigned_abs())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn touch_session(&self, hash: &TokenHash, now: DateTime<Utc>) {
        if self.read_only {
            return;
        }
        let (connections, hash) = (self.unlogged().clone(), hash.0.clone());
        let noting = tokio::spawn(async move {
            let noted = sqlx::query(sql::TOUCH_SESSION).bind(hash).bind(now).execute(&connections).await;
            if let Err(error) = noted {
                tracing::warn!(%error, "the use of a session could not be noted");
            }
        });
        // Not yet noted is not wrong, and where it panicked that is in the log.
        drop(tokio::time::timeout(NOTING, noting).await);
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn find_browser(&self, hash: &TokenHash, used_after: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(sql::KNOWN_BROWSER)
            .bind(&hash.0)
            .bind(used_after)
            .fetch_optional(&mut *self.reader().await?)
            .await
            .map_err(unavailable)?;
        Ok(id.map(UserId))
    }
}

#[async_trait::async_trait]
impl AccountTransaction for Writing {
    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_account(
        &mut self,
        name: &str,
        email: &EmailAddress,
        role: Role,
        now: DateTime<Utc>,
    ) -> Result<Option<UserId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(sql::ADD_ACCOUNT)
            .bind(name)
            .bind(email.as_str())
            .bind(role.code())
            .bind(now)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok(id.map(UserId))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_user(&mut self, user: &User) -> Result<(), StoreError> {
        self.run(
            sqlx::query(sql::SAVE_USER)
                .bind(user.id.0)
                .bind(&user.name)
                .bind(user.role.code())
                .bind(i64::from(user.active)),
        )
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn count_admins(&mut self) -> Result<u64, StoreError> {
        let count: i64 =
            sqlx::query_scalar(sql::COUNT_ADMINS).fetch_one(&mut *self.transaction).await.map_err(unavailable)?;
        Ok(count.unsigned_abs())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_password(&mut self, user: UserId, hash: &str) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::SET_PASSWORD).bind(user.0).bind(hash)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_password_link(
        &mut self,
        user: UserId,
        hash: &TokenHash,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::SAVE_PASSWORD_LINK).bind(user.0).bind(&hash.0).bind(expires_at)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn use_password_link(&mut self, hash: &TokenHash, now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let id: Option<i64> = sqlx::query_scalar(sql::USE_PASSWORD_LINK)
            .bind(&hash.0)
            .bind(now)
            .fetch_optional(&mut *self.transaction)
            .await
            .map_err(unavailable)?;
        Ok(id.map(UserId))
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_second_factor(&mut self, user: UserId, factor: Option<&SecondFactor>) -> Result<(), StoreError> {
        self.run(
            sqlx::query(sql::SET_SECOND_FACTOR)
                .bind(user.0)
                .bind(factor.map(|factor| factor.secret.as_str()))
                .bind(factor.map(|factor| factor.last_step)),
        )
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn use_code(&mut self, user: UserId, step: i64) -> Result<bool, StoreError> {
        let done = self.run(sqlx::query(sql::USE_CODE).bind(user.0).bind(step)).await?;
        Ok(done == 1)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn set_recovery_codes(&mut self, user: UserId, hashes: &[TokenHash]) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::CLEAR_RECOVERY_CODES).bind(user.0)).await?;
        for hash in hashes {
            self.run(sqlx::query(sql::ADD_RECOVERY_CODE).bind(user.0).bind(&hash.0)).await?;
        }
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn use_recovery_code(&mut self, user: UserId, hash: &TokenHash) -> Result<bool, StoreError> {
        let done = self.run(sqlx::query(sql::USE_RECOVERY_CODE).bind(user.0).bind(&hash.0)).await?;
        Ok(done == 1)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn add_session(&mut self, session: &StoredSession) -> Result<(), StoreError> {
        self.run(
            sqlx::query(sql::ADD_SESSION)
                .bind(&session.hash.0)
                .bind(session.user.0)
                .bind(i64::from(session.awaiting_code))
                .bind(&session.agent)
                .bind(session.created_at)
                .bind(session.last_seen_at),
        )
        .await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn save_browser(
        &mut self,
        hash: &TokenHash,
        user: UserId,
        now: DateTime<Utc>,
        unused_since: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::REMOVE_OLD_BROWSERS).bind(unused_since)).await?;
        self.run(sqlx::query(sql::SAVE_BROWSER).bind(&hash.0).bind(user.0).bind(now)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn forget_browsers(&mut self, user: UserId) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::REMOVE_BROWSERS).bind(user.0)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn confirm_session(&mut self, hash: &TokenHash, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::CONFIRM_SESSION).bind(&hash.0).bind(now)).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn end_session(&mut self, user: UserId, hash: &TokenHash) -> Result<bool, StoreError> {
        let done = self.run(sqlx::query(sql::END_SESSION).bind(user.0).bind(&hash.0)).await?;
        Ok(done == 1)
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn end_sessions(&mut self, user: UserId, except: Option<&TokenHash>) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::END_SESSIONS).bind(user.0).bind(except.map_or("", |hash| hash.0.as_str()))).await?;
        Ok(())
    }

    #[tracing::instrument(level = "debug", skip_all)]
    async fn remove_old_sessions(
        &mut self,
        began_before: DateTime<Utc>,
        used_before: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.run(sqlx::query(sql::REMOVE_OLD_SESSIONS).bind(began_before).bind(used_before)).await?;
        Ok(())
    }
}
