//! Every SQL statement, as constants, once for each database.
//!
//! Parameters are `$1`, `$2`, ... on both. Lists of values are handed over as one JSON array, because
//! that is the one form of list both databases take as a parameter; how such arrays are opened and made
//! are the only fragments that differ.

/// Declares constants and `ALL`, which lists them with their names.
macro_rules! constants {
    ($($(#[$meta:meta])* $name:ident = $text:expr;)+) => {
        $($(#[$meta])* pub const $name: &str = $text;)+
        /// Every statement with its name.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $name)),+];
    };
}

macro_rules! define_sql {
    (
        numbers_1: $numbers_1:literal, texts_1: $texts_1:literal, texts_2: $texts_2:literal,
        array: $array:literal, array_of_rows: $array_of_rows:literal, as_text: $as_text:literal
    ) => {
        // What belongs to a statement comes with it, as arrays of arrays in no order: one answer of the database instead
        // of four, and as many rows as statements. Put in order by the database, each array would be sorted in a table
        // of its own.
        macro_rules! statements {
            ($where_and_order:expr) => {
                concat!(
                    "SELECT s.id, s.external_id, s.slug, h.slug AS stakeholder, p.name AS speaker, s.speaker_role, \
                     s.speaker_role_language, s.said_on, s.said_on_bound, s.text, s.language, s.directness, s.venue, s.restates, s.quote_check, \
                     s.note, s.status, s.version, s.recorded_on, s.checked, \
                     (SELECT ", $array_of_rows, "(", $array, "(l.language, l.text, l.kind))",
                    $as_text, " FROM translation l WHERE l.statement_id = s.id) AS translations, \
                     (SELECT ", $array_of_rows, "(", $array, "(q.ordinal, t.slug, q.stance, q.condition, q.rationale))",
                    $as_text, " FROM position q JOIN topic t ON t.id = q.topic_id \
                     WHERE q.statement_id = s.id) AS positions, \
                     (SELECT ", $array_of_rows, "(", $array, "(a.ordinal, a.locator, a.prefix, a.suffix, ", $array,
                    "(o.id, o.title, o.title_origin, o.publisher, o.url, o.published_on, o.kind, o.tier)))",
                    $as_text, " FROM appearance a JOIN source o ON o.id = a.source_id \
                     WHERE a.statement_id = s.id) AS appearances \
                     FROM statement s JOIN stakeholder h ON h.id = s.stakeholder_id \
                     LEFT JOIN speaker p ON p.id = s.speaker_id WHERE ",
                    $where_and_order
                )
            };
        }

        macro_rules! sources {
            ($columns:expr, $rest:expr) => {
                concat!(
                    "SELECT ", $columns, "o.id AS source_id, o.title, o.title_origin, o.publisher, o.url, \
                     o.published_on, o.kind, o.tier FROM ", $rest
                )
            };
        }

        // One array for all, because every row is handed from one thread to another.
        macro_rules! numbers {
            ($table:literal, $columns:literal, $name:literal) => {
                concat!(
                    "SELECT ", $array_of_rows, "(", $array, "(", $columns, "))", $as_text, " FROM ", $table, " WHERE ",
                    $name, " IN (", $texts_1, ")"
                )
            };
        }

        macro_rules! accounts {
            ($rest:literal) => {
                concat!(
                    "SELECT id, name, email, role, active, password_hash, totp_secret, totp_last_step FROM account ",
                    $rest
                )
            };
        }

        macro_rules! sessions {
            ($rest:literal) => {
                concat!("SELECT hash, account_id, awaiting_code, agent, created_at, last_seen_at, confirmed_at FROM session ", $rest)
            };
        }

        macro_rules! drafts {
            ($rest:literal) => {
                concat!(
                    "SELECT d.id, d.statement_id, d.base_version, d.author_id, a.name AS author_name, w.id AS writer_id, \
                     w.name AS writer_name, d.state, d.form, d.version, d.remark, d.created_at, d.updated_at \
                     FROM draft d JOIN account a ON a.id = d.author_id \
                     JOIN account w ON w.id = COALESCE(d.written_by, d.author_id) ",
                    $rest
                )
            };
        }

        macro_rules! batches {
            ($rest:literal) => {
                concat!(
                    "SELECT b.id, b.name, b.columns, b.lines, b.reading, b.mapping, b.state, b.drafts, b.statements, b.author_id, \
                     a.name AS author_name, b.version, b.created_at \
                     FROM import_batch b JOIN account a ON a.id = b.author_id ",
                    $rest
                )
            };
        }

        macro_rules! merges {
            ($rest:literal) => {
                concat!(
                    "SELECT id, kind, from_name, into_name, statements, names, reason, merged_by, merged_at, undone_at \
                     FROM merge ",
                    $rest
                )
            };
        }

        macro_rules! revisions {
            ($rest:literal) => {
                concat!(
                    "SELECT r.statement_id, s.slug, r.version, r.replaced_at, r.replaced_by, r.reason, r.before \
                     FROM revision r JOIN statement s ON s.id = r.statement_id ",
                    $rest
                )
            };
        }

        constants! {
            /// The number of the last change.
            CHANGE_NUMBER = "SELECT number FROM change_counter WHERE id = 1";
            /// Gives out the next change number.
            NEXT_CHANGE_NUMBER = "UPDATE change_counter SET number = number + 1 WHERE id = 1 RETURNING number";
            /// Writes what is there already.
            TRY_WRITING = "UPDATE change_counter SET number = number WHERE id = 1";
            /// The hash of the last row of the audit log.
            LAST_AUDIT_HASH = "SELECT hash FROM audit ORDER BY number DESC LIMIT 1";
            /// Adds a row to the audit log.
            ADD_AUDIT = "INSERT INTO audit (number, at, actor_id, actor, action, subject, reason, scope, statements, \
                hash, contents) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
            /// Rows of the audit log after a number.
            AUDIT_AFTER = "SELECT number, at, actor_id, actor, action, subject, reason, scope, statements, hash, \
                contents FROM audit WHERE number > $1 ORDER BY number LIMIT $2";
            /// The newest changes of reference data.
            REFERENCE_CHANGES = "SELECT number, at, subject FROM audit WHERE action = 'reference_saved' \
                ORDER BY number DESC LIMIT $1";
            /// The hash of a row of the audit log.
            AUDIT_HASH = "SELECT hash FROM audit WHERE number = $1";
            /// The number of the last change from before the audit log.
            AUDIT_START = "SELECT number FROM audit_start WHERE id = 1";
            /// All stakeholders.
            STAKEHOLDERS = "SELECT id, slug, name, short_name, name_en, name_es, name_fr, short_name_en, short_name_es, \
                short_name_fr, aliases, kind, country, note FROM stakeholder \
                WHERE merged_into IS NULL ORDER BY id";
            /// All topics.
            TOPICS = "SELECT id, slug, label_en, label_es, label_fr, proposition_en, proposition_es, proposition_fr, \
                      aliases, broader, articles, coding_note, leads FROM topic WHERE merged_into IS NULL ORDER BY id";
            /// All milestones.
            MILESTONES = "SELECT id, slug, title_en, title_es, title_fr, outcome_en, outcome_es, outcome_fr, date, \
                          end_date, state, earlier_dates, party, kind, source_title, source_url, note \
                          FROM milestone WHERE merged_into IS NULL ORDER BY id";
            /// Adds or replaces a stakeholder.
            SAVE_STAKEHOLDER = "INSERT INTO stakeholder (slug, name, short_name, name_en, name_es, name_fr, short_name_en, \
                short_name_es, short_name_fr, aliases, kind, country, note) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
                ON CONFLICT (slug) DO UPDATE SET name = excluded.name, \
                short_name = excluded.short_name, name_en = excluded.name_en, name_es = excluded.name_es, \
                name_fr = excluded.name_fr, short_name_en = excluded.short_name_en, \
                short_name_es = excluded.short_name_es, short_name_fr = excluded.short_name_fr, aliases = excluded.aliases, kind = excluded.kind, \
                country = excluded.country, note = excluded.note";
            /// Adds or replaces a topic.
            SAVE_TOPIC = "INSERT INTO topic (slug, label_en, label_es, label_fr, proposition_en, proposition_es, \
                proposition_fr, broader, articles, coding_note, aliases, leads) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                ON CONFLICT (slug) DO UPDATE SET label_en = excluded.label_en, label_es = excluded.label_es, \
                label_fr = excluded.label_fr, proposition_en = excluded.proposition_en, \
                proposition_es = excluded.proposition_es, proposition_fr = excluded.proposition_fr, \
                broader = excluded.broader, articles = excluded.articles, coding_note = excluded.coding_note, \
                aliases = excluded.aliases, leads = excluded.leads";
            /// Has no other topic lead.
            LEAD_ALONE = "UPDATE topic SET leads = 0 WHERE leads = 1 AND slug <> $1";
            /// Adds or replaces a milestone.
            SAVE_MILESTONE = "INSERT INTO milestone (slug, title_en, title_es, title_fr, outcome_en, outcome_es, \
                outcome_fr, date, end_date, state, earlier_dates, party, kind, source_title, source_url, note) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
                ON CONFLICT (slug) DO UPDATE SET title_en = excluded.title_en, title_es = excluded.title_es, \
                title_fr = excluded.title_fr, outcome_en = excluded.outcome_en, outcome_es = excluded.outcome_es, \
                outcome_fr = excluded.outcome_fr, date = excluded.date, end_date = excluded.end_date, \
                state = excluded.state, earlier_dates = excluded.earlier_dates, party = excluded.party, \
                kind = excluded.kind, source_title = excluded.source_title, source_url = excluded.source_url, \
                note = excluded.note";
            /// A statement by its slug.
            STATEMENT_BY_SLUG = statements!("s.slug = $1");
            /// Statements by their numbers.
            STATEMENTS_BY_ID = statements!(concat!("s.id IN (", $numbers_1, ")"));
            /// Published statements that restate one.
            RESTATEMENTS = statements!("s.restates = $1 AND s.status = 'published' ORDER BY s.id");
            /// Published statements after a number.
            PUBLISHED_AFTER = statements!("s.status = 'published' AND s.id > $1 ORDER BY s.id LIMIT $2");
            /// Published statements with fewer translations than there are other languages.
            UNTRANSLATED = statements!(
                "s.status = 'published' AND (SELECT COUNT(*) FROM translation t WHERE t.statement_id = s.id \
                 AND t.language <> s.language) < 2 ORDER BY s.id DESC LIMIT $1"
            );
            /// The highest number of a statement.
            LAST_STATEMENT = "SELECT COALESCE(MAX(id), 0) FROM statement";
            /// The slugs of published statements of a range of numbers.
            SLUGS = "SELECT id, slug, updated_at FROM statement WHERE status = 'published' AND id > $1 AND id <= $2 ORDER BY id";
            /// What the index knows of published statements after a number.
            ENTRIES_AFTER = "SELECT s.id, h.slug AS stakeholder, p.name AS speaker, s.said_on, s.said_on_bound, \
                s.recorded_on, o.published_on, s.text, s.language, s.directness, s.venue, o.tier FROM statement s \
                JOIN stakeholder h ON h.id = s.stakeholder_id LEFT JOIN speaker p ON p.id = s.speaker_id \
                LEFT JOIN appearance a ON a.statement_id = s.id AND a.ordinal = 0 \
                LEFT JOIN source o ON o.id = a.source_id \
                WHERE s.status = 'published' AND s.id > $1 ORDER BY s.id LIMIT $2";
            /// The translations of the statements of a range of numbers, as the index knows them.
            ENTRY_TRANSLATIONS = "SELECT statement_id, language, text FROM translation \
                WHERE statement_id BETWEEN $1 AND $2 ORDER BY statement_id, language";
            /// The positions of the statements of a range of numbers, as the index knows them.
            ENTRY_POSITIONS = "SELECT q.statement_id, t.slug AS topic, q.stance FROM position q \
                JOIN topic t ON t.id = q.topic_id WHERE q.statement_id BETWEEN $1 AND $2 \
                ORDER BY q.statement_id, q.ordinal";
            /// The sources of the statements of a range of numbers, as the index knows them.
            ENTRY_SOURCES = "SELECT statement_id, source_id FROM appearance WHERE statement_id BETWEEN $1 AND $2 \
                ORDER BY statement_id, ordinal";
            /// Statements by external id or slug.
            STATEMENTS_BY_NAME = statements!(concat!("s.external_id IN (", $texts_1, ") OR s.slug IN (", $texts_2, ")"));
            /// Sources by identity.
            SOURCES_BY_IDENTITY = sources!("", concat!("source o WHERE o.identity IN (", $texts_1, ")"));
            /// Sources with an address, the newest first.
            NEWEST_SOURCES = sources!("", "source o WHERE o.url IS NOT NULL AND o.merged_into IS NULL ORDER BY o.id DESC LIMIT $1");
            /// Sources whose title or publisher is like a pattern.
            SOURCES_LIKE = sources!("", "source o WHERE o.merged_into IS NULL AND \
                (LOWER(o.title) LIKE $1 OR LOWER(o.publisher) LIKE $1) ORDER BY o.id DESC LIMIT $2");
            /// People who spoke.
            SPEAKERS = "SELECT name FROM speaker ORDER BY name LIMIT $1";
            /// The numbers of stakeholders by their slugs.
            STAKEHOLDER_NUMBERS = numbers!("stakeholder", "slug, id", "slug");
            /// The numbers of topics by their slugs.
            TOPIC_NUMBERS = numbers!("topic", "slug, id", "slug");
            /// The numbers of speakers by their names.
            SPEAKER_NUMBERS = numbers!("speaker", "name, id", "name");
            /// The numbers of statements by their slugs.
            STATEMENT_NUMBERS = numbers!("statement", "slug, id", "slug");
            /// The numbers of sources by their identities, with the one each was merged into.
            SOURCE_NUMBERS = numbers!("source", "identity, id, merged_into", "identity");
            /// A source by its identity, with the one it was merged into.
            SOURCE_ID = "SELECT id, merged_into FROM source WHERE identity = $1";
            /// What a source was merged into, by its number.
            SOURCE_MERGED_INTO = "SELECT id, merged_into FROM source WHERE id = $1";
            /// Replaces what is known of a source.
            UPDATE_SOURCE = "UPDATE source SET identity = $2, title = $3, title_origin = $4, publisher = $5, url = $6, \
                published_on = $7, kind = $8, tier = $9, version = version + 1 WHERE id = $1";
            /// Keeps what a source is before it is replaced.
            ADD_SOURCE_VERSION = "INSERT INTO source_version (source_id, version, title, title_origin, publisher, url, \
                published_on, kind, tier, replaced_at, replaced_by, reason) \
                SELECT id, version, title, title_origin, publisher, url, published_on, kind, tier, $2, $3, $4 \
                FROM source WHERE id = $1";
            /// What a source was before.
            SOURCE_VERSIONS = "SELECT source_id, version, title, title_origin, publisher, url, published_on, kind, tier, \
                replaced_at, replaced_by, reason FROM source_version WHERE source_id = $1 ORDER BY version DESC";
            /// A batch by its number.
            BATCH_BY_ID = batches!("WHERE b.id = $1");
            /// Batches, the newest first.
            BATCHES = batches!("ORDER BY b.id DESC LIMIT $1");
            /// Adds a batch.
            ADD_BATCH = "INSERT INTO import_batch (name, columns, lines, mapping, state, drafts, statements, author_id, \
                version, created_at, reading) VALUES ($1, $2, $3, $4, $5, '[]', '[]', $6, 1, $7, $8) RETURNING id";
            /// Changes a batch that still has a version.
            CHANGE_BATCH = "UPDATE import_batch SET mapping = $3, state = $4, drafts = $5, statements = $6, \
                version = version + 1 WHERE id = $1 AND version = $2";
            /// Redirects: names that lead on to others.
            MERGED_NAMES = "SELECT 'stakeholder' AS kind, slug AS from_name, merged_into AS into_name FROM stakeholder \
                WHERE merged_into IS NOT NULL \
                UNION ALL SELECT 'topic', slug, merged_into FROM topic WHERE merged_into IS NOT NULL \
                UNION ALL SELECT 'milestone', slug, merged_into FROM milestone WHERE merged_into IS NOT NULL \
                UNION ALL SELECT 'source', identity, merged_into FROM source WHERE merged_into IS NOT NULL";
            /// Merges, the newest first.
            MERGES = merges!("ORDER BY id DESC");
            /// A merge by its number.
            MERGE_BY_ID = merges!("WHERE id = $1");
            /// Notes a merge.
            ADD_MERGE = "INSERT INTO merge (kind, from_name, into_name, statements, names, reason, merged_by, merged_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
            /// Notes that a merge was undone.
            UNDO_MERGE = "UPDATE merge SET undone_at = $2 WHERE id = $1";
            /// Redirects the slug of a stakeholder.
            MERGE_STAKEHOLDER = "UPDATE stakeholder SET merged_into = $2 WHERE slug = $1";
            /// Redirects the slug of a topic.
            MERGE_TOPIC = "UPDATE topic SET merged_into = $2 WHERE slug = $1";
            /// Redirects the slug of a milestone.
            MERGE_MILESTONE = "UPDATE milestone SET merged_into = $2 WHERE slug = $1";
            /// Redirects the identity of a source.
            MERGE_SOURCE = "UPDATE source SET merged_into = $2 WHERE identity = $1";
            /// Statements of a stakeholder, in any status.
            STATEMENTS_BY_STAKEHOLDER = statements!("h.slug = $1 ORDER BY s.id");
            /// Statements on a topic, in any status.
            STATEMENTS_BY_TOPIC = statements!(
                "s.id IN (SELECT q.statement_id FROM position q JOIN topic t ON t.id = q.topic_id WHERE t.slug = $1) \
                 ORDER BY s.id"
            );
            /// Statements that appear in a source, in any status.
            STATEMENTS_BY_SOURCE = statements!(
                "s.id IN (SELECT a.statement_id FROM appearance a JOIN source o ON o.id = a.source_id \
                 WHERE o.identity = $1) ORDER BY s.id"
            );
            /// An account by its number.
            ACCOUNT_BY_ID = accounts!("WHERE id = $1");
            /// An account by its address.
            ACCOUNT_BY_EMAIL = accounts!("WHERE email = $1");
            /// All accounts.
            ACCOUNTS = accounts!("ORDER BY name, id");
            /// Opens an account.
            ADD_ACCOUNT = "INSERT INTO account (name, email, role, active, created_at) VALUES ($1, $2, $3, 1, $4) \
                ON CONFLICT (email) DO NOTHING RETURNING id";
            /// Replaces name, role and state of an account.
            SAVE_USER = "UPDATE account SET name = $2, role = $3, active = $4 WHERE id = $1";
            /// How many admins may sign in.
            COUNT_ADMINS = "SELECT COUNT(*) FROM account WHERE role = 'admin' AND active = 1";
            /// Sets the hash of a password.
            SET_PASSWORD = "UPDATE account SET password_hash = $2 WHERE id = $1";
            /// Makes a link to set a password.
            SAVE_PASSWORD_LINK = "INSERT INTO password_link (account_id, hash, expires_at) VALUES ($1, $2, $3) \
                ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, expires_at = excluded.expires_at";
            /// Whose password a link sets.
            PASSWORD_LINK = "SELECT account_id FROM password_link WHERE hash = $1 AND expires_at > $2";
            /// Uses a link to set a password up.
            USE_PASSWORD_LINK = "DELETE FROM password_link WHERE hash = $1 AND expires_at > $2 RETURNING account_id";
            /// Sets or takes away a second factor.
            SET_SECOND_FACTOR = "UPDATE account SET totp_secret = $2, totp_last_step = $3 WHERE id = $1";
            /// Uses a code of a time step up.
            USE_CODE = "UPDATE account SET totp_last_step = $2 WHERE id = $1 AND totp_last_step < $2";
            /// How many recovery codes are left.
            COUNT_RECOVERY_CODES = "SELECT COUNT(*) FROM recovery_code WHERE account_id = $1";
            /// Removes the recovery codes of an account before new ones are added.
            CLEAR_RECOVERY_CODES = "DELETE FROM recovery_code WHERE account_id = $1";
            /// Adds a recovery code.
            ADD_RECOVERY_CODE = "INSERT INTO recovery_code (account_id, hash) VALUES ($1, $2)";
            /// Uses a recovery code up.
            USE_RECOVERY_CODE = "DELETE FROM recovery_code WHERE account_id = $1 AND hash = $2";
            /// A session by the hash of its token.
            SESSION_BY_HASH = sessions!("WHERE hash = $1");
            /// The sessions of an account.
            SESSIONS_OF_ACCOUNT = sessions!("WHERE account_id = $1 ORDER BY last_seen_at DESC, hash");
            /// Begins a session.
            ADD_SESSION = "INSERT INTO session (hash, account_id, awaiting_code, agent, created_at, last_seen_at) \
                VALUES ($1, $2, $3, $4, $5, $6)";
            /// Notes that the password was given again in a session.
            CONFIRM_SESSION = "UPDATE session SET confirmed_at = $2 WHERE hash = $1";
            /// Whose browser one is.
            KNOWN_BROWSER = "SELECT account_id FROM known_browser WHERE hash = $1 AND used_at > $2";
            /// Notes that somebody has signed in with a browser.
            SAVE_BROWSER = "INSERT INTO known_browser (hash, account_id, used_at) VALUES ($1, $2, $3) \
                ON CONFLICT (hash) DO UPDATE SET account_id = excluded.account_id, used_at = excluded.used_at";
            /// Forgets browsers that were not used for long.
            REMOVE_OLD_BROWSERS = "DELETE FROM known_browser WHERE used_at < $1";
            /// Forgets the browsers of an account.
            REMOVE_BROWSERS = "DELETE FROM known_browser WHERE account_id = $1";
            /// Notes that a session is in use.
            TOUCH_SESSION = "UPDATE session SET last_seen_at = $2 WHERE hash = $1";
            /// Ends a session.
            END_SESSION = "DELETE FROM session WHERE account_id = $1 AND hash = $2";
            /// Ends the sessions of an account, but for one.
            END_SESSIONS = "DELETE FROM session WHERE account_id = $1 AND hash <> $2";
            /// Removes sessions that are over.
            REMOVE_OLD_SESSIONS = "DELETE FROM session WHERE created_at < $1 OR last_seen_at < $2";
            /// A draft by its number.
            DRAFT_BY_ID = drafts!("WHERE d.id = $1");
            /// The number of the draft of a key.
            DRAFT_BY_KEY = "SELECT id FROM draft WHERE key = $1";
            /// Drafts that can still be written.
            OPEN_DRAFTS = drafts!("WHERE d.state IN ('draft', 'in_review', 'sent_back') ORDER BY d.updated_at, d.id");
            /// Begins a draft.
            ADD_DRAFT = "INSERT INTO draft (key, statement_id, base_version, author_id, written_by, state, form, version, \
                created_at, updated_at) VALUES ($1, $2, $3, $4, $4, 'draft', $5, 1, $6, $6) \
                ON CONFLICT (key) DO NOTHING RETURNING id";
            /// Changes a draft that still has a version.
            CHANGE_DRAFT = "UPDATE draft SET form = COALESCE($3, form), base_version = COALESCE($4, base_version), \
                state = COALESCE($5, state), statement_id = COALESCE($6, statement_id), \
                remark = COALESCE($7, remark), written_by = COALESCE($9, written_by), updated_at = $8, \
                version = version + 1 WHERE id = $1 AND version = $2";
            /// What a statement was.
            REVISIONS = revisions!("WHERE s.slug = $1 ORDER BY r.version");
            /// The newest changes of statements.
            NEWEST_REVISIONS = revisions!(
                "WHERE r.replaced_at < $1 ORDER BY r.replaced_at DESC, r.statement_id DESC, r.version DESC LIMIT $2"
            );
            /// Replaces a statement.
            UPDATE_STATEMENT = "UPDATE statement SET external_id = $1, slug = $2, \
                stakeholder_id = (SELECT id FROM stakeholder WHERE slug = $3), speaker_id = $4, speaker_role = $5, \
                said_on = $6, said_on_bound = $7, text = $8, language = $9, directness = $10, venue = $11, \
                restates = $12, quote_check = $13, note = $14, status = $15, version = version + 1, updated_at = $16, \
                checked = $17, hash = $19, change_number = $20, speaker_role_language = $21 WHERE id = $18";
            /// Keeps what a statement was.
            ADD_REVISION = "INSERT INTO revision (statement_id, version, replaced_at, replaced_by, reason, before, hash, \
                change_number) SELECT id, version, $2, $3, $4, $5, hash, change_number FROM statement WHERE id = $1";
            /// Statements in any status with numbers above one.
            STATEMENTS_AFTER = statements!("s.id > $1 ORDER BY s.id LIMIT $2");
            /// The hashes of statements in any status with numbers above one.
            SEALS_AFTER = "SELECT id AS statement, version, hash FROM statement WHERE id > $1 ORDER BY id LIMIT $2";
            /// What statements were, after a version of one of them, with the hash that each has.
            SEALED_REVISIONS_AFTER = "SELECT r.statement_id AS statement, r.version, r.hash, r.before, s.slug FROM revision r \
                JOIN statement s ON s.id = r.statement_id WHERE (r.statement_id, r.version) > ($1, $2) \
                ORDER BY r.statement_id, r.version LIMIT $3";
            /// Every version of a statement that has a hash, by the change that wrote it, with what the log says of that: first
            /// what it added, then all else.
            VERSIONS_BY_CHANGE = "SELECT w.change_number, w.statement, w.version, w.hash, a.contents FROM ( \
                    SELECT change_number, id AS statement, version, hash FROM statement \
                    UNION ALL SELECT change_number, statement_id, version, hash FROM revision \
                ) AS w LEFT JOIN audit a ON a.number = w.change_number WHERE w.hash IS NOT NULL \
                ORDER BY w.change_number, w.statement, w.version";
            /// Changes that have written statements of which nothing is left.
            CHANGES_WITHOUT_STATEMENTS = "SELECT number FROM audit WHERE contents IS NOT NULL AND number NOT IN ( \
                    SELECT change_number FROM statement WHERE change_number IS NOT NULL \
                    UNION SELECT change_number FROM revision WHERE change_number IS NOT NULL \
                ) ORDER BY number";
            /// Statements without a hash, from before hashes were kept, with numbers above one.
            UNSEALED_AFTER = statements!("s.hash IS NULL AND s.id > $1 ORDER BY s.id LIMIT $2");
            /// 1 where there are statements without a hash, else 0.
            HAS_UNSEALED = "SELECT COUNT(*) FROM (SELECT id FROM statement WHERE hash IS NULL LIMIT 1) AS found";
            /// Gives a statement its hash.
            SEAL_STATEMENT = "UPDATE statement SET hash = $2, change_number = $3 WHERE id = $1";
            /// Removes the translations of a statement before the new ones are added.
            CLEAR_TRANSLATIONS = "DELETE FROM translation WHERE statement_id = $1";
            /// Every coding of a statement.
            CODINGS = "SELECT t.slug AS topic, c.number, c.stance, c.condition, c.rationale, c.coder, c.codebook, c.coded_at \
                FROM coding c JOIN topic t ON t.id = c.topic_id WHERE c.statement_id = $1 ORDER BY c.number, c.ordinal, t.slug";
            /// Adds a coding on the topic of a slug.
            ADD_CODING = "INSERT INTO coding (statement_id, topic_id, number, ordinal, stance, condition, rationale, \
                coder_id, coder, codebook, coded_at) \
                SELECT $1, t.id, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM topic t WHERE t.slug = $2";
            /// Has what is published of a statement on a topic be published no more.
            SUPERSEDE_CODING = "UPDATE coding SET number = 1 + (SELECT MAX(c.number) FROM coding c \
                WHERE c.statement_id = coding.statement_id AND c.topic_id = coding.topic_id) \
                WHERE statement_id = $1 AND number = 0 AND topic_id = (SELECT id FROM topic WHERE slug = $2)";
            /// Has what is published of a statement on a topic be so of another.
            MOVE_CODING = "UPDATE coding SET topic_id = (SELECT id FROM topic WHERE slug = $3), ordinal = $4 \
                WHERE statement_id = $1 AND number = 0 AND topic_id = (SELECT id FROM topic WHERE slug = $2)";
            /// Puts what is published of a statement on a topic in its place among the others.
            PLACE_CODING = "UPDATE coding SET ordinal = $3 WHERE statement_id = $1 AND number = 0 AND ordinal <> $3 \
                AND topic_id = (SELECT id FROM topic WHERE slug = $2)";
            /// Removes the appearances of a statement before the new ones are added.
            CLEAR_APPEARANCES = "DELETE FROM appearance WHERE statement_id = $1";
            /// A source by its number.
            SOURCE_BY_ID = sources!("", "source o WHERE o.id = $1 AND o.merged_into IS NULL");
            /// A source by its identity, unless it was merged.
            UNMERGED_SOURCE = sources!("", "source o WHERE o.identity = $1 AND o.merged_into IS NULL");
            /// Sources with how many statements are cited from each and whether its text is kept.
            SOURCE_OVERVIEW = sources!(
                "(SELECT COUNT(*) FROM appearance a WHERE a.source_id = o.id AND a.ordinal = 0) AS statements, \
                 (SELECT COUNT(*) FROM source_text t WHERE t.source_id = o.id) AS texts, ",
                "source o WHERE o.merged_into IS NULL ORDER BY o.id DESC LIMIT $1"
            );
            /// Sources with how many published statements nobody compared with them.
            SOURCES_TO_VERIFY = sources!(
                "COUNT(*) AS statements, (SELECT COUNT(*) FROM source_text t WHERE t.source_id = o.id) AS texts, ",
                "source o JOIN appearance a ON a.source_id = o.id AND a.ordinal = 0 \
                 JOIN statement s ON s.id = a.statement_id AND s.status = 'published' AND s.quote_check = 'unverified' \
                 GROUP BY o.id ORDER BY CASE (SELECT COUNT(*) FROM source_text t WHERE t.source_id = o.id) \
                 WHEN 0 THEN 1 ELSE 0 END, statements DESC, o.id LIMIT $1"
            );
            /// Sources in which no statement appears.
            SOURCES_WITHOUT_STATEMENTS = sources!(
                "CAST(0 AS BIGINT) AS statements, (SELECT COUNT(*) FROM source_text t WHERE t.source_id = o.id) AS texts, ",
                "source o WHERE o.merged_into IS NULL \
                 AND NOT EXISTS (SELECT 1 FROM appearance a WHERE a.source_id = o.id) ORDER BY o.id DESC LIMIT $1"
            );
            /// The text of a source that was kept last.
            SOURCE_TEXT = "SELECT source_id, text, hash, kept_by, kept_at FROM source_text WHERE source_id = $1 OR source_id IN \
                (SELECT f.id FROM source f JOIN source o ON o.identity = f.merged_into WHERE o.id = $1) \
                ORDER BY CASE source_id WHEN $1 THEN 0 ELSE 1 END, id DESC LIMIT 1";
            /// The text of a source that was kept last, by the identity of the source.
            SOURCE_TEXT_BY_IDENTITY = "SELECT t.source_id, t.text, t.hash, t.kept_by, t.kept_at FROM source_text t \
                JOIN source o ON o.id = t.source_id WHERE o.identity = $1 OR o.merged_into = $1 \
                ORDER BY CASE o.identity WHEN $1 THEN 0 ELSE 1 END, t.id DESC LIMIT 1";
            /// Keeps a text of a source; the same again is kept once, as the last.
            REMOVE_SAME_TEXT = "DELETE FROM source_text WHERE source_id = $1 AND hash = $2";
            /// Keeps a text of a source.
            ADD_SOURCE_TEXT = "INSERT INTO source_text (source_id, text, hash, kept_by, kept_at) \
                VALUES ($1, $2, $3, $4, $5)";
            /// The statements that a stakeholder made in a source, by the identity of the source.
            STATEMENTS_OF_SOURCE_BY = statements!(
                "s.id IN (SELECT a.statement_id FROM appearance a JOIN source o ON o.id = a.source_id \
                 WHERE o.identity = $1) AND h.slug = $2 AND s.status = 'published' ORDER BY s.id LIMIT $3"
            );
            /// The statements that are cited from a source.
            STATEMENTS_OF_SOURCE = statements!(
                "s.id IN (SELECT a.statement_id FROM appearance a WHERE a.source_id = $1 AND a.ordinal = 0) \
                 AND s.status = 'published' ORDER BY s.id"
            );
        }
    };
}

/// For `SQLite`.
pub mod sqlite {
    define_sql!(
        numbers_1: "SELECT value FROM json_each($1)",
        texts_1: "SELECT value FROM json_each($1)",
        texts_2: "SELECT value FROM json_each($2)",
        array: "json_array",
        array_of_rows: "json_group_array",
        as_text: ""
    );
}

/// For `PostgreSQL`.
pub mod postgres {
    define_sql!(
        numbers_1: "SELECT value::bigint FROM jsonb_array_elements_text($1::text::jsonb)",
        texts_1: "SELECT value FROM jsonb_array_elements_text($1::text::jsonb)",
        texts_2: "SELECT value FROM jsonb_array_elements_text($2::text::jsonb)",
        array: "json_build_array",
        array_of_rows: "json_agg",
        as_text: "::text"
    );
}
