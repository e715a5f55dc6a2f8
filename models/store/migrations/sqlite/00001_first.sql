-- Times are microseconds since 1970, UTC. body is the whole record as JSON.

-- +goose Up
CREATE TABLE meshes (
    name       TEXT    NOT NULL,
    version    INTEGER NOT NULL CHECK (version > 0),
    digest     TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    example    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    body       TEXT    NOT NULL,
    PRIMARY KEY (name, version)
) STRICT;

CREATE TABLE sources (
    source  TEXT    NOT NULL PRIMARY KEY,
    cursor  TEXT    NOT NULL,
    read_at INTEGER NOT NULL
) STRICT;

CREATE TABLE incidents (
    id          TEXT    NOT NULL PRIMARY KEY,
    source      TEXT    NOT NULL REFERENCES sources (source),
    external_id TEXT    NOT NULL,
    at          INTEGER NOT NULL, -- when it started
    severity    TEXT    NOT NULL,
    quality     TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (external_id, source) -- in this order: many records share a source
) STRICT;
CREATE INDEX incidents_by_time ON incidents (at, id);

CREATE TABLE incident_components (
    incident_id TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    component   TEXT NOT NULL,
    PRIMARY KEY (incident_id, component)
) STRICT, WITHOUT ROWID;
CREATE INDEX incident_components_by_component ON incident_components (component, incident_id);

CREATE TABLE experiments (
    id          TEXT    NOT NULL PRIMARY KEY,
    source      TEXT    NOT NULL REFERENCES sources (source),
    external_id TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (external_id, source) -- in this order: many records share a source
) STRICT;

CREATE TABLE assessments (
    id             TEXT    NOT NULL PRIMARY KEY,
    model_name     TEXT    NOT NULL,
    model_title    TEXT    NOT NULL,
    model_version  INTEGER NOT NULL,
    model_digest   TEXT    NOT NULL,
    model_example  INTEGER NOT NULL,
    inputs_digest  TEXT    NOT NULL,
    engine_version TEXT    NOT NULL,
    data_cutoff    INTEGER NOT NULL,
    created_at     INTEGER NOT NULL,
    body           TEXT    NOT NULL
) STRICT;
CREATE INDEX assessments_by_time ON assessments (created_at, id);
CREATE INDEX assessments_by_model ON assessments (model_name, created_at, id);
CREATE INDEX assessments_by_inputs ON assessments (inputs_digest);

CREATE TABLE tokens (
    id           TEXT    NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    scope        TEXT    NOT NULL CHECK (scope IN ('read', 'edit', 'admin')),
    kind         TEXT    NOT NULL CHECK (kind IN ('api', 'signin', 'session')),
    hash         TEXT    NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER
) STRICT;

CREATE TABLE audit_events (
    id     TEXT    NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    actor  TEXT    NOT NULL,
    action TEXT    NOT NULL,
    object TEXT    NOT NULL,
    detail TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_events_by_time ON audit_events (at, id);
