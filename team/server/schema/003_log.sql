-- The log: arriving, giving stories, pushing operations. Pulling is a plain query under the policies.

-- Where the transaction numbers of this database come from.
CREATE FUNCTION civicdesk.here() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.system_identifier || '/' || d.oid
    FROM pg_control_system() AS c, pg_database AS d
    WHERE d.datname = current_database()
$$;

INSERT INTO civicdesk.team (place) VALUES (civicdesk.here());

-- Return the epoch that cursors are of. In a database that was restored from a dump, whose rows name transactions of
-- another one, it is a new one from the first arrival on; a restored copy of the whole server is on another timeline.
CREATE FUNCTION civicdesk.arrive() RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    known civicdesk.team;
BEGIN
    SELECT * INTO STRICT known FROM civicdesk.team;
    IF known.place <> civicdesk.here() THEN
        SELECT * INTO STRICT known FROM civicdesk.team FOR UPDATE;
        IF known.place <> civicdesk.here() THEN
            UPDATE civicdesk.op SET xid = '3';  -- the first number that any transaction can have
            UPDATE civicdesk.story_version SET xid = '3';
            UPDATE civicdesk.round SET closed_xid = '3' WHERE closed IS NOT NULL;
            UPDATE civicdesk.team SET place = civicdesk.here(), epoch = gen_random_uuid() RETURNING * INTO known;
        END IF;
    END IF;
    RETURN left(md5(known.epoch || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)), 16);
END
$$;

CREATE FUNCTION civicdesk.need(VARIADIC allowed text[]) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT coalesce(civicdesk.rights() = ANY (allowed), false) THEN
        RAISE insufficient_privilege USING MESSAGE = 'not allowed to this member';
    END IF;
END
$$;

-- Names of one coder are written in one way or another: case and the encoding of accents say nothing.
CREATE FUNCTION civicdesk.name_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT normalize(lower(normalize(btrim(name), NFKD)), NFC)
$$;

