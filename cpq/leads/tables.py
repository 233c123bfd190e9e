"""Leads, the campaigns and forms that bring them, what they do, who got them and why, and what they were converted to."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint

from cpq.platform.records.store import Kind
from cpq.platform.records.tables import record_columns, record_constraints
from cpq.platform.storage.columns import Day, Document, Flag, Instant, Minor, Rate, Whole, Word
from cpq.platform.storage.tables import column, table
from cpq.rulebook.text import Text

CAMPAIGNS = table(
    "campaigns",
    *record_columns(),
    column("name", Word),
    column("channel", Word, null=True),
    column("start", Day, null=True),
    column("end", Day, null=True),
    column("currency", Word),
    column("budget", Minor, null=True),
    column("notes", Word, null=True),
    *record_constraints("campaigns"),
)
CAMPAIGN_COSTS = table(
    "campaign_costs",
    column("campaign", Word, ForeignKey("campaigns.id"), primary_key=True),
    column("day", Day, primary_key=True),
    column("amount", Minor),
    column("by", Word),
    column("at", Instant),
)
"""What a campaign cost on a day, in minor units of its currency; said again, it is as said last."""
LEADS = table(
    "leads",
    *record_columns(),
    column("name", Word, null=True),
    column("company", Word, null=True),
    column("company_key", Word, null=True, index=True),
    column("title", Word, null=True),
    column("phone", Word, null=True, index=True),
    column("phone_extension", Word, null=True),
    column("phone_home", Document, null=True),
    column("email", Word, null=True),
    column("email_key", Word, null=True, index=True),
    column("region", Word, null=True),
    column("industry", Word, null=True),
    column("size", Whole, null=True),
    column("credit_code", Word, null=True, index=True),
    column("source", Word, null=True),
    column("campaign", Word, null=True, index=True),
    column("channel", Word, null=True),
    column("form", Word, null=True),
    column("notes", Word, null=True),
    column("consent", Flag, null=True),
    column("fields", Document, null=True),
    column("state", Word),
    column("state_at", Instant),
    column("reason", Word, null=True),
    column("pool", Word),
    column("assigned_at", Instant, null=True),
    column("due_at", Instant, null=True),
    column("responded_at", Instant, null=True),
    column("active_at", Instant),
    *record_constraints("leads"),
    Index("ix_leads_state_due_at", "state", "due_at"),
    Index("ix_leads_pool_active_at", "pool", "active_at"),
)
"""`fields` are those that the rulebook declares; `pool` is the public pool that a lead waits in, or empty; `reason` is why it was disqualified
last. `company_key` and `email_key` are what two notations have in common; `due_at` is until when somebody is to respond, and `active_at` when
something was done about it last.
"""
SAID = (
    "name",
    "company",
    "title",
    "phone",
    "phone_extension",
    "phone_home",
    "email",
    "region",
    "industry",
    "size",
    "credit_code",
    "source",
    "campaign",
    "channel",
    "form",
    "notes",
    "consent",
    "fields",
)
"""What people, files and forms say of a lead."""
LEAD = Kind("lead", LEADS, "lead", Text(zh="线索", en="lead"), (*SAID, "state", "reason", "owner", "team", "pool"))
CAMPAIGN = Kind(
    "campaign",
    CAMPAIGNS,
    "cmp",
    Text(zh="市场活动", en="campaign"),
    ("name", "channel", "start", "end", "currency", "budget", "notes"),
)
FORMS = table(
    "lead_forms",
    column("id", Word, primary_key=True),
    column("name", Word),
    column("campaign", Word, ForeignKey("campaigns.id"), null=True),
    column("channel", Word, null=True),
    column("consent", Document, null=True),
    column("origins", Document),
    column("active", Flag),
    column("created_by", Word),
    column("created_at", Instant),
)
"""`id` is the public key of a form on a web page; `consent` is the sentence that people agree to, `origins` the pages that it may stand on."""
LEAD_EVENTS = table(
    "lead_events",
    column("id", Word, primary_key=True),
    column("lead", Word, ForeignKey("leads.id")),
    column("external", Word),
    column("kind", Word),
    column("at", Instant),
    column("known_at", Instant),
    column("by", Word),
    column("content", Document),
    UniqueConstraint("lead", "external"),
    Index("ix_lead_events_lead_at", "lead", "at"),
)
"""What a lead did: `external` is what the system that saw it calls it, so that it counts once. Only added to."""
SCORES = table(
    "lead_scores",
    column("lead", Word, ForeignKey("leads.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("at", Instant),
    column("rulebook", Word),
    column("set", Word),
    column("version", Word),
    column("value", Rate, null=True),
    column("grade", Word, null=True),
)
"""What a lead scored by a set of rules after something about it changed, by which rulebook: from this it can be scored again as it was. Only
added to.
"""
ASSIGNMENTS = table(
    "lead_assignments",
    column("lead", Word, ForeignKey("leads.id"), primary_key=True),
    column("number", Whole, primary_key=True),
    column("at", Instant),
    column("owner", Word),
    column("pool", Word),
    column("how", Word),
    column("rule", Word, null=True),
    column("place", Word, null=True),
    column("why", Document),
    column("rulebook", Word, null=True),
    Index("ix_lead_assignments_owner_at", "owner", "at"),
)
"""Who got a lead, when and why. `how` is rule, person, claim, release or recycling. Only added to."""
CLAIMS = table(
    "lead_claims",
    column("user", Word, primary_key=True),
    column("day", Day, primary_key=True),
    column("number", Whole, primary_key=True),
    column("lead", Word),
    column("at", Instant),
)
"""What somebody took from the public pool; the number within the day keeps two at once from going over the limit."""
CONVERSIONS = table(
    "lead_conversions",
    column("lead", Word, ForeignKey("leads.id"), primary_key=True),
    column("account", Word),
    column("contact", Word, null=True),
    column("opportunity", Word, null=True),
    column("matched_by", Word),
    column("by", Word),
    column("at", Instant),
    UniqueConstraint("opportunity"),
)
"""What a lead became; there is one for each lead, so that twice is once."""
