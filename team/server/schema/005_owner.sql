-- What an owner does to members, and to what must not be kept.

-- Have a role be a member with these rights; one who left is back. The role's own name is theirs to sign by: return
-- whether it is (another member may sign by it).
CREATE FUNCTION civicdesk.enrol(member name, rights text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM civicdesk.need('owner');
    INSERT INTO civicdesk.member AS m (role, rights) VALUES ($1, $2)
    ON CONFLICT (role) DO UPDATE SET rights = excluded.rights, gone = NULL;
    INSERT INTO civicdesk.member_name (key, name, role) VALUES (civicdesk.name_key($1::text), $1::text, $1)
    ON CONFLICT DO NOTHING;
    RETURN EXISTS (SELECT FROM civicdesk.member_name AS n WHERE n.key = civicdesk.name_key($1::text) AND n.role = $1);
END
$$;

-- Have a member be none from now on; what they gave stays. Return what they were: 'left', 'unknown', or 'last' for the
-- only owner, who stays.
CREATE FUNCTION civicdesk.dismiss(member name) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM civicdesk.need('owner');
    LOCK TABLE civicdesk.member IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM civicdesk.member AS m WHERE m.role = $1 AND m.gone IS NULL) THEN
        RETURN 'unknown';
    END IF;
    IF NOT EXISTS (
        SELECT FROM civicdesk.member AS m WHERE m.role <> $1 AND m.gone IS NULL AND m.rights = 'owner'
    ) THEN
        RETURN 'last';
    END IF;
    UPDATE civicdesk.member AS m SET gone = clock_timestamp() WHERE m.role = $1;
    RETURN 'left';
END
$$;

-- Empty what a story says, in all versions, with all that was decided on it; or one operation. Return how many rows
-- were emptied, but for what others decided on the story in blind rounds that are open: a count that is rolled back would
-- leave no trace. That it was done, by whom and why, is written down for all to read.
CREATE FUNCTION civicdesk.redact(kind text, id text, reason text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    stories bigint := 0;
    operations bigint;
BEGIN
    PERFORM civicdesk.need('owner');
    IF $1 = 'story' THEN
        UPDATE civicdesk.story AS s SET redacted = true WHERE s.id = $2;
        UPDATE civicdesk.story_version AS v SET body = NULL WHERE v.story = $2 AND v.body IS NOT NULL;
        GET DIAGNOSTICS stories = ROW_COUNT;
        SELECT count(*) INTO operations FROM civicdesk.op AS o
        WHERE $2 IN (o.story, o.home, o.about) AND o.body IS NOT NULL
            AND (o.who = session_user OR o.round <> ALL (civicdesk.hidden_rounds()));
        UPDATE civicdesk.op AS o SET body = NULL WHERE $2 IN (o.story, o.home, o.about) AND o.body IS NOT NULL;
    ELSE
        UPDATE civicdesk.op AS o SET body = NULL WHERE o.id = $2 AND o.body IS NOT NULL;
        GET DIAGNOSTICS operations = ROW_COUNT;
    END IF;
    IF stories + operations > 0 THEN
        INSERT INTO civicdesk.redaction (kind, id, reason, by) VALUES ($1, $2, $3, session_user);
    END IF;
    RETURN stories + operations;
END
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA civicdesk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    civicdesk.enrol(name, text), civicdesk.dismiss(name), civicdesk.redact(text, text, text) TO :owner;
