"""The kinds of problems, each with its status and its words."""

from __future__ import annotations

from cpq.platform.problems import Kind
from cpq.rulebook.text import Text

MALFORMED = Kind(
    "malformed",
    400,
    Text(zh="请求无法读取", en="The request cannot be read"),
    Text(
        zh="请求体不是可读取的 JSON，详见 errors", en="the body is not JSON that can be read; see the places in errors"
    ),
)
UNKNOWN_CALLER = Kind(
    "not-signed-in",
    401,
    Text(zh="未登录", en="Not signed in"),
    Text(
        zh="请以 Authorization: Bearer 附上有效的密钥，或先登录（POST /v1/sign-ins）",
        en="send a valid key as Authorization: Bearer, or sign in first (POST /v1/sign-ins)",
    ),
)
WRONG_PASSWORD = Kind(
    "wrong-password",
    401,
    Text(zh="登录名或密码不对", en="The login or the password is wrong"),
    Text(
        zh="请检查登录名与密码；管理员可用 cpq users password 重设",
        en="check both; an administrator can set a new password with cpq users password",
    ),
)
FORBIDDEN = Kind(
    "forbidden",
    403,
    Text(zh="没有权限", en="Not allowed"),
    Text(zh="您的角色不允许这样做；请联系管理员", en="your role may not do this; ask an administrator"),
)
FORGED = Kind(
    "csrf",
    403,
    Text(zh="缺少防伪标记", en="The token against forged requests is missing"),
    Text(
        zh="以 cookie 登录时，修改类请求须带 X-CSRF-Token（登录时返回）",
        en="with a cookie, requests that change something carry the X-CSRF-Token that the sign-in returned",
    ),
)
NOT_FOUND = Kind(
    "not-found",
    404,
    Text(zh="没有这个资源", en="There is no such resource"),
    Text(
        zh="没有这个地址；全部地址见 /openapi.json", en="there is nothing at this address; /openapi.json has them all"
    ),
)
METHOD = Kind(
    "method-not-allowed",
    405,
    Text(zh="不支持该方法", en="The method is not allowed"),
    Text(
        zh="该地址不支持此方法；可用方法见 Allow", en="the address does not know this method; Allow has those it knows"
    ),
)
CONFLICT = Kind(
    "conflict",
    409,
    Text(zh="与当前状态冲突", en="This does not fit the present state"),
    Text(zh="对象的当前状态不允许这样做", en="the present state of the resource does not allow this"),
)
STALE = Kind(
    "stale-version",
    412,
    Text(zh="版本已变", en="Somebody changed it meanwhile"),
    Text(
        zh="If-Match 不是当前版本；请重新读取，再修改",
        en="If-Match is not the present version; read it again, then change it",
    ),
)
CONFLICTING_FIELDS = Kind(
    "conflicting-fields",
    409,
    Text(zh="几个字段已被他人修改", en="Somebody else changed the same fields"),
    Text(
        zh="errors 中逐个字段列出双方的值；请选定后以新的 base 重发，其余字段也尚未保存",
        en="errors has both values of each field; choose, and send the request again with the new `base`: nothing of it is stored yet",
    ),
)
NO_VERSION = Kind(
    "version-required",
    428,
    Text(zh="须写明版本", en="The version is required"),
    Text(zh="修改须带 If-Match，值为读取时的 ETag", en="a change carries If-Match with the ETag that was read"),
)
KEY_REUSED = Kind(
    "idempotency-key-reused",
    422,
    Text(zh="Idempotency-Key 已用于其他请求", en="The Idempotency-Key was used for something else"),
    Text(
        zh="同一 Idempotency-Key 只能重发同一请求；新请求请换新的值",
        en="an Idempotency-Key repeats the very same request; use a new one for another",
    ),
)
TOO_MANY = Kind(
    "too-many-requests",
    429,
    Text(zh="请求过于频繁", en="Too many requests"),
    Text(zh="请稍候再试，见 Retry-After", en="wait as long as Retry-After says, then try again"),
)
SLOW_BODY = Kind(
    "slow-body",
    408,
    Text(zh="请求体到达过慢", en="The body took too long"),
    Text(zh="请求体未在规定时间内到齐，请重发", en="the body did not arrive in time; send it again"),
)
TOO_LARGE = Kind(
    "too-large",
    413,
    Text(zh="请求过大", en="The request is too large"),
    Text(zh="请求体超过上限，请分成几次", en="the body is larger than is allowed; send it in several requests"),
)
MEDIA = Kind(
    "unsupported-media-type",
    415,
    Text(zh="不支持的媒体类型", en="The media type is not supported"),
    Text(
        zh="请以 Content-Type: application/json 发送，不压缩",
        en="send the body as Content-Type: application/json, and not compressed",
    ),
)
INVALID = Kind(
    "invalid-request",
    422,
    Text(zh="请求有误", en="The request is not right"),
    Text(zh="请求有几处需要改正，详见 errors", en="several things in the request must be mended; see errors"),
)
REFUSED = Kind(
    "refused",
    422,
    Text(zh="规则不允许", en="The rules refuse this"),
    Text(zh="规则不允许这样做，详见 errors", en="the rules do not allow this; see errors"),
)
RULEBOOK_WRONG = Kind(
    "rulebook-wrong",
    422,
    Text(zh="规则有错误", en="The rulebook has errors"),
    Text(
        zh="规则未保存；错误及其位置见 errors，改正后重新上传",
        en="it was not stored; errors has what is wrong and where: mend it and send it anew",
    ),
)
HEADERS = Kind(
    "headers-too-large",
    431,
    Text(zh="请求头过大", en="The headers are too large"),
    Text(
        zh="请求头超过上限，请删去不需要的", en="the headers are larger than is allowed; leave out what is not needed"
    ),
)
DEFECT = Kind(
    "defect",
    500,
    Text(zh="程序缺陷", en="A defect of the program"),
    Text(
        zh="请求未能完成；请把 request_id 告知管理员，日志里有详情",
        en="the request could not be answered; tell the administrator the request_id, the log has the details",
    ),
)
BUSY = Kind(
    "busy",
    503,
    Text(zh="服务繁忙", en="The service is busy"),
    Text(zh="等待的请求太多，请稍后再试", en="too many requests are waiting; try again later"),
)
TOO_LONG = Kind(
    "took-too-long",
    503,
    Text(zh="计算超时", en="It took too long"),
    Text(
        zh="未能在规定时间内算完；请缩小请求，或稍后再试",
        en="it was not worked out in time; make the request smaller, or try again later",
    ),
)
NO_DATABASE = Kind(
    "database-unavailable",
    503,
    Text(zh="数据库不可用", en="The database is not available"),
    Text(
        zh="请稍后以同一 Idempotency-Key 重发，只会执行一次",
        en="send it again later with the same Idempotency-Key: it is done once",
    ),
)
NOT_READY = Kind(
    "not-ready",
    503,
    Text(zh="尚未就绪", en="Not ready yet"),
    Text(zh="正在编译规则，请稍候", en="the rulebook is being compiled; try again shortly"),
)

