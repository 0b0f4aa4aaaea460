-- Times are milliseconds since 1970-01-01T00:00:00Z. UUIDs are blobs of 16 bytes, hashes of 32.
-- Small structures are JSON. Columns that queries look at stand before long texts.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value ANY  NOT NULL
) STRICT, WITHOUT ROWID;

-- Both functions exist only on the connection that migrates: they give the new store its identity
-- in the transaction that creates it.
INSERT INTO meta (key, value) VALUES ('replica_id', birth_replica_id()), ('created_at', birth_time());

CREATE TABLE work_packets (
    wp_key            INTEGER PRIMARY KEY,
    wp_id             TEXT    NOT NULL UNIQUE,
    version           INTEGER NOT NULL,
    status            TEXT    NOT NULL,
    task_board_status TEXT    NOT NULL,
    priority          INTEGER NOT NULL,
    -- Derived, as their definitions in the domain say: Sort, BlockedReason, Readiness (0 idle, 1 ready, 2 blocked).
    hybrid_rank       INTEGER NOT NULL,
    open_blockers     INTEGER NOT NULL,
    readiness         INTEGER NOT NULL,
    phase             TEXT    NOT NULL,
    routing           TEXT    NOT NULL,
    type              TEXT    NOT NULL,
    assignee          TEXT,
    reporter          TEXT    NOT NULL,
    lease_by          TEXT,
    lease_until       INTEGER,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    started_at        INTEGER,
    completed_at      INTEGER,
    due_at            INTEGER,
    closed_at         INTEGER,
    deleted_at        INTEGER,
    deleted_by        TEXT,
    delete_reason     TEXT,
    bronze_id         BLOB    NOT NULL,
    spec_session_id   TEXT,
    task_packet_path  TEXT,
    title             TEXT    NOT NULL,
    labels            TEXT    NOT NULL,
    -- The labels with blanks between them, for search: what FTS5 reads may not call json_each.
    label_text        TEXT    NOT NULL,
    gates             TEXT    NOT NULL,
    vector_clock      TEXT    NOT NULL,
    metadata          TEXT    NOT NULL,
    description       TEXT    NOT NULL
) STRICT;

-- One index for each order a page is read in, so that no page needs sorting.
CREATE INDEX work_packets_listed ON work_packets (priority, hybrid_rank, created_at, wp_id)
    WHERE deleted_at IS NULL;
CREATE INDEX work_packets_ready_hybrid ON work_packets (priority, hybrid_rank, created_at, wp_id)
    WHERE readiness = 1;
CREATE INDEX work_packets_ready_priority ON work_packets (priority, created_at, wp_id)
    WHERE readiness = 1;
CREATE INDEX work_packets_ready_age ON work_packets (created_at, wp_id)
    WHERE readiness = 1;
CREATE INDEX work_packets_blocked ON work_packets (priority, hybrid_rank, created_at, wp_id)
    WHERE readiness = 2;

-- How many undeleted packets stand where: the totals of unfiltered queries cost the same however many there are.
CREATE TABLE packet_counts (
    status    TEXT    NOT NULL,
    readiness INTEGER NOT NULL,
    packets   INTEGER NOT NULL,
    PRIMARY KEY (status, readiness)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER work_packets_count_new AFTER INSERT ON work_packets WHEN new.deleted_at IS NULL BEGIN
    INSERT INTO packet_counts VALUES (new.status, new.readiness, 1)
        ON CONFLICT DO UPDATE SET packets = packets + 1;
END;
CREATE TRIGGER work_packets_count_moved AFTER UPDATE OF status, readiness, deleted_at ON work_packets
WHEN old.status <> new.status OR old.readiness <> new.readiness
    OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)
BEGIN
    UPDATE packet_counts SET packets = packets - 1
        WHERE status = old.status AND readiness = old.readiness AND old.deleted_at IS NULL;
    INSERT INTO packet_counts SELECT new.status, new.readiness, 1 WHERE new.deleted_at IS NULL
        ON CONFLICT DO UPDATE SET packets = packets + 1;
END;

CREATE TABLE work_notes (
    note_seq   INTEGER PRIMARY KEY,
    note_id    BLOB    NOT NULL,
    wp_id      TEXT    NOT NULL REFERENCES work_packets (wp_id),
    author     TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    note_type  TEXT    NOT NULL,
    bronze_id  BLOB    NOT NULL,
    content    TEXT    NOT NULL
) STRICT;
CREATE INDEX work_notes_by_packet ON work_notes (wp_id);

