-- A dump that is restored into the very database that it was taken of has the same cluster and database: only where the
-- log lies on the disk is another place then, as after TRUNCATE. What moves it there without a loss, such as VACUUM FULL,
-- makes a new epoch as well, and has desks read and offer once more what is there.
CREATE OR REPLACE FUNCTION civicdesk.here() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT c.system_identifier || '/' || d.oid || '/' || pg_relation_filenode('civicdesk.op')
    FROM pg_control_system() AS c, pg_database AS d
    WHERE d.datname = current_database()
$$;
