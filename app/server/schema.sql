-- Tables of the store, for SQLite and PostgreSQL alike.
CREATE TABLE IF NOT EXISTS visitor (
    id TEXT PRIMARY KEY, since DOUBLE PRECISION NOT NULL
);
CREATE TABLE IF NOT EXISTS answer (
    visitor TEXT NOT NULL REFERENCES visitor (id), question TEXT NOT NULL, answer TEXT NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (visitor, question)
);
CREATE INDEX IF NOT EXISTS answer_of_question ON answer (question, answer);
CREATE TABLE IF NOT EXISTS made (
    kind TEXT NOT NULL, name TEXT NOT NULL, visitor TEXT NOT NULL REFERENCES visitor (id),
    title TEXT NOT NULL DEFAULT '', at DOUBLE PRECISION NOT NULL, PRIMARY KEY (kind, name)
);
CREATE INDEX IF NOT EXISTS made_by ON made (visitor);
CREATE TABLE IF NOT EXISTS made_from (
    kind TEXT NOT NULL, name TEXT NOT NULL, address TEXT NOT NULL, PRIMARY KEY (kind, name)
);
CREATE TABLE IF NOT EXISTS secret (name TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS room (
    code TEXT PRIMARY KEY, maker TEXT NOT NULL, token TEXT NOT NULL DEFAULT '',
    at DOUBLE PRECISION NOT NULL, ends DOUBLE PRECISION NOT NULL,
    page TEXT NOT NULL DEFAULT '', question TEXT NOT NULL DEFAULT '',
    reached TEXT NOT NULL DEFAULT '',
    leads INTEGER NOT NULL DEFAULT 0, locks TEXT NOT NULL DEFAULT '',
    until DOUBLE PRECISION NOT NULL DEFAULT 0,
    version INTEGER NOT NULL DEFAULT 0, moves INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS room_teacher (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, PRIMARY KEY (room, visitor)
);
CREATE TABLE IF NOT EXISTS room_member (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, nickname TEXT NOT NULL,
    anonymous TEXT NOT NULL, is_in INTEGER NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, visitor)
);
CREATE INDEX IF NOT EXISTS room_of_member ON room_member (visitor);
CREATE TABLE IF NOT EXISTS room_answer (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, question TEXT NOT NULL,
    round TEXT NOT NULL, option TEXT NOT NULL, at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (room, question, visitor, round)
);
CREATE TABLE IF NOT EXISTS room_hand_in (
    room TEXT NOT NULL REFERENCES room (code), visitor TEXT NOT NULL, exercise TEXT NOT NULL,
    link BYTEA NOT NULL, measured TEXT NOT NULL, is_right INTEGER NOT NULL,
    at DOUBLE PRECISION NOT NULL, PRIMARY KEY (room, visitor, exercise)
);
CREATE TABLE IF NOT EXISTS room_revealed (
    room TEXT NOT NULL REFERENCES room (code), question TEXT NOT NULL, PRIMARY KEY (room, question)
);
