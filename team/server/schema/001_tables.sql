-- What a team's log holds. All of it belongs to a role that nobody logs in as (the keeper), and is written by functions
-- alone: see 003_log.sql and what follows it.

CREATE TABLE civicdesk.schema_file (
    number integer PRIMARY KEY,
    applied timestamptz NOT NULL DEFAULT now()
);

-- `place` is the cluster and database that the transaction numbers in `xid` are of. A dump that is restored elsewhere
-- has another one, and then gets a new epoch: cursors of the old one begin anew.
CREATE TABLE civicdesk.team (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    place text NOT NULL
);

CREATE TABLE civicdesk.member (
    role name PRIMARY KEY,
    rights text NOT NULL CHECK (rights IN ('reader', 'coder', 'adjudicator', 'owner')),
    since timestamptz NOT NULL DEFAULT now(),
    gone timestamptz
);

-- The names that a member signs by, or once did. A name is one member's for good.
CREATE TABLE civicdesk.member_name (
    key text PRIMARY KEY,
    name text NOT NULL,
    role name NOT NULL REFERENCES civicdesk.member,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE SEQUENCE civicdesk.place_in_log;

CREATE TABLE civicdesk.story (
    id text PRIMARY KEY,
    redacted boolean NOT NULL DEFAULT false
);

-- `sha256` is of the text. A body that was redacted is empty.
CREATE TABLE civicdesk.story_version (
    story text NOT NULL REFERENCES civicdesk.story,
    sha256 text NOT NULL,
    body text,
    who name NOT NULL,
    desk text NOT NULL,
    received timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL DEFAULT nextval('civicdesk.place_in_log'),
    PRIMARY KEY (story, sha256)
);
CREATE INDEX story_version_order ON civicdesk.story_version (xid, seq);

CREATE TABLE civicdesk.round (
    name text PRIMARY KEY CHECK (name <> ''),
    codebook text NOT NULL,
    codebook_version text NOT NULL,
    filter text NOT NULL,
    seed text NOT NULL,
    coders integer NOT NULL CHECK (coders > 0),
    blind boolean NOT NULL,
    unaided boolean NOT NULL,
    opened timestamptz NOT NULL DEFAULT clock_timestamp(),
    opened_by name NOT NULL,
    closed timestamptz,
    closed_by name,
    closed_xid xid8
);

-- Which stories a round has, and in which text they are coded.
CREATE TABLE civicdesk.round_story (
    round text NOT NULL REFERENCES civicdesk.round,
    story text NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (round, story),
    FOREIGN KEY (story, sha256) REFERENCES civicdesk.story_version
);
CREATE INDEX round_story_story ON civicdesk.round_story (story);

CREATE TABLE civicdesk.assignment (
    round text NOT NULL,
    story text NOT NULL,
    role name NOT NULL REFERENCES civicdesk.member,
    PRIMARY KEY (round, story, role),
    FOREIGN KEY (round, story) REFERENCES civicdesk.round_story
);
CREATE INDEX assignment_role ON civicdesk.assignment (role);

-- One id names one operation of one member: were it unique among all, a coder could find out whether another one's
-- exists. `body` is the operation in its canonical JSON, empty where it was redacted; `digest` is its SHA-256, `before`
-- that of the operation before by the same member and desk. It names its story by the id that it was written with;
-- `home` is the story that it was given with, which may have that id as an alias, `about` the one that its round has.
CREATE TABLE civicdesk.op (
    who name NOT NULL REFERENCES civicdesk.member,
    id text NOT NULL CHECK (id <> ''),
    desk text NOT NULL,
    round text NOT NULL,
    story text NOT NULL CHECK (story <> ''),
    home text NOT NULL,
    about text NOT NULL,
    field text NOT NULL,
    at text NOT NULL,
    signed_as text NOT NULL,
    body text,
    digest bytea NOT NULL,
    before bytea,
    received timestamptz NOT NULL DEFAULT clock_timestamp(),
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    seq bigint NOT NULL UNIQUE DEFAULT nextval('civicdesk.place_in_log'),
    PRIMARY KEY (who, id)
);
CREATE INDEX op_order ON civicdesk.op (xid, seq);
CREATE INDEX op_id ON civicdesk.op (id);
CREATE INDEX op_home ON civicdesk.op (home);
CREATE INDEX op_chain ON civicdesk.op (who, desk, seq);
CREATE INDEX op_round ON civicdesk.op (round, about);
-- What the planner estimates is for all to see by EXPLAIN: it must not know what rows say.
ALTER TABLE civicdesk.op
    ALTER who SET STATISTICS 0, ALTER id SET STATISTICS 0, ALTER desk SET STATISTICS 0, ALTER round SET STATISTICS 0,
    ALTER story SET STATISTICS 0, ALTER home SET STATISTICS 0, ALTER about SET STATISTICS 0,
    ALTER field SET STATISTICS 0, ALTER at SET STATISTICS 0, ALTER signed_as SET STATISTICS 0,
    ALTER body SET STATISTICS 0, ALTER digest SET STATISTICS 0, ALTER before SET STATISTICS 0,
    ALTER received SET STATISTICS 0, ALTER xid SET STATISTICS 0, ALTER seq SET STATISTICS 0;

CREATE TABLE civicdesk.redaction (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    id text NOT NULL,
    reason text NOT NULL,
    by name NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
