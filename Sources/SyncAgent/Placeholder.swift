enum SyncAgentPlaceholder {}
