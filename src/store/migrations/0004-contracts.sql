-- A contract names its channel, by which it is read. Those that were made of the columns of 0001 did not, until the settings
-- were applied again; agreements that are gone from the settings never did.
update channel_agreement set contract = contract || jsonb_build_object('channel', channel) where not contract ? 'channel';
