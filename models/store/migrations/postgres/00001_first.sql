-- Text that is sorted has collation C: by its bytes, as on SQLite.
-- Times are microseconds since 1970, UTC. body is the whole record as JSON.

-- +goose Up
CREATE TABLE meshes (
    name       text COLLATE "C" NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    digest     text    NOT NULL,
    title      text    NOT NULL,
    example    boolean NOT NULL,
    created_at bigint  NOT NULL,
    body       text    NOT NULL,
    PRIMARY KEY (name, version)
);

CREATE TABLE sources (
    source  text COLLATE "C" NOT NULL PRIMARY KEY,
    cursor  text    NOT NULL,
    read_at bigint  NOT NULL
);

CREATE TABLE incidents (
    id          text COLLATE "C" NOT NULL PRIMARY KEY,
    source      text COLLATE "C" NOT NULL REFERENCES sources (source),
    external_id text COLLATE "C" NOT NULL,
    at          bigint  NOT NULL, -- when it started
    severity    text    NOT NULL,
    quality     text    NOT NULL,
    body        text    NOT NULL,
    UNIQUE (external_id, source) -- in this order: many records share a source
);
CREATE INDEX incidents_by_time ON incidents (at, id);

CREATE TABLE incident_components (
    incident_id text COLLATE "C" NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    component   text COLLATE "C" NOT NULL,
    PRIMARY KEY (incident_id, component)
);
CREATE INDEX incident_components_by_component ON incident_components (component, incident_id);

CREATE TABLE experiments (
    id          text COLLATE "C" NOT NULL PRIMARY KEY,
    source      text COLLATE "C" NOT NULL REFERENCES sources (source),
    external_id text COLLATE "C" NOT NULL,
    at          bigint  NOT NULL,
    body        text    NOT NULL,
    UNIQUE (external_id, source) -- in this order: many records share a source
);

CREATE TABLE assessments (
    id             text COLLATE "C" NOT NULL PRIMARY KEY,
    model_name     text COLLATE "C" NOT NULL,
    model_title    text    NOT NULL,
    model_version  integer NOT NULL,
    model_digest   text    NOT NULL,
    model_example  boolean NOT NULL,
    inputs_digest  text    NOT NULL,
    engine_version text    NOT NULL,
    data_cutoff    bigint  NOT NULL,
    created_at     bigint  NOT NULL,
    body           text    NOT NULL
);
CREATE INDEX assessments_by_time ON assessments (created_at, id);
CREATE INDEX assessments_by_model ON assessments (model_name, created_at, id);
CREATE INDEX assessments_by_inputs ON assessments (inputs_digest);

CREATE TABLE tokens (
    id           text COLLATE "C" NOT NULL PRIMARY KEY,
    name         text COLLATE "C" NOT NULL,
    scope        text    NOT NULL CHECK (scope IN ('read', 'edit', 'admin')),
    kind         text    NOT NULL CHECK (kind IN ('api', 'signin', 'session')),
    hash         text    NOT NULL UNIQUE,
    created_at   bigint  NOT NULL,
    expires_at   bigint,
    last_used_at bigint
);

CREATE TABLE audit_events (
    id     text COLLATE "C" NOT NULL PRIMARY KEY,
    at     bigint  NOT NULL,
    actor  text    NOT NULL,
    action text    NOT NULL,
    object text    NOT NULL,
    detail text    NOT NULL
);
CREATE INDEX audit_events_by_time ON audit_events (at, id);
