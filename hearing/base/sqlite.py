"""Tortoise's SQLite engine, but every transaction takes the write lock when it begins.

The stock engine begins deferred: two processes then fail at once with "database is
locked" instead of waiting for each other. It also keeps its lock when a BEGIN fails.
"""

import sqlite3
from typing import Any

from tortoise.backends.base.client import NestedTransactionContext, TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import SqliteClient, SqliteTransactionContext, SqliteTransactionWrapper
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateTransaction(SqliteTransactionWrapper):
    """One transaction on the process's connection."""

    def _in_transaction(self) -> TransactionContext:
        return NestedTransactionContext(ImmediateTransaction(self))

    async def begin(self) -> None:
        """Wait for the write lock, at most busy_timeout."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as wrong:
            raise OperationalError(wrong) from wrong

    async def commit(self) -> None:
        """Commit; when that fails nothing of it stays open."""
        try:
            await super().commit()
        except BaseException as wrong:
            await self._connection.rollback()
            if isinstance(wrong, sqlite3.OperationalError):
                raise OperationalError(wrong) from wrong
            raise


class ImmediateContext(SqliteTransactionContext):
    """Takes the process's lock and begins, or gives the lock back."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            try:
                if self.connection._connection:  # a cancelled BEGIN may have begun all the same
                    await self.connection._connection.rollback()
            finally:
                self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client


class ImmediateClient(SqliteClient):
    """One connection per process."""

    def _in_transaction(self) -> TransactionContext:
        return ImmediateContext(ImmediateTransaction(self), self._lock)

    async def execute_many(self, query: str, values: list[list[Any]]) -> None:
        """The stock one leaves its transaction open when the task is cancelled."""
        async with self._in_transaction() as transaction:
            await transaction.execute_many(query, values)


client_class = ImmediateClient
