"""The schema as the models want it, as a database has it, and what differs.

Draft for whoever writes a migration: `.venv/bin/python -m tests.schema [postgres]`.
"""

import asyncio
import re
import sys
from dataclasses import dataclass, field
from typing import Any

from tortoise.context import TortoiseContext, require_context
from tortoise.models import Model

from hearing.base.addresses import DatabaseUrl
from hearing.db import config, dialect, rows

Columns = tuple[str, ...]


@dataclass
class Table:
    """What one table is: columns (type, may be null), keys, indexes; `named` are partial uniques and checks."""

    columns: dict[str, tuple[str, bool]] = field(default_factory=dict)
    primary: Columns = ()
    unique: set[Columns] = field(default_factory=set)
    indexes: set[Columns] = field(default_factory=set)
    foreign: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)


def wanted() -> dict[str, Table]:
    """The tables as the models declare them."""
    apps = require_context().apps
    assert apps is not None
    return {model._meta.db_table: _of(model) for model in apps["hearing"].values()}


def _of(model: type[Model]) -> Table:
    meta, kind = model._meta, dialect()
    column = meta.fields_db_projection
    assert not meta.m2m_fields, f"{model.__name__}: link tables are models of their own"
    table = Table(primary=(meta.db_pk_column,), named=set(getattr(model, "CONSTRAINTS", [])))
    for name, it in meta.fields_map.items():
        if name in column:
            generated = it.pk and it.generated
            sql_type = "INTEGER" if generated else str(it.get_for_dialect(kind, "SQL_TYPE"))
            table.columns[column[name]] = (_plain(sql_type), it.null)
            if not it.pk and it.unique:
                table.unique.add((column[name],))
            elif not it.pk and it.index:
                table.indexes.add((column[name],))
    for name in meta.fk_fields | meta.o2o_fields:
        link: Any = meta.fields_map[name]
        target = link.related_model._meta
        key = column[link.source_field]
        table.foreign[key] = (target.db_table, target.fields_db_projection[link.to_field], str(link.on_delete.value))
        if name in meta.o2o_fields:
            table.unique.add((key,))

    def columns(names: Any) -> Columns:
        fields = [meta.fields_map[n] for n in names]
        return tuple(column[getattr(f, "source_field", None) or f.model_field_name] for f in fields)

    table.unique |= {columns(names) for names in meta.unique_together}
    table.indexes |= {columns(getattr(index, "fields", index)) for index in meta.indexes or ()}
    return table


def _plain(sql_type: str) -> str:
    """One spelling for each type."""
    spelt = sql_type.upper().replace("CHARACTER VARYING", "VARCHAR").replace("WITH TIME ZONE", "TZ")
    same = {"INT": "INTEGER", "BOOL": "BOOLEAN", "TIMESTAMPTZ": "TIMESTAMP TZ", "NUMERIC": "DECIMAL"}
    return same.get(spelt, spelt)


async def found() -> dict[str, Table]:
    """The tables as the open database has them, the migrations' own left out."""
    tables = await (_found_sqlite() if dialect() == "sqlite" else _found_postgres())
    tables.pop("migration", None)
    return tables


async def _found_sqlite() -> dict[str, Table]:
    tables = {}
    for made in await rows("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"):
        table = tables[made["name"]] = Table()
        for it in await rows("SELECT * FROM pragma_table_info(?)", made["name"]):
            table.columns[it["name"]] = (_plain(it["type"]), not it["notnull"])
            table.primary += (it["name"],) if it["pk"] else ()
        for it in await rows("SELECT * FROM pragma_foreign_key_list(?)", made["name"]):
            table.foreign[it["from"]] = (it["table"], it["to"], it["on_delete"])
        for it in await rows("SELECT * FROM pragma_index_list(?)", made["name"]):
            inside = await rows("SELECT name FROM pragma_index_info(?) ORDER BY seqno", it["name"])
            _index(table, it["name"], tuple(i["name"] for i in inside), it["unique"], it["partial"], it["origin"])
        table.named |= set(re.findall(r"CONSTRAINT (\w+) CHECK", made["sql"]))
    return tables


def _index(table: Table, name: str, columns: Columns, unique: bool, partial: bool, origin: str = "c") -> None:
    if partial:
        table.named.add(name)
    elif origin != "pk":
        (table.unique if unique else table.indexes).add(columns)


POSTGRES_COLUMNS = """SELECT t.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
  NOT a.attnotnull AS empty FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
  WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped"""
POSTGRES_INDEXES = """SELECT t.relname AS "table", i.relname AS name, x.indisunique AS one, x.indisprimary AS first,
  x.indpred IS NOT NULL AS part, array(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY k(n, o)
    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY k.o) AS columns
  FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
  WHERE t.relnamespace = 'public'::regnamespace"""
POSTGRES_FOREIGN = """SELECT t.relname AS "table", a.attname AS name, r.relname AS target, b.attname AS to,
  CASE c.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE'
    WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END AS deleted FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
  JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = c.confkey[1] WHERE c.contype = 'f'"""
POSTGRES_CHECKS = """SELECT t.relname AS "table", c.conname AS name FROM pg_constraint c
  JOIN pg_class t ON t.oid = c.conrelid WHERE c.contype = 'c' AND t.relnamespace = 'public'::regnamespace"""


async def _found_postgres() -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for it in await rows(POSTGRES_COLUMNS):
        tables.setdefault(it["table"], Table()).columns[it["name"]] = (_plain(it["type"]), it["empty"])
    for it in await rows(POSTGRES_INDEXES):
        table, columns = tables[it["table"]], tuple(it["columns"])
        if it["first"]:
            table.primary = columns
        else:
            _index(table, it["name"], columns, it["one"], it["part"])
    for it in await rows(POSTGRES_FOREIGN):
        tables[it["table"]].foreign[it["name"]] = (it["target"], it["to"], it["deleted"])
    for it in await rows(POSTGRES_CHECKS):
        tables[it["table"]].named.add(it["name"])
    return tables


def differences(models: dict[str, Table], migrated: dict[str, Table]) -> list[str]:
    """Every difference in words; none when migrations and models agree."""
    told = [f"{name}: no such table is migrated" for name in models.keys() - migrated.keys()]
    told += [f"{name}: no model has this table" for name in migrated.keys() - models.keys()]
    for name in sorted(models.keys() & migrated.keys()):
        for part in ("columns", "primary", "unique", "indexes", "foreign", "named"):
            want, have = _items(getattr(models[name], part)), _items(getattr(migrated[name], part))
            told += [f"{name}: {part} lacks {it} in the migrations" for it in sorted(want - have, key=str)]
            told += [f"{name}: {part} lacks {it} in the models" for it in sorted(have - want, key=str)]
    return told


def _items(part: Any) -> set[Any]:
    return set(part.items()) if isinstance(part, dict) else {part} if isinstance(part, tuple) else set(part)


async def draft(kind: str) -> str:
    """What Tortoise would make of the models; indexes and constraints still need a person's eye."""
    url = DatabaseUrl("postgres", name="draft") if kind == "postgres" else DatabaseUrl("sqlite", path=":memory:")
    async with TortoiseContext() as context:
        await context.init(config(url))
        connection = context.db()
        return str(connection.schema_generator(connection).get_create_schema_sql(safe=False))


if __name__ == "__main__":
    print(asyncio.run(draft(sys.argv[1] if len(sys.argv) > 1 else "sqlite")))
