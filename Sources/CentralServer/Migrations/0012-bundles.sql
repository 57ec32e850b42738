-- What a box signs with that has no network: its journal comes on a stick, and says by its
-- signature whose it is.

ALTER TABLE door_device
    -- Ed25519; NULL of a box that said none.
    ADD COLUMN signing_key bytea CHECK (octet_length(signing_key) = 32);

-- As before, with the key by which the box signs.
CREATE FUNCTION door_enrol(
    p_code_hash bytea, p_device text, p_public_key bytea, p_token_hash bytea, p_signing_key bytea
) RETURNS door_device
LANGUAGE plpgsql
AS $$
DECLARE
    made door_device;
BEGIN
    made := door_enrol(p_code_hash, p_device, p_public_key, p_token_hash);
    UPDATE door_device SET signing_key = p_signing_key WHERE id = made.id RETURNING * INTO made;
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION door_enrol(bytea, text, bytea, bytea, bytea) FROM PUBLIC;
