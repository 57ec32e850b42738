-- What is ours is for us: a database's other users call none of these functions. Triggers run as
-- whoever owns them, so that a sale needs no right here.

DO $$
DECLARE
    its regprocedure;
BEGIN
    FOR its IN
        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE n.nspname = 'public' AND p.proname LIKE 'door\_%'
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', its);
    END LOOP;
END
$$;
