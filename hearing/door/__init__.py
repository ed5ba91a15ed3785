"""The door: who came, pressed in on telephones that may be without network."""
