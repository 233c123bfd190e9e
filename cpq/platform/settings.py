"""The settings of the service, from the environment: `CPQ_PORT=8080`, `CPQ_SHOW_COSTS=true`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cpq.platform.people.rights import RoleName
from cpq.platform.proxies import networks_of
from cpq.rulebook.finding import Finding, Refused
from cpq.rulebook.place import Place
from cpq.rulebook.text import Text


def _zone(name: str) -> str:
    """As it is written, where there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError):
        raise ValueError(f"there is no time zone {name}; write an IANA name such as Asia/Shanghai") from None
    return name


HttpAddress = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+[^\s?#]*$", max_length=300)]
Seconds = Annotated[float, Field(gt=0, le=3600)]


def _networks(text: str) -> str:
    """As it is written, where it names addresses and networks."""
    networks_of(text)
    return text


def _object(written: object) -> object:
    """A JSON object as it is written; anything else is left to be refused."""
    try:
        return json.loads(written) if isinstance(written, str) else written
    except ValueError:
        raise ValueError('it is a JSON object, such as {"sales": "rep"}') from None


RolesOfGroups = Annotated[dict[str, RoleName], NoDecode, BeforeValidator(_object)]
TeamsOfGroups = Annotated[dict[str, str], NoDecode, BeforeValidator(_object)]


class Settings(BaseSettings):
    """Every setting with its default; a name in the environment is the field's in capitals after `CPQ_`."""

    model_config = SettingsConfigDict(env_prefix="CPQ_", frozen=True, extra="ignore")

    workspace: Path | None = None
    """The folder with `rules/`; the sample company that comes with the program where there is none."""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    """0 takes any free port."""
    workers: Annotated[int, Field(ge=1, le=256)] = 1
    database: str | None = None
    """`postgresql://user@host/name` or `sqlite:////folder/file.db`; a file in the user's data folder where there is none."""
    secret: Annotated[SecretStr, Field(min_length=32)] | None = None
    """What acceptance links are signed with, at least 32 characters; kept in the database where there is none."""
    time_zone: Annotated[str, AfterValidator(_zone), Field(max_length=100)] = "Asia/Shanghai"
    """In which days begin and end: what is due today, which invoice is late."""
    secure_cookies: bool = False
    """Whether cookies are for https only: true behind a proxy that speaks it."""
    trusted_proxies: Annotated[str, AfterValidator(_networks), Field(max_length=2_000)] = ""
    """The proxies whose `X-Forwarded-For` is believed, as addresses or networks with commas between: 10.0.0.0/8; none are by default."""
    public_url: HttpAddress | None = None
    """Where people reach the service: https://quotes.example.com; the sign-in provider sends them back there."""
    oidc_issuer: HttpAddress | None = None
    """The company's sign-in provider (OpenID Connect); people sign in with passwords alone where there is none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    oidc_scopes: str = "openid profile email"
    oidc_login_claim: str = "email"
    """What the provider says that is the login here; an e-mail address only where the provider has verified it."""
    oidc_newcomers: RoleName | None = None
    """The role of people whom nobody put in before, and of those whom no group gives one; they are refused where there is none."""
    oidc_groups_claim: Annotated[str, Field(min_length=1, max_length=200)] = "groups"
    """What the provider says that are somebody's groups; `realm_access.roles` is a claim within another."""
    oidc_roles: RolesOfGroups = {}
    """The role of each group: {"sales": "rep", "heads of sales": "manager"}; the first that somebody is in counts, anew at every sign-in."""
    oidc_teams: TeamsOfGroups = {}
    """The team of each group, by its id or name: {"sales-east": "East"}; as with roles."""

    metrics: bool = False
    """Whether /metrics answers."""
    metrics_token: SecretStr | None = None
    """What Prometheus shows as Authorization: Bearer; anybody may read the metrics where there is none."""
    log_format: Literal["json", "text"] | None = None
    """One JSON object a line, or text for people; where it is not said, text at a terminal and JSON elsewhere."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    traces: HttpAddress | None = None
    """Where spans are sent by OTLP over HTTP: http://collector:4318/v1/traces; no spans are made where there is none."""

    requests_per_second: Annotated[float, Field(gt=0, le=1_000_000)] = 50
    """How often one caller may ask in the long run, of all processes together."""
    burst: Annotated[int, Field(ge=1, le=1_000_000)] = 200
    """How often at once; of every further process that answers up to a tenth more."""

    forms_per_minute: Annotated[float, Field(gt=0, le=1_000_000)] = 12
    """How often one address may send forms of web pages in the long run, in every process."""
    form_burst: Annotated[int, Field(ge=1, le=1_000_000)] = 10
    """How often at once."""

    webhook_seconds: Annotated[float, Field(gt=0, le=60)] = 10
    """How long a delivery may take."""
    webhook_days: Annotated[int, Field(ge=1, le=90)] = 5
    """How long nothing may arrive before a webhook is disabled."""
    webhook_http: bool = False
    """Whether deliveries may go by http, not encrypted: for networks of one's own."""
    webhook_anywhere: bool = False
    """Whether deliveries may go to private addresses: for networks of one's own."""

    most_body_bytes: Annotated[int, Field(ge=1_000, le=20_000_000)] = 2_000_000
    most_archive_bytes: Annotated[int, Field(ge=1_000, le=200_000_000)] = 20_000_000
    """Of a rulebook's zip."""
    most_unpacked_bytes: Annotated[int, Field(ge=1_000, le=2_000_000_000)] = 200_000_000
    """Of the files in it."""
    most_archive_entries: Annotated[int, Field(ge=1, le=100_000)] = 4_000
    most_attachment_bytes: Annotated[int, Field(ge=1_000, le=200_000_000)] = 10_000_000
    most_import_bytes: Annotated[int, Field(ge=1_000, le=200_000_000)] = 20_000_000
    """Of a file whose rows are imported."""
    most_header_bytes: Annotated[int, Field(ge=1_000, le=1_000_000)] = 16_000
    header_seconds: Seconds = 10
    """How long a connection may take to say what it asks for."""
    body_seconds: Seconds = 20
    """How long the body of a request may take to arrive."""
    answer_seconds: Seconds = 30
    """How long an answer that leaves the event loop may take, waiting included."""
    check_seconds: Seconds = 300
    """How long a rulebook that is sent may be checked, waiting included; one is checked at a time."""
    rulebook_seconds: Annotated[float, Field(gt=0, le=3600)] = 2
    """How often a process asks which rulebook is in force."""
    shutdown_seconds: Annotated[int, Field(ge=1, le=3600)] = 30
    """How long requests that are being answered may go on when the service is stopped."""

    short_bytes: Annotated[int, Field(ge=0)] = 20_000
    """A body of so many bytes is read in the event loop; a longer one leaves it."""
    short_lines: Annotated[int, Field(ge=0)] = 20
    """So many lines are priced in the event loop."""
    remembered_bytes: Annotated[int, Field(ge=0, le=100_000_000_000)] = 32_000_000
    """How many bytes of prices and configurations a process keeps for who asks the same again; 0 keeps none."""
    threads: Annotated[int, Field(ge=1, le=64)] = 2
    """How many long answers are worked on at a time."""
    most_waiting: Annotated[int, Field(ge=0, le=10_000)] = 32
    """How many may wait for their turn; more are turned away with 503."""
    database_connections: Annotated[int, Field(ge=1, le=200)] = 8
    """Of each process; SQLite takes two at the most, for more only get in each other's way."""
    batch_requests: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    batch_lines: Annotated[int, Field(ge=1, le=1_000_000)] = 10_000


def settings_of_the_environment() -> Settings:
    """Raises `Refused` with every variable that has no valid value."""
    try:
        return Settings()
    except ValidationError as error:
        raise Refused(_finding(str(each["loc"][0]), each["msg"]) for each in error.errors()) from None


def _finding(field: str, message: str) -> Finding:
    name = f"CPQ_{field.upper()}"
    text = Text(zh=f"环境变量的值无效：{message}", en=f"the variable has no valid value: {message}")
    return Finding("bad-setting", Place(name), text)
