-- The only thing of ours that is tied to the platform's tables: triggers, once a statement, after
-- it. Adding them takes a lock on each table for as long as this migration runs, which is
-- milliseconds; what is in the tables already is put into the outbox afterwards, by door_adopt.

CREATE TRIGGER door_tickets_made AFTER INSERT ON tickets
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION door_tickets_made();
CREATE TRIGGER door_tickets_changed AFTER UPDATE ON tickets
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION door_tickets_changed();
CREATE TRIGGER door_tickets_gone AFTER DELETE ON tickets
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION door_tickets_gone();

-- An order is news by its tickets, which come after it.
CREATE TRIGGER door_orders_changed AFTER UPDATE ON orders
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION door_orders_changed();

CREATE TRIGGER door_tiers_made AFTER INSERT ON ticket_tiers
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION door_tiers_changed();
CREATE TRIGGER door_tiers_changed AFTER UPDATE ON ticket_tiers
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION door_tiers_changed();
CREATE TRIGGER door_tiers_gone AFTER DELETE ON ticket_tiers
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION door_tiers_changed();

CREATE TRIGGER door_events_made AFTER INSERT ON events
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION door_events_changed();
CREATE TRIGGER door_events_changed AFTER UPDATE ON events
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION door_events_changed();
CREATE TRIGGER door_events_gone AFTER DELETE ON events
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION door_events_changed();

CREATE TRIGGER door_key_changed AFTER INSERT OR UPDATE OR DELETE ON door_key
FOR EACH ROW EXECUTE FUNCTION door_own_changed('key');
CREATE TRIGGER door_staff_changed AFTER INSERT OR UPDATE OR DELETE ON door_staff
FOR EACH ROW EXECUTE FUNCTION door_own_changed('staff');
CREATE TRIGGER door_message_changed AFTER INSERT ON door_message
FOR EACH ROW EXECUTE FUNCTION door_own_changed('message');
CREATE TRIGGER door_reservation_changed AFTER INSERT OR UPDATE OR DELETE ON door_reservation
FOR EACH ROW EXECUTE FUNCTION door_own_changed('reservation');
CREATE TRIGGER door_ticket_changed AFTER INSERT OR UPDATE OR DELETE ON door_ticket
FOR EACH ROW EXECUTE FUNCTION door_own_changed('ticket');
CREATE TRIGGER door_policy_changed AFTER UPDATE OF policy ON door_event
FOR EACH ROW WHEN (OLD.policy IS DISTINCT FROM NEW.policy)
EXECUTE FUNCTION door_own_changed('policy');

-- Puts everything that an event has into the outbox, for events that were there before us. Doing it
-- twice is no harm. Returns how many rows that were.
CREATE FUNCTION door_adopt(p_event text) RETURNS bigint
LANGUAGE plpgsql
AS $$
DECLARE
    made bigint;
BEGIN
    PERFORM door_ensure_event(p_event);
    INSERT INTO door_outbox (event, kind, key)
    SELECT p_event, kind, key FROM (
        SELECT 'event' AS kind, key, 1 AS rank FROM door_event_row WHERE id = door_uuid(p_event)
        UNION ALL SELECT 'tier', r.id::text, 2
        FROM ticket_tiers r WHERE r.event_id = door_uuid(p_event)
        UNION ALL SELECT 'ticket', t.id::text, 3
        FROM tickets t JOIN ticket_tiers r ON r.id = t.ticket_tier_id
        WHERE r.event_id = door_uuid(p_event)
        ORDER BY rank, key
    ) AS everything;
    GET DIAGNOSTICS made = ROW_COUNT;
    PERFORM door_wake(p_event);
    RETURN made;
END
$$;
