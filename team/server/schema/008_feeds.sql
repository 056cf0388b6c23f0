-- Which desk fetches a feed, and until when no other one need; and what each of these files said when it was applied.

ALTER TABLE civicdesk.schema_file ADD sha256 text;

CREATE TABLE civicdesk.feed (
    address text PRIMARY KEY CHECK (length(address) <= 2000),
    who name NOT NULL REFERENCES civicdesk.member,
    desk text NOT NULL,
    until timestamptz NOT NULL
);
ALTER TABLE civicdesk.feed ENABLE ROW LEVEL SECURITY;
CREATE POLICY members ON civicdesk.feed FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
GRANT SELECT ON civicdesk.feed TO :reader;

-- Take those feeds that no other desk fetches just now, each for so long; return which they are.
CREATE FUNCTION civicdesk.lease(desk text, addresses text[], lasting interval) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    this_desk CONSTANT text := desk;
    ending CONSTANT timestamptz := clock_timestamp() + least(lasting, interval '1 day');
BEGIN
    PERFORM civicdesk.need('coder', 'adjudicator', 'owner');
    RETURN QUERY
    INSERT INTO civicdesk.feed AS f (address, who, desk, until)
    SELECT DISTINCT a, session_user, this_desk, ending FROM unnest(addresses) AS a
    WHERE length(a) <= 2000 ORDER BY a  -- two who ask at once wait for each other in one order
    ON CONFLICT (address) DO UPDATE SET who = session_user, desk = this_desk, until = ending
    WHERE f.until <= clock_timestamp() OR (f.who = session_user AND f.desk = this_desk)
        OR NOT EXISTS (SELECT FROM civicdesk.member AS m WHERE m.role = f.who AND m.gone IS NULL)
    RETURNING f.address;
END
$$;

REVOKE ALL ON FUNCTION civicdesk.lease(text, text[], interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION civicdesk.lease(text, text[], interval) TO :coder;
