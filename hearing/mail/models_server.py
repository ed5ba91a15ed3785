"""The mail server as it was last seen."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from hearing.base.fields import UtcField


class MailServer(Model):
    """One server of HEARING_SMTP: whether it takes our mail, what it said, what it can do."""

    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=320, unique=True)
    seen_at = UtcField(null=True)  # when it last answered about a mail
    down_since = UtcField(null=True)
    fault = fields.CharField(max_length=20, default="")  # smtp.Fault
    code = fields.IntField(null=True)
    words = fields.CharField(max_length=500, default="")
    features: Any = fields.JSONField(default=list)  # lines of its EHLO

    class Meta:
        table = "mail_server"