NO_PROVIDER = Kind(
    "no-sign-in-provider",
    404,
    Text(zh="未设置外部登录", en="There is no sign-in provider"),
    Text(
        zh="未设置外部登录（CPQ_OIDC_ISSUER）；请以密码登录",
        en="no provider is set up (CPQ_OIDC_ISSUER); sign in with a password",
    ),
)
PROVIDER_AWAY = Kind(
    "sign-in-provider-away",
    503,
    Text(zh="外部登录不可用", en="The sign-in provider is not available"),
    Text(zh="外部登录没有应答，请稍后再试", en="the sign-in provider does not answer; try again later"),
)
SIGN_IN_REFUSED = Kind(
    "sign-in-refused",
    403,
    Text(zh="登录被拒绝", en="The sign-in is refused"),
    Text(zh="外部登录未能证明您的身份，请重新登录", en="the provider did not prove who you are; sign in again"),
)

EVERYWHERE = (NOT_FOUND, METHOD, INVALID, HEADERS, DEFECT, BUSY)
"""What every endpoint may answer."""
GUARDED = (UNKNOWN_CALLER, FORBIDDEN, FORGED, TOO_MANY, NO_DATABASE)
"""And one for which the caller has to be known."""
OPEN = (WRONG_PASSWORD, TOO_MANY, NO_DATABASE)
"""And one that anybody may call."""
ELSEWHERE = (NO_PROVIDER, PROVIDER_AWAY, SIGN_IN_REFUSED, TOO_MANY, NO_DATABASE)
"""And one that signs in elsewhere."""
ACTING = (CONFLICT, KEY_REUSED)
"""And one that changes something."""
VERSIONED = (STALE, NO_VERSION)
"""And one that changes what has a version."""
BODIES = (MALFORMED, SLOW_BODY, TOO_LARGE, MEDIA, REFUSED, TOO_LONG)
"""And one that takes a body."""
