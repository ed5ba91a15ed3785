"""The post office: mail out, from the row that asks for it to the server that takes it."""