-- Give stories, each a JSON object with the fields of a story file. What is known in the same text stays.
CREATE FUNCTION civicdesk.give(desk text, bodies text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE
    given bigint;
BEGIN
    PERFORM civicdesk.need('coder', 'adjudicator', 'owner');
    INSERT INTO civicdesk.story (id)
    SELECT DISTINCT body::json ->> 'id' FROM unnest(bodies) AS body ORDER BY 1
    ON CONFLICT DO NOTHING;
    INSERT INTO civicdesk.story_version (story, sha256, body, who, desk)
    SELECT DISTINCT ON (s.id, text.sha256) s.id, text.sha256, b.body, session_user, desk
    FROM unnest(bodies) WITH ORDINALITY AS b(body, place)
    CROSS JOIN LATERAL (
        SELECT encode(sha256(convert_to(coalesce(b.body::json ->> 'text', ''), 'UTF8')), 'hex') AS sha256
    ) AS text
    JOIN civicdesk.story AS s ON s.id = b.body::json ->> 'id' AND NOT s.redacted
    ORDER BY s.id, text.sha256, b.place
    ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS given = ROW_COUNT;
    IF given > 0 THEN
        PERFORM pg_notify('civicdesk', '');
    END IF;
    RETURN given;
END
$$;

-- Take names that nobody has. The member's row is locked: one member's pushes come one after another.
CREATE FUNCTION civicdesk.claim(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1 FROM civicdesk.member WHERE role = session_user AND gone IS NULL FOR NO KEY UPDATE;
    INSERT INTO civicdesk.member_name (key, name, role)
    SELECT DISTINCT ON (civicdesk.name_key(n)) civicdesk.name_key(n), n, session_user
    FROM unnest(names) AS n
    WHERE n <> '' AND civicdesk.name_key(n) NOT IN ('', 'agreed')
        AND (SELECT count(*) FROM civicdesk.member_name WHERE role = session_user) < 50
    ORDER BY civicdesk.name_key(n)
    LIMIT 50
    ON CONFLICT DO NOTHING;
END
$$;

-- Push operations, each in its canonical JSON; `names` has for each a JSON array of all ids of its story. Return for
-- each, by its place, what was said: 'kept', 'differs' where the member's operation of that id has another content,
-- 'taken' where the id is that of another's that the member can see, or what else keeps it from being taken in.
CREATE FUNCTION civicdesk.push(desk text, bodies text[], names text[]) RETURNS TABLE (place bigint, said text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    this_desk CONSTANT text := desk;
    settles CONSTANT boolean := civicdesk.rights() IN ('adjudicator', 'owner');
    signed text[];
    agreed text[];
    mine text[];
    hidden text[];
BEGIN
    PERFORM civicdesk.need('coder', 'adjudicator', 'owner');
    signed := ARRAY(
        SELECT DISTINCT v.n FROM unnest(bodies) AS b, LATERAL (VALUES (b::json ->> 'who'), (b::json ->> 'by')) AS v(n)
        WHERE v.n IS NOT NULL
    );
    agreed := ARRAY(SELECT n FROM unnest(signed) AS n WHERE civicdesk.name_key(n) = 'agreed');
    PERFORM civicdesk.claim(ARRAY(
        SELECT DISTINCT b::json ->> CASE WHEN b::json ->> 'who' = ANY (agreed) THEN 'by' ELSE 'who' END
        FROM unnest(bodies) AS b
    ));
    mine := ARRAY(
        SELECT n FROM unnest(signed) AS n
        JOIN civicdesk.member_name AS m ON m.key = civicdesk.name_key(n) AND m.role = session_user
    );
    -- a round that is being closed waits for us, or we for it
    PERFORM 1 FROM civicdesk.round AS r
    WHERE r.name IN (SELECT b::json ->> 'round' FROM unnest(bodies) AS b) ORDER BY r.name FOR SHARE;
    hidden := civicdesk.hidden_rounds();
    RETURN QUERY
    WITH came AS MATERIALIZED (
        SELECT u.place, u.body, j.id, j.story, j.field, coalesce(j.round, '') AS round, j.at, j.who AS signed,
            CASE WHEN j.who = ANY (agreed) THEN j.by ELSE j.who END AS signer, j.who = ANY (agreed) AS settling,
            sha256(convert_to(u.body, 'UTF8')) AS digest,
            ARRAY(SELECT json_array_elements_text(u.names::json)) || j.story AS names
        FROM unnest(bodies, names) WITH ORDINALITY AS u(body, names, place)
        CROSS JOIN LATERAL json_to_record(u.body::json)
            AS j(id text, story text, field text, round text, at text, who text, by text)
    ), looked AS MATERIALIZED (
        SELECT c.*, k.digest AS known, coalesce(part.story, c.story) AS about,
            first_value(c.digest) OVER same AS first, row_number() OVER same AS time,
            CASE
                WHEN k.digest IS NOT NULL THEN NULL
                WHEN c.field IN ('star', 'read', 'hide', 'apart') THEN 'private'
                WHEN c.settling AND NOT settles THEN 'settles'
                WHEN coalesce(c.signer <> ALL (mine), true) THEN 'name'
                WHEN EXISTS (
                    SELECT FROM civicdesk.op AS o
                    WHERE o.id = c.id AND o.who <> session_user AND o.round <> ALL (hidden)
                ) THEN 'taken'
                WHEN EXISTS (SELECT FROM civicdesk.story AS s WHERE s.id = ANY (c.names) AND s.redacted) THEN 'redacted'
                WHEN c.round = '' THEN CASE WHEN hidden <> '{}' AND EXISTS (
                    SELECT FROM civicdesk.round_story AS s WHERE s.story = ANY (c.names) AND s.round = ANY (hidden)
                ) THEN 'blind' END
                WHEN r.name IS NULL THEN 'unknown round'
                WHEN r.closed IS NOT NULL THEN 'closed'
                WHEN part.story IS NULL THEN 'not assigned'
            END AS objection
        FROM came AS c
        LEFT JOIN civicdesk.op AS k ON k.who = session_user AND k.id = c.id
        LEFT JOIN civicdesk.round AS r ON r.name = c.round
        LEFT JOIN LATERAL (
            SELECT a.story FROM civicdesk.assignment AS a
            WHERE a.round = c.round AND a.story = ANY (c.names) AND a.role = session_user LIMIT 1
        ) AS part ON c.round <> ''
        WINDOW same AS (PARTITION BY c.id ORDER BY c.place)
    ), added AS (
        INSERT INTO civicdesk.op (who, id, desk, round, story, home, about, field, at, signed_as, body, digest, before)
        SELECT session_user, l.id, this_desk, l.round, l.story, l.names[1], l.about, l.field, l.at, l.signed, l.body, l.digest,
            coalesce(
                lag(l.digest) OVER (ORDER BY l.place),
                (SELECT o.digest FROM civicdesk.op AS o
                 WHERE o.who = session_user AND o.desk = this_desk ORDER BY o.seq DESC LIMIT 1)
            )
        FROM looked AS l
        WHERE l.known IS NULL AND l.objection IS NULL AND l.time = 1
        ORDER BY l.place
        ON CONFLICT (who, id) DO NOTHING
        RETURNING round
    ), rung AS (
        -- what nobody else can see rings for nobody
        SELECT pg_notify('civicdesk', '') FROM (SELECT FROM added WHERE round <> ALL (hidden) LIMIT 1) AS one
    )
    SELECT l.place, CASE
        WHEN l.objection IS NOT NULL THEN l.objection
        WHEN coalesce(l.known, l.first) = l.digest THEN 'kept'
        ELSE 'differs'
    END
    FROM looked AS l, (SELECT count(*) FROM rung) AS bell
    ORDER BY l.place;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA civicdesk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION civicdesk.arrive(), civicdesk.need(text[]) TO :reader;
GRANT EXECUTE ON FUNCTION civicdesk.give(text, text[]), civicdesk.push(text, text[], text[]) TO :coder;
