"""The line of migrations: 0001_base.py and so on, each with SQL for both databases.

A module holds BOTH = [...], or SQLITE = [...] and POSTGRES = [...], one statement per item, and may hold
`async def data(run)` which moves or loads rows: `await run("SELECT … WHERE id = ?", 1)` gives a list of dicts.
Steps go forward only. After the first release a step that has left the house is never changed.
"""