CREATE TABLE micro_tasks (
    wp_id              TEXT    NOT NULL REFERENCES work_packets (wp_id),
    mt_id              TEXT    NOT NULL,
    version            INTEGER NOT NULL,
    status             TEXT    NOT NULL,
    current_iteration  INTEGER NOT NULL,
    max_iterations     INTEGER NOT NULL,
    current_level      INTEGER NOT NULL,
    escalations_count  INTEGER NOT NULL,
    drop_backs_count   INTEGER NOT NULL,
    model_id           TEXT,
    lora_id            TEXT,
    started_at         INTEGER,
    completed_at       INTEGER,
    duration_ms        INTEGER,
    bronze_id          BLOB    NOT NULL,
    validation_result  TEXT,
    name               TEXT    NOT NULL,
    files              TEXT    NOT NULL,
    done_criteria      TEXT    NOT NULL,
    depends_on         TEXT    NOT NULL,
    escalation_chain   TEXT    NOT NULL,
    metadata           TEXT    NOT NULL,
    scope              TEXT    NOT NULL,
    PRIMARY KEY (wp_id, mt_id)
) STRICT;
-- Holds all that a summary needs.
CREATE INDEX micro_tasks_summary ON micro_tasks (wp_id, mt_id, status);

CREATE TABLE mt_iterations (
    wp_id                   TEXT    NOT NULL,
    mt_id                   TEXT    NOT NULL,
    ordinal                 INTEGER NOT NULL,
    escalation_level        INTEGER NOT NULL,
    iteration               INTEGER NOT NULL,
    model_id                TEXT    NOT NULL,
    lora_id                 TEXT,
    started_at              INTEGER NOT NULL,
    completed_at            INTEGER NOT NULL,
    duration_ms             INTEGER NOT NULL,
    tokens_prompt           INTEGER NOT NULL,
    tokens_completion       INTEGER NOT NULL,
    claimed_complete        INTEGER NOT NULL,
    validation_passed       INTEGER,
    outcome                 TEXT    NOT NULL,
    failure_category        TEXT,
    bronze_id               BLOB    NOT NULL,
    output_artifact_ref     TEXT,
    validation_artifact_ref TEXT,
    error_summary           TEXT,
    PRIMARY KEY (wp_id, mt_id, ordinal),
    UNIQUE (wp_id, mt_id, escalation_level, iteration),
    FOREIGN KEY (wp_id, mt_id) REFERENCES micro_tasks (wp_id, mt_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE dependencies (
    from_wp_id    TEXT    NOT NULL REFERENCES work_packets (wp_id),
    type          TEXT    NOT NULL,
    to_wp_id      TEXT    NOT NULL REFERENCES work_packets (wp_id),
    dependency_id BLOB    NOT NULL UNIQUE,
    created_at    INTEGER NOT NULL,
    created_by    TEXT    NOT NULL,
    bronze_id     BLOB    NOT NULL,
    vector_clock  TEXT    NOT NULL,
    description   TEXT,
    PRIMARY KEY (from_wp_id, type, to_wp_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependencies_incoming ON dependencies (to_wp_id, type, from_wp_id);

CREATE TABLE bindings (
    work_packet_id              TEXT NOT NULL PRIMARY KEY REFERENCES work_packets (wp_id),
    spec_id                     TEXT NOT NULL,
    task_board_id               TEXT NOT NULL,
    refinement_ref              TEXT NOT NULL,
    signature_ref               TEXT,
    mode                        TEXT NOT NULL,
    workflow_context            TEXT NOT NULL,
    capability_registry_version TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bronze (
    bronze_seq         INTEGER PRIMARY KEY,
    bronze_id          BLOB    NOT NULL UNIQUE,
    kind               TEXT    NOT NULL,
    key                TEXT    NOT NULL,
    operation          TEXT    NOT NULL,
    content_hash       BLOB    NOT NULL,
    version            INTEGER NOT NULL,
    previous_bronze_id BLOB,
    created_at         INTEGER NOT NULL,
    content            TEXT    NOT NULL
) STRICT;
CREATE INDEX bronze_by_key ON bronze (key);

-- The store's own chain.
CREATE TABLE flight_events (
    sequence     INTEGER PRIMARY KEY,
    event_id     BLOB    NOT NULL,
    type         TEXT    NOT NULL,
    timestamp    INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    actor_id     TEXT    NOT NULL,
    trace_id     BLOB    NOT NULL,
    job_id       TEXT,
    -- NULL if it is just this replica with this sequence.
    vector_clock TEXT,
    -- NULL if it is the sequence: nothing of other replicas was seen before.
    lamport      INTEGER,
    prev_hash    BLOB    NOT NULL,
    hash         BLOB    NOT NULL,
    wp_id        TEXT,
    mt_id        TEXT,
    payload      TEXT    NOT NULL
) STRICT;
CREATE INDEX flight_events_by_packet ON flight_events (wp_id) WHERE wp_id IS NOT NULL;
-- What edges depend on.
CREATE INDEX flight_events_of_edges ON flight_events (type)
    WHERE type IN ('dependency_added', 'dependency_removed', 'work_packet_deleted');
CREATE INDEX flight_events_of_incoming_edges ON flight_events (payload ->> '$.to_wp_id')
    WHERE type IN ('dependency_added', 'dependency_removed');

-- Other replicas of the project, each with the newest event known of it.
CREATE TABLE replicas (
    replica_key INTEGER PRIMARY KEY,
    replica_id  BLOB    NOT NULL UNIQUE,
    newest      INTEGER NOT NULL,
    lamport_at  INTEGER NOT NULL,
    time_at     INTEGER NOT NULL,
    hash_at     BLOB    NOT NULL
) STRICT;

-- Their chains, as far as they came in.
CREATE TABLE foreign_events (
    replica_key  INTEGER NOT NULL REFERENCES replicas (replica_key),
    sequence     INTEGER NOT NULL,
    lamport      INTEGER NOT NULL,
    -- The number of the first own event that knew of it.
    seen_by      INTEGER NOT NULL,
    event_id     BLOB    NOT NULL,
    type         TEXT    NOT NULL,
    timestamp    INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    actor_id     TEXT    NOT NULL,
    trace_id     BLOB    NOT NULL,
    job_id       TEXT,
    vector_clock TEXT,
    prev_hash    BLOB    NOT NULL,
    hash         BLOB    NOT NULL,
    wp_id        TEXT,
    mt_id        TEXT,
    payload      TEXT    NOT NULL,
    PRIMARY KEY (replica_key, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX foreign_events_by_packet ON foreign_events (wp_id) WHERE wp_id IS NOT NULL;
CREATE INDEX foreign_events_seen ON foreign_events (seen_by);
CREATE INDEX foreign_events_of_edges ON foreign_events (type)
    WHERE type IN ('dependency_added', 'dependency_removed', 'work_packet_deleted');
CREATE INDEX foreign_events_of_incoming_edges ON foreign_events (payload ->> '$.to_wp_id')
    WHERE type IN ('dependency_added', 'dependency_removed');

CREATE TABLE query_events (
    sequence     INTEGER PRIMARY KEY,
    event_id     BLOB    NOT NULL,
    timestamp    INTEGER NOT NULL,
    actor        TEXT    NOT NULL,
    actor_id     TEXT    NOT NULL,
    trace_id     BLOB    NOT NULL,
    job_id       TEXT,
    op           TEXT    NOT NULL,
    filters      TEXT    NOT NULL,
    result_count INTEGER NOT NULL,
    duration_ms  INTEGER NOT NULL
) STRICT;
CREATE INDEX query_events_by_time ON query_events (timestamp);

CREATE TABLE diagnostics (
    diagnostic_seq INTEGER PRIMARY KEY,
    id             BLOB    NOT NULL,
    fingerprint    BLOB    NOT NULL,
    title          TEXT    NOT NULL,
    message        TEXT    NOT NULL,
    code           TEXT    NOT NULL,
    wp_id          TEXT,
    timestamp      INTEGER NOT NULL
) STRICT;

CREATE TABLE job_results (
    op_id        BLOB    NOT NULL PRIMARY KEY,
    request_hash BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    answer       TEXT    NOT NULL
) STRICT;
CREATE INDEX job_results_by_time ON job_results (created_at);

-- What database and board agreed on at the last sync: for each packet its status and its status lines
-- [{section, token, status}]; no line means that the packet is unlisted.
CREATE TABLE board_base (
    wp_id  TEXT NOT NULL PRIMARY KEY REFERENCES work_packets (wp_id),
    status TEXT NOT NULL,
    lines  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The boards synced last, the newest with the highest number.
CREATE TABLE board_hashes (
    sync_seq INTEGER PRIMARY KEY,
    hash     BLOB    NOT NULL UNIQUE,
    -- The newest own event that sync had seen, and whether it left nothing in conflict.
    sequence INTEGER NOT NULL,
    clean    INTEGER NOT NULL
) STRICT;

-- What search reads. The index holds no texts of its own, so a row is taken out of it with the texts that stand
-- here before a change and put in with those that stand here afterwards.
CREATE VIEW search_texts AS
SELECT
    wp_key,
    title,
    description,
    label_text AS labels,
    coalesce((SELECT group_concat(content, char(10) ORDER BY note_seq)
        FROM work_notes WHERE work_notes.wp_id = work_packets.wp_id), '') AS notes
FROM work_packets
WHERE deleted_at IS NULL;

CREATE VIRTUAL TABLE search_index USING fts5 (
    title, description, labels, notes, content = 'search_texts', content_rowid = 'wp_key',
    tokenize = 'unicode61 remove_diacritics 0'
);

PRAGMA user_version = 1;
